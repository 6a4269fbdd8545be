"""How organizations have answered, and what came to them in the last twelve months."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from maillage.matching.models import Brief, Candidate, ConsortiumPartner, Invitation
from maillage.matching.types import AnswerState, DeclineReason, InvitationState

YEAR = timedelta(days=365)
_ANSWERED = [InvitationState.ACCEPTED.value, InvitationState.DECLINED.value]


@dataclass(frozen=True, slots=True)
class Received:
    """Invitations of twelve months: how many, won, ended, answered, answered in time; and the last one."""

    received: int
    won: int
    ended: int
    answered: int
    in_time: int
    last_at: datetime | None


NOTHING = Received(0, 0, 0, 0, 0, None)


def received_by(*, now: datetime, except_brief_id: UUID | None = None) -> dict[UUID, Received]:
    """Give what came to each organization in the twelve months before `now`; those to whom nothing came are left out.

    What was taken back counts for nothing.
    """
    rows = (
        Invitation.objects.across_scopes(reason="equity looks at the whole network")
        .filter(sent_at__gt=now - YEAR, sent_at__lte=now)
        .exclude(state=InvitationState.WITHDRAWN.value)
    )
    if except_brief_id is not None:
        rows = rows.exclude(brief_id=except_brief_id)
    return _received(rows)


def _received(rows: "QuerySet[Invitation]") -> dict[UUID, Received]:
    chosen = ConsortiumPartner.objects.across_scopes(reason="equity looks at the whole network").filter(
        organization_id=OuterRef("organization_id"), left_at=None, consortium__brief_id=OuterRef("brief_id"),
        consortium__answer__state=AnswerState.AWARDED.value,
    )  # fmt: skip
    won = Q(Exists(chosen))
    answered = Q(state__in=_ANSWERED)
    counted = rows.order_by().values_list("organization_id").annotate(
        received=Count("pk"), won=Count("pk", filter=won), ended=Count("pk", filter=~Q(state=InvitationState.SENT.value)),
        answered=Count("pk", filter=answered),
        in_time=Count("pk", filter=answered & Q(answered_at__lte=F("due_at"))), last=Max("sent_at"),
    )  # fmt: skip
    return {organization_id: Received(*numbers) for organization_id, *numbers in counted}


def banned_in(*, brief_id: UUID) -> set[UUID]:
    """Give the organizations that the office has set aside for a brief."""
    rows = Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
    return set(rows.filter(brief_id=brief_id, is_kept=False).values_list("organization_id", flat=True))


def kept_in(*, brief_id: UUID) -> dict[UUID, Candidate]:
    """Give the organizations kept for a brief, in the order in which they were kept."""
    rows: Iterable[Candidate] = (
        Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
        .filter(brief_id=brief_id, is_kept=True)
        .select_related("organization")
        .order_by("position", "decided_at")
    )
    return {row.organization_id: row for row in rows}


def invitations_of(brief: Brief, /) -> Sequence[Invitation]:
    """Give a brief's invitations, wave by wave."""
    rows = Invitation.objects.across_scopes(reason="invitations of a brief at hand").filter(brief=brief)
    return list(rows.select_related("organization").order_by("wave", "sent_at", "pk"))


def invitations_to(*, organization_id: UUID) -> Sequence[Invitation]:
    """Give what an organization was asked, latest first; what was taken back is left out."""
    rows = Invitation.objects.across_scopes(reason="shown to the organization's own people").filter(
        organization_id=organization_id
    )
    shown = rows.exclude(state=InvitationState.WITHDRAWN.value).select_related("brief")
    return list(shown.order_by("-sent_at")[:100])


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """What an organization's own page tells of twelve months; `reasons`: why it has declined, the most frequent first."""

    received: Received
    accepted: int
    reasons: tuple[tuple[DeclineReason, int], ...]


def own_record(*, organization_id: UUID, now: datetime) -> OwnRecord:
    """Give an organization's record of twelve months: two queries. What was taken back counts for nothing."""
    rows = Invitation.objects.across_scopes(reason="shown to the organization's own people").filter(
        organization_id=organization_id, sent_at__gt=now - YEAR, sent_at__lte=now
    )
    declined = rows.filter(state=InvitationState.DECLINED.value).exclude(reason="").values("reason")
    counted = declined.annotate(found=Count("pk")).order_by("-found", "reason")
    return OwnRecord(
        received=_received(rows.exclude(state=InvitationState.WITHDRAWN.value)).get(organization_id, NOTHING),
        accepted=rows.filter(state=InvitationState.ACCEPTED.value).count(),
        reasons=tuple((DeclineReason(row["reason"]), row["found"]) for row in counted),
    )


def chosen_in(*, brief_id: UUID) -> Collection[UUID]:
    """Give the organizations that the office keeps for a brief and those that have accepted it. One query."""
    kept = Candidate.objects.across_scopes(reason="choices for a brief at hand").filter(brief_id=brief_id, is_kept=True)
    accepted = Invitation.objects.across_scopes(reason="choices for a brief at hand").filter(
        brief_id=brief_id, state=InvitationState.ACCEPTED.value
    )
    return frozenset(pk for (pk,) in kept.values_list("organization_id").union(accepted.values_list("organization_id")))
