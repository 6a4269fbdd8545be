"""Answers to a need as programs read them: the office all, the buyer those received, partners their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from maillage.accounts.types import Actor
from maillage.kit.errors import NotFound
from maillage.matching.models import Answer, AnswerPart, ConsortiumPartner
from maillage.matching.queries.briefs_of_programs import readable_briefs
from maillage.matching.rules.answers import PartPriced, Totals, totals_of
from maillage.matching.types import AnswerState

_REASON = "the office's, else sent to the buyer who reads, or of the reader's own organization"
_BEFORE_BUYER = (AnswerState.SENT.value, AnswerState.AWARDED.value, AnswerState.DECLINED.value)


@dataclass(frozen=True, slots=True)
class AnswerRead:
    """An answer, those who are in it, the lead first, and its sums."""

    answer: Answer
    partners: Sequence[ConsortiumPartner]
    totals: Totals


def readable_answers(*, actor: Actor, brief_id: UUID) -> Sequence[AnswerRead]:
    """Give the answers to a need that somebody may read, first written first. Four queries, whatever their number.

    Raises: NotFound (neither the need nor a part in an answer to it is theirs).
    """
    is_theirs = readable_briefs(actor).filter(pk=brief_id).exists()
    rows = Answer.objects.across_scopes(reason=_REASON).filter(brief_id=brief_id)
    if not actor.is_facilitator:
        rows = rows.filter(_seen_by(actor, is_buyer=is_theirs))
    found = list(rows.select_related("consortium").prefetch_related(*_inside()).order_by("created_at", "id"))
    if not is_theirs and not found:
        raise NotFound
    return [AnswerRead(one, one.consortium.present, _totals(one)) for one in found]  # type: ignore[attr-defined]


def _seen_by(actor: Actor, *, is_buyer: bool) -> Q:
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(
        organization_id__in=list(actor.organization_roles), left_at__isnull=True
    )
    seen = Q(consortium__in=partners.values("consortium_id"))
    return seen | Q(state__in=_BEFORE_BUYER, sent_at__isnull=False) if is_buyer else seen


def _inside() -> list[Any]:
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(left_at__isnull=True)
    return [
        Prefetch(
            "consortium__partners", to_attr="present",
            queryset=partners.select_related("organization").order_by("-is_lead", "joined_at", "pk"),
        ),
        Prefetch("parts", queryset=AnswerPart.objects.across_scopes(reason=_REASON)),
    ]  # fmt: skip


def _totals(answer: Answer) -> Totals:
    return totals_of(
        PartPriced(one.organization_id, one.amount_cents, one.vat_basis_points) for one in answer.parts.all()
    )
