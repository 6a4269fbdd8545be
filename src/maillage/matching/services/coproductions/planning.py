"""Milestones and deliverables: written by those in charge, by the lead and by the office; nobody overwrites anybody."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.matching.models import CoproductionFile, Deliverable, Milestone
from maillage.matching.services.coproductions.access import (
    Seat,
    WorkChanged,
    directing_seat,
    made_once,
    note,
    partner_named,
    working_seat,
)
from maillage.matching.types import Doing

_REASON = "steps of a coproduction at hand"
MOST_STEPS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneGiven:
    """`partner_id`: row of the partner in charge, None for everybody."""

    title: str
    starts_on: date
    ends_on: date
    partner_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverableGiven:
    """`partner_id`: row of the partner in charge, None for everybody."""

    title: str
    due_on: date
    partner_id: UUID | None = None


@transaction.atomic
def add_milestone(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, key: UUID | None, step: MilestoneGiven, now: datetime
) -> Milestone:
    """Add a milestone; the same form sent twice adds one. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    _check_room(Milestone, seat)
    row, is_new = made_once(Milestone, seat.work, key, **_milestone_columns(seat, step))
    if is_new:
        note(seat, Doing.MILESTONE_ADDED, step.title, actor=actor, at=now)
    return row  # type: ignore[no-any-return]  # of the model that was given


@transaction.atomic
def change_milestone(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    milestone_id: UUID,
    step: MilestoneGiven,
    is_done: bool,
    seen_version: int,
    now: datetime,
) -> Milestone:
    """Change a milestone, or say that it is done, or not any more. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid, WorkChanged.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    row: Milestone = _own(Milestone, seat, milestone_id)
    wanted = _milestone_columns(seat, step)
    was_done = row.done_at is not None
    if was_done == is_done and all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    if row.version != seen_version:
        raise WorkChanged(theirs=row)
    for name, value in wanted.items():
        setattr(row, name, value)
    if was_done != is_done:
        row.done_at = now if is_done else None
    row.version += 1
    row.save(update_fields=[*wanted, "done_at", "version"])
    doing = Doing.MILESTONE_DONE if is_done and not was_done else Doing.MILESTONE_CHANGED
    note(seat, doing, row.title, actor=actor, at=now)
    return row


@transaction.atomic
def remove_milestone(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, milestone_id: UUID, seen_version: int, now: datetime
) -> None:
    """Take a milestone off the plan; twice is once. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, WorkChanged.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    row: Milestone = _own(Milestone, seat, milestone_id)
    if row.version != seen_version:
        raise WorkChanged(theirs=row)
    row.delete()
    note(seat, Doing.MILESTONE_REMOVED, row.title, actor=actor, at=now)


@transaction.atomic
def add_deliverable(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    key: UUID | None,
    step: DeliverableGiven,
    now: datetime,
) -> Deliverable:
    """Add something to hand over; the same form sent twice adds one. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    _check_room(Deliverable, seat)
    row, is_new = made_once(Deliverable, seat.work, key, **_deliverable_columns(seat, step))
    if is_new:
        note(seat, Doing.DELIVERABLE_ADDED, step.title, actor=actor, at=now)
    return row  # type: ignore[no-any-return]  # of the model that was given


@transaction.atomic
def change_deliverable(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    deliverable_id: UUID,
    step: DeliverableGiven,
    seen_version: int,
    now: datetime,
) -> Deliverable:
    """Change what is to be handed over, by whom or when; what was delivered keeps its words. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid, WorkChanged.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    row: Deliverable = _own(Deliverable, seat, deliverable_id)
    wanted = _deliverable_columns(seat, step)
    if all(getattr(row, name) == value for name, value in wanted.items()):
        return row
    if row.version != seen_version:
        raise WorkChanged(theirs=row)
    if row.delivered_at is not None:
        raise Invalid(_("This was delivered already: return it before you change it."))
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*wanted, "version"])
    note(seat, Doing.DELIVERABLE_CHANGED, row.title, actor=actor, at=now)
    return row


