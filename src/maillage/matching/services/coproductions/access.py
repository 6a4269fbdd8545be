"""Who acts on a coproduction, and from which seat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.matching.events import CoproductionNoted
from maillage.matching.models import Coproduction, CoproductionPartner
from maillage.matching.states import LIVING_STATES
from maillage.matching.types import CoproductionState, Doing
from maillage.stream.services import publish

_REASON = "the actor's organization is a partner of this coproduction"


class WorkEnded(Conflict):
    message = _("This coproduction has ended: it is not changed any more.")
    code = "work_ended"


class WorkChanged(Conflict):
    """Somebody saved the same thing meanwhile; `theirs` is the row as it stands now."""

    code = "work_changed"

    def __init__(self, *, theirs: object) -> None:
        super().__init__()
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class Seat:
    """A coproduction as one of its partners has it before them; the office sits in the lead's seat."""

    work: Coproduction
    partner: CoproductionPartner
    is_office: bool

    @property
    def directs(self) -> bool:
        """Whether this seat may change what is common and what others do: the lead's and the office's."""
        return self.partner.is_lead or self.is_office


def seat_of(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    level: AccessLevel = AccessLevel.EDITOR,
    lock: bool = False,
) -> Seat:
    """Give the seat from which somebody acts; `lock`: hold the coproduction's row until the transaction ends.

    Raises: NotAllowed, NotFound (not a partner, or has left).
    """
    if not actor.may(level, organization_id=organization_id):
        raise NotAllowed
    rows = Coproduction.objects.across_scopes(reason=_REASON).filter(pk=coproduction_id)
    work: Coproduction | None = (
        (rows.select_for_update(of=("self",)) if lock else rows).select_related("brief", "answer").first()
    )
    partner: CoproductionPartner | None = (
        CoproductionPartner.objects.within(actor.scope)
        .select_related("organization")
        .filter(coproduction=coproduction_id, organization_id=organization_id, left_at=None)
        .first()
    )
    if work is None or partner is None:
        raise NotFound
    return Seat(work, partner, is_office=actor.is_facilitator and actor.role_in(organization_id) is None)


def working_seat(*, actor: Actor, coproduction_id: UUID, organization_id: UUID) -> Seat:
    """Give the seat of a partner who has accepted, on work that has not ended, its row held.

    Raises: NotAllowed, NotFound, WorkEnded.
    """
    seat = seat_of(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id, lock=True)
    if CoproductionState(seat.work.state) not in LIVING_STATES:
        raise WorkEnded
    if seat.partner.accepted_at is None:
        raise NotAllowed(_("Accept to take part first."))
    return seat


def directing_seat(*, actor: Actor, coproduction_id: UUID, organization_id: UUID) -> Seat:
    """Give the same for the lead, or the office in its place.

    Raises: NotAllowed, NotFound, WorkEnded.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the coproduction does this."))
    return seat


def partners_in(work: Coproduction, /) -> list[CoproductionPartner]:
    """Give those who are in or invited, the lead first."""
    rows = CoproductionPartner.objects.across_scopes(reason=_REASON).select_related("organization")
    return list(rows.filter(coproduction=work, left_at=None).order_by("-is_lead", "invited_at", "id"))


def partner_named(work: Coproduction, partner_id: UUID | None, /) -> CoproductionPartner | None:
    """Give a partner of this work by its row's id, None for nobody.

    Raises: NotFound.
    """
    if partner_id is None:
        return None
    found = next((one for one in partners_in(work) if one.pk == partner_id), None)
    if found is None:
        raise NotFound
    return found


def told(work: Coproduction, /, *, at: datetime, organization_id: UUID | None = None) -> dict[str, Any]:
    """Give what every event of a coproduction says; the lead's organization unless another is named."""
    partners = partners_in(work)
    lead = next((one.organization_id for one in partners if one.is_lead), None)
    return {
        "at": at,
        "object_id": work.pk,
        "organization_id": organization_id or lead,
        "organization_ids": tuple(one.organization_id for one in partners if one.accepted_at),
    }


def note(seat: Seat, doing: Doing, title: str = "", /, *, actor: Actor, at: datetime) -> None:
    """Tell the activity what was done. Publishes `CoproductionNoted`."""
    common = told(seat.work, at=at, organization_id=seat.partner.organization_id)
    publish(CoproductionNoted(actor_id=actor.user_id, doing=doing.value, title=title[:160], **common))


def made_once(model: Any, work: Coproduction, key: UUID | None, /, **values: Any) -> tuple[Any, bool]:
    """Make a row of a coproduction under the id that its form brought: the same form sent twice is one row.

    An id that some other row bears is not taken. Gives the row and whether it is new.
    """
    rows = model.objects.across_scopes(reason=_REASON)
    if key is not None:
        known = rows.filter(pk=key).first()
        if known is not None and known.coproduction_id == work.pk:
            return known, False
        key = key if known is None else None
    return model.objects.create(pk=key or new_id(), coproduction=work, **values), True
