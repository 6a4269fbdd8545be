"""A coproduction is opened by an award, or by a member with those whom it invites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Invalid, NotAllowed
from maillage.matching.events import CoproductionOpened, CoproductionPartnerInvited
from maillage.matching.models import (
    Answer,
    AnswerPart,
    ConsortiumPartner,
    Coproduction,
    CoproductionPartner,
    Deliverable,
    Milestone,
)
from maillage.matching.rules.coproductions import allocate
from maillage.matching.services.coproductions.access import told
from maillage.matching.types import AnswerState
from maillage.stream.services import publish

_REASON = "an award opens the common work"
MOST_PARTNERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerGiven:
    """An organization to invite. `weight`: its part of the budget beside the others'."""

    organization_id: UUID
    role: str = ""
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkGiven:
    """What somebody says of common work; amounts in cents."""

    title: str
    description: str = ""
    client: str = ""
    place: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget_cents: int = 0
    currency: str = "EUR"
    language: str = "fr"


@transaction.atomic
def open_from_answer(*, answer_id: UUID, now: datetime) -> Coproduction | None:
    """Open the coproduction of an awarded answer: partners, shares, dates and deliverables are those of its parts.

    Twice is once. Gives None when the answer is not awarded. Publishes `CoproductionOpened`.
    """
    rows = Answer.objects.across_scopes(reason=_REASON).select_for_update(of=("self",))
    answer: Answer | None = rows.select_related("brief").filter(pk=answer_id).first()
    if answer is None or answer.state != AnswerState.AWARDED.value:
        return None
    known: Coproduction | None = Coproduction.objects.across_scopes(reason=_REASON).filter(answer=answer).first()
    if known is not None:
        return known
    parts = list(AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=answer).order_by("position", "id"))
    work = _work_of(answer, parts, now=now)
    partners = _partners_of(work, answer, parts, now=now)
    _plan_of(work, parts, partners)
    publish(CoproductionOpened(actor_id=None, brief_id=answer.brief_id, **told(work, at=now)))
    return work


def _work_of(answer: Answer, parts: Sequence[AnswerPart], *, now: datetime) -> Coproduction:
    brief = answer.brief
    starts = [part.starts_on for part in parts if part.starts_on] or [brief.starts_on or timezone.localdate(now)]
    ends = [day for part in parts if (day := part.ends_on)] or ([brief.ends_on] if brief.ends_on else [])
    first, last = min(starts), max(ends, default=None)
    work: Coproduction = Coproduction.objects.create(
        brief=brief,
        answer=answer,
        title=answer.title or brief.title,
        description=brief.text,
        client=brief.buyer_organization_name or brief.buyer_name,
        place=brief.place_label,
        starts_on=min(first, last) if last else first,
        ends_on=last,
        budget_cents=sum(part.amount_cents for part in parts),
        currency=parts[0].currency if parts else "EUR",
        language=answer.language,
        created_at=now,
    )
    return work


def _partners_of(
    work: Coproduction, answer: Answer, parts: Sequence[AnswerPart], *, now: datetime
) -> dict[UUID, CoproductionPartner]:
    rows = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(
        consortium_id=answer.consortium_id, left_at=None
    )
    made = {}
    for one in rows.order_by("-is_lead", "joined_at", "id"):
        own = [part for part in parts if part.organization_id == one.organization_id]
        made[one.organization_id] = CoproductionPartner.objects.create(
            coproduction=work,
            organization_id=one.organization_id,
            role=", ".join(part.title for part in own)[:120],
            share_cents=sum(part.amount_cents for part in own),
            is_lead=one.is_lead,
            invited_at=now,
            accepted_at=now,
        )
    # A part whose organization has left the consortium goes to the lead, so that the shares still sum to the budget.
    lost = sum(part.amount_cents for part in parts if part.organization_id not in made)
    lead = next((one for one in made.values() if one.is_lead), None)
    if lost and lead is not None:
        lead.share_cents += lost
        lead.save(update_fields=["share_cents"])
    return made