@transaction.atomic
def remove_deliverable(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    deliverable_id: UUID,
    seen_version: int,
    now: datetime,
) -> None:
    """Take something off the list that was not delivered. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded, Invalid, WorkChanged.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    row: Deliverable = _own(Deliverable, seat, deliverable_id)
    if row.version != seen_version:
        raise WorkChanged(theirs=row)
    if row.delivered_at is not None:
        raise Invalid(_("This was delivered already: return it before you change it."))
    row.delete()
    note(seat, Doing.DELIVERABLE_REMOVED, row.title, actor=actor, at=now)


@transaction.atomic
def deliver(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    deliverable_id: UUID,
    now: datetime,
    file: CoproductionFile | None = None,
) -> Deliverable:
    """Hand something over, with a file or without; a double click is one. Publishes `CoproductionNoted`.

    Raises: NotAllowed, NotFound, WorkEnded.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    row: Deliverable = _own(Deliverable, seat, deliverable_id)
    if row.delivered_at is not None and file is None:
        return row
    row.delivered_at = row.delivered_at or now
    row.file = file or row.file
    row.version += 1
    row.save(update_fields=["delivered_at", "file", "version"])
    note(seat, Doing.DELIVERABLE_DELIVERED, row.title, actor=actor, at=now)
    return row


@transaction.atomic
def judge_deliverable(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    deliverable_id: UUID,
    is_accepted: bool,
    now: datetime,
) -> Deliverable:
    """Have the lead accept what was delivered, or return it. Publishes `CoproductionNoted`.

    Raises: NotAllowed (not the lead), NotFound, WorkEnded, Invalid (nothing was delivered).
    """
    seat = directing_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    row: Deliverable = _row(Deliverable, seat, deliverable_id)
    if row.delivered_at is None:
        raise Invalid(_("Nothing was delivered yet."))
    if (row.accepted_at is not None) == is_accepted and is_accepted:
        return row
    if is_accepted:
        row.accepted_at = now
    else:
        row.accepted_at = row.delivered_at = None
    row.version += 1
    row.save(update_fields=["accepted_at", "delivered_at", "version"])
    doing = Doing.DELIVERABLE_ACCEPTED if is_accepted else Doing.DELIVERABLE_RETURNED
    note(seat, doing, row.title, actor=actor, at=now)
    return row


def _row(model: Any, seat: Seat, pk: UUID) -> Any:
    rows = model.objects.across_scopes(reason=_REASON).select_related("partner")
    row = rows.filter(coproduction=seat.work, pk=pk).first()
    if row is None:
        raise NotFound
    return row


def _own(model: Any, seat: Seat, pk: UUID) -> Any:
    row = _row(model, seat, pk)
    if row.partner_id not in {None, seat.partner.pk} and not seat.directs:
        raise NotAllowed(_("Another partner is in charge of this; the lead may change it too."))
    return row


def _check_room(model: Any, seat: Seat) -> None:
    if model.objects.across_scopes(reason=_REASON).filter(coproduction=seat.work).count() >= MOST_STEPS:
        raise Invalid(_("A plan holds at most 100 steps of a kind: put some together."), field="title")


def _milestone_columns(seat: Seat, step: MilestoneGiven) -> dict[str, Any]:
    if step.ends_on < step.starts_on:
        raise Invalid(_("The end comes before the start."), field="ends_on")
    partner = _charge(seat, step.partner_id)
    return {
        "title": step.title, "starts_on": step.starts_on, "ends_on": step.ends_on,
        "partner_id": partner.pk if partner else None,
    }  # fmt: skip


def _deliverable_columns(seat: Seat, step: DeliverableGiven) -> dict[str, Any]:
    partner = _charge(seat, step.partner_id)
    return {"title": step.title, "due_on": step.due_on, "partner_id": partner.pk if partner else None}


def _charge(seat: Seat, partner_id: UUID | None) -> Any:
    if partner_id not in {None, seat.partner.pk} and not seat.directs:
        raise NotAllowed(_("Only the lead puts another partner in charge."))
    return partner_named(seat.work, partner_id)
