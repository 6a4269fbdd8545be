"""Who takes part, who leads, and what is common."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.kit.errors import Invalid, NotFound
from maillage.matching.events import CoproductionPartnerInvited
from maillage.matching.models import Coproduction, CoproductionPartner
from maillage.matching.services.coproductions import sharing
from maillage.matching.services.coproductions.access import (
    Seat,
    WorkChanged,
    WorkEnded,
    directing_seat,
    note,
    partner_named,
    partners_in,
    seat_of,
    told,
    working_seat,
)
from maillage.matching.services.coproductions.opening import MOST_PARTNERS, WorkGiven, check_work, columns_of
from maillage.matching.states import LIVING_STATES
from maillage.matching.types import CoproductionState, Doing
from maillage.stream.services import publish

_REASON = "partners of a coproduction at hand"


@transaction.atomic
def change_details(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, work: WorkGiven, seen_version: int, now: datetime
) -> Coproduction:
    """Change what is common; a new budget is shared as the one before. Publishes `CoproductionNoted`.

    The budget of a signed answer changes once the partners whose share changes agree.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid, WorkChanged.
    """
    seat = directing_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    check_work(work)
    row, wanted = seat.work, columns_of(work)
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    if row.version != seen_version:
        raise WorkChanged(theirs=row)
    del wanted["budget_cents"]
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*wanted, "version"])
    if work.budget_cents != row.budget_cents:
        as_before = {one.pk: one.share_cents for one in partners_in(row)}
        sharing.share_or_propose(seat, budget_cents=work.budget_cents, weights=as_before, actor=actor, at=now)
    note(seat, Doing.DETAILS_CHANGED, actor=actor, at=now)
    return row


@transaction.atomic
def invite_partner(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, invited_id: UUID, role: str, now: datetime
) -> CoproductionPartner:
    """Ask one more organization; its share is zero until the budget is shared anew. Publishes `CoproductionPartnerInvited`.

    One that had left may be asked again; one that is in stays as it is.
    Raises: NotAllowed, NotFound, WorkEnded, Invalid.
    """
    seat = directing_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    invited = Organization.objects.filter(pk=invited_id).first()
    if invited is None:
        raise Invalid(_("Choose an organization of the directory."), field="partner")
    if len(partners_in(seat.work)) >= MOST_PARTNERS:
        raise Invalid(_("A coproduction has at most 20 partners."), field="partner")
    rows = CoproductionPartner.objects.across_scopes(reason=_REASON)
    known: CoproductionPartner | None = rows.filter(coproduction=seat.work, organization=invited).first()
    if known is not None and known.left_at is None:
        return known
    if known is not None:
        known.left_at, known.left_reason, known.accepted_at, known.invited_at, known.role = None, "", None, now, role
        known.save(update_fields=["left_at", "left_reason", "accepted_at", "invited_at", "role"])
    else:
        known = CoproductionPartner(coproduction=seat.work, organization=invited, role=role, invited_at=now)
        known.save(force_insert=True)
    common = told(seat.work, at=now, organization_id=invited.pk)
    publish(CoproductionPartnerInvited(actor_id=actor.user_id, title=seat.work.title, **common))
    note(seat, Doing.PARTNER_INVITED, invited.name, actor=actor, at=now)
    return known


@transaction.atomic
def accept_part(*, actor: Actor, coproduction_id: UUID, organization_id: UUID, now: datetime) -> None:
    """Take part; twice is once. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded.
    """
    seat = _living(actor, coproduction_id, organization_id)
    if seat.partner.accepted_at is None:
        seat.partner.accepted_at = now
        seat.partner.save(update_fields=["accepted_at"])
        note(seat, Doing.PARTNER_JOINED, seat.partner.organization.name, actor=actor, at=now)


@transaction.atomic
def leave(*, actor: Actor, coproduction_id: UUID, organization_id: UUID, reason: str, now: datetime) -> None:
    """Decline to take part, or leave: the share goes to the others as they share already. Publishes `CoproductionNoted`.

    What one has entered, delivered and decided stays.
    Raises: NotAllowed, NotFound, WorkEnded, Invalid (the lead, who must hand over first).
    """
    seat = _living(actor, coproduction_id, organization_id)
    if seat.partner.is_lead:
        raise Invalid(_("Hand the lead over to another partner first."))
    seat.partner.left_at, seat.partner.left_reason, seat.partner.share_cents = now, reason[:300], 0
    seat.partner.save(update_fields=["left_at", "left_reason", "share_cents"])
    sharing.share_among_those_left(seat.work)
    note(seat, Doing.PARTNER_LEFT, seat.partner.organization.name, actor=actor, at=now)


def _living(actor: Actor, coproduction_id: UUID, organization_id: UUID) -> Seat:
    seat = seat_of(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id, lock=True)
    if CoproductionState(seat.work.state) not in LIVING_STATES:
        raise WorkEnded
    return seat


@transaction.atomic
def hand_over_lead(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, partner_id: UUID, now: datetime
) -> None:
    """Make another partner, who has accepted, the lead. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid.
    """
    seat = directing_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    following = partner_named(seat.work, partner_id)
    if following is None:
        raise NotFound
    if following.accepted_at is None:
        raise Invalid(_("Only a partner who has accepted may lead."), field="partner")
    rows = CoproductionPartner.objects.across_scopes(reason=_REASON).filter(coproduction=seat.work)
    rows.filter(is_lead=True).update(is_lead=False)
    rows.filter(pk=following.pk).update(is_lead=True)
    note(seat, Doing.LEAD_CHANGED, following.organization.name, actor=actor, at=now)


@transaction.atomic
def change_role(*, actor: Actor, coproduction_id: UUID, organization_id: UUID, role: str) -> None:
    """Say what one's own organization does in the work: the words of its credit.

    Raises: NotAllowed, NotFound, WorkEnded.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    seat.partner.role = role[:120]
    seat.partner.save(update_fields=["role"])