def _plan_of(work: Coproduction, parts: Sequence[AnswerPart], partners: dict[UUID, CoproductionPartner]) -> None:
    for part in parts:
        owner = partners.get(part.organization_id)
        if part.starts_on and part.ends_on:
            Milestone.objects.create(
                coproduction=work, partner=owner, title=part.title, starts_on=part.starts_on, ends_on=part.ends_on
            )
        if part.ends_on:
            Deliverable.objects.create(coproduction=work, partner=owner, title=part.title, due_on=part.ends_on)


@transaction.atomic
def open_by_member(
    *,
    actor: Actor,
    organization_id: UUID,
    key: UUID | None,
    work: WorkGiven,
    role: str,
    weight: int,
    partners: Sequence[PartnerGiven],
    now: datetime,
) -> Coproduction:
    """Open common work that a member starts; it leads, and those whom it invites accept from their own space.

    `key`: the id that the form brought, so that a form sent twice opens one. `weight`: the lead's part beside the others'.
    Publishes `CoproductionOpened`, and `CoproductionPartnerInvited` for each.
    Raises: NotAllowed, Invalid.
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    check_work(work)
    invited = {one.organization_id: one for one in partners if one.organization_id != organization_id}
    if not invited:
        raise Invalid(_("Invite at least one other organization: common work needs two."), field="partners")
    if len(invited) >= MOST_PARTNERS:
        raise Invalid(_("Invite fewer than 20 organizations."), field="partners")
    if Organization.objects.filter(pk__in=invited).count() != len(invited):
        raise Invalid(_("One of these organizations is not in the directory."), field="partners")
    row, is_new = _own_once(key, organization_id, work, actor=actor, now=now)
    if not is_new:
        return row
    shares = allocate(work.budget_cents, [weight, *(one.weight for one in invited.values())])
    CoproductionPartner.objects.create(
        coproduction=row, organization_id=organization_id, role=role, share_cents=shares[0], is_lead=True,
        invited_at=now, accepted_at=now,
    )  # fmt: skip
    for one, share in zip(invited.values(), shares[1:], strict=True):
        CoproductionPartner.objects.create(
            coproduction=row, organization_id=one.organization_id, role=one.role, share_cents=share, invited_at=now
        )
    publish(CoproductionOpened(actor_id=actor.user_id, brief_id=None, **told(row, at=now)))
    for one in invited.values():
        common = told(row, at=now, organization_id=one.organization_id)
        publish(CoproductionPartnerInvited(actor_id=actor.user_id, title=row.title, **common))
    return row


def _own_once(
    key: UUID | None, organization_id: UUID, work: WorkGiven, *, actor: Actor, now: datetime
) -> tuple[Coproduction, bool]:
    rows = Coproduction.objects.across_scopes(reason="the same form sent twice opens one")
    if key is not None and rows.filter(pk=key).exists():
        own: Coproduction | None = rows.filter(
            pk=key, partners__organization_id=organization_id, partners__is_lead=True
        ).first()
        if own is not None:
            return own, False
        key = None
    made = Coproduction(**columns_of(work), opened_by_id=actor.user_id, created_at=now)
    if key is not None:
        made.pk = key
    made.save(force_insert=True)
    return made, True


def check_work(work: WorkGiven, /) -> None:
    """Raises: Invalid."""
    if not work.title.strip():
        raise Invalid(_("Give the common work a title."), field="title")
    if work.budget_cents < 0:
        raise Invalid(_("The budget is a positive amount."), field="budget")
    if work.starts_on and work.ends_on and work.ends_on < work.starts_on:
        raise Invalid(_("The end comes before the start."), field="ends_on")


def columns_of(work: WorkGiven, /) -> dict[str, object]:
    """Give the columns that what was said fills."""
    return {
        "title": work.title.strip(), "description": work.description, "client": work.client, "place": work.place,
        "starts_on": work.starts_on, "ends_on": work.ends_on, "budget_cents": work.budget_cents,
        "currency": work.currency, "language": work.language,
    }  # fmt: skip
