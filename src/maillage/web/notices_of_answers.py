"""Notifications of common answers and common work. Each handler is bound in `maillage.config.wiring`."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.urls import reverse

from maillage.accounts.models import Organization
from maillage.accounts.queries import emails_of_staff, people_of
from maillage.accounts.types import OrganizationRole
from maillage.matching.events import (
    AnswerAwarded,
    AnswerDeclined,
    AnswerFrozen,
    AnswerQuestionAsked,
    AnswerReopened,
    AnswerSigned,
    ConsortiumFormed,
    CoproductionOpened,
)
from maillage.matching.queries.briefs import brief_owner
from maillage.matching.queries.names import answer_of_consortium, coproduction_title
from maillage.web import services

type _OfAnAnswer = AnswerFrozen | AnswerReopened | AnswerAwarded | AnswerDeclined | AnswerQuestionAsked


def notify_of_consortium(event: ConsortiumFormed) -> None:
    """Tell the partners that they answer together."""
    answer_id = answer_of_consortium(consortium_id=event.object_id) if event.object_id else None
    if answer_id is not None:
        _tell_partners(
            event.organization_ids, event, verb="consortium.formed", page="answer", pk=answer_id, number=event.number
        )


def notify_of_signatures_asked(event: AnswerFrozen) -> None:
    """Tell the partners that their signature is waited for."""
    _tell_of_answer(event, verb="answer.to_sign")


def notify_of_reopening(event: AnswerReopened) -> None:
    """Tell the partners that what they signed is void."""
    _tell_of_answer(event, verb="answer.reopened")


def notify_of_decision(event: AnswerAwarded | AnswerDeclined) -> None:
    """Tell the partners what the buyer has decided."""
    _tell_of_answer(event, verb="answer.awarded" if isinstance(event, AnswerAwarded) else "answer.declined")


def notify_of_question(event: AnswerQuestionAsked) -> None:
    """Tell the lead that the buyer asks something."""
    _tell_of_answer(event, verb="answer.question", only=event.organization_id)


def notify_of_common_work(event: CoproductionOpened) -> None:
    """Tell the partners that their common work is open."""
    if event.object_id is not None:
        _tell_partners(
            event.organization_ids, event, verb="coproduction.opened", page="coproduction", pk=event.object_id,
            title=coproduction_title(coproduction_id=event.object_id),
        )  # fmt: skip


def notify_of_answer_to_review(event: AnswerSigned) -> None:
    """Tell whoever has the need in hand, else the office, that all partners have signed."""
    if not event.is_last:
        return
    owner_id = brief_owner(brief_id=event.brief_id)
    services.notify(
        recipients=[owner_id] if owner_id else [person.pk for person in emails_of_staff()], besides=event.actor_id,
        verb="answer.to_review", at=event.at, url=reverse("matching:brief", args=[event.number]), number=event.number,
    )  # fmt: skip


def _tell_of_answer(event: _OfAnAnswer, *, verb: str, only: UUID | None = None) -> None:
    if event.object_id is not None:
        ids = [only] if only is not None else event.organization_ids
        _tell_partners(ids, event, verb=verb, page="answer", pk=event.object_id, number=event.number)


def _tell_partners(
    organization_ids: Iterable[UUID], event: _OfAnAnswer | ConsortiumFormed | CoproductionOpened, *, verb: str, page: str,
    pk: UUID, **data: str | int,
) -> None:  # fmt: skip
    for organization in Organization.objects.filter(pk__in=list(organization_ids)).order_by("pk"):
        services.notify(
            recipients=_writers(organization.pk), besides=event.actor_id, verb=verb, at=event.at,
            url=reverse(f"matching:{page}", args=[organization.slug, pk]), organization=organization.name, **data,
        )  # fmt: skip


def _writers(organization_id: UUID) -> Sequence[UUID]:
    roles = [OrganizationRole.OWNER, OrganizationRole.EDITOR]
    return [person.pk for person in people_of(organization_id=organization_id, roles=roles)]
