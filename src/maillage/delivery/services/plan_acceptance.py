"""A plan becomes the day, whole or courier by courier, and can be taken back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import DayPlan, Task
from maillage.delivery.queries.tours import TOUR_ORDER
from maillage.delivery.services.day_lists import ListChange, ListsChanged, change_lists
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor, PlanState, TaskState
from maillage.kit.errors import Conflict, Invalid
from maillage.kit.rows import first_or_not_found


class PlanNotReady(Conflict):
    message = _("This plan cannot be accepted: it is not ready, or was accepted already.")
    code = "plan_not_ready"


class DayHasMoved(Conflict):
    message = _("The lists of these couriers were changed since the plan was made: plan the day again.")
    code = "day_has_moved"


@dataclass(frozen=True, slots=True)
class PlanApplied:
    """Couriers whose lists were changed, and those whose lists somebody had changed meanwhile and that stay as they are."""

    day: date
    changed: tuple[int, ...]
    refused: tuple[int, ...]


@transaction.atomic
def accept_plan(
    *, actor: DeliveryActor, plan_id: UUID, courier_ids: Collection[int] | None = None, now: datetime
) -> PlanApplied:
    """Make the plan's lists those of the couriers named, or of all. What changed since the plan is told, not written over.

    Publishes `TaskAssigned` and `TaskUnassigned`.
    Raises: NotAllowed, NotFound, PlanNotReady, Invalid (nobody chosen), DayHasMoved (none of the lists is as it was seen).
    """
    plan = _locked(actor, plan_id)
    if plan.state != PlanState.READY.value:
        raise PlanNotReady
    couriers = plan.result["couriers"]
    left = {one["id"] for one in couriers if one["seen"] != one["planned"] and str(one["id"]) not in plan.accepted}
    chosen = left if courier_ids is None else left & set(courier_ids)
    if not left or plan.result.get("undone"):
        raise PlanNotReady
    if not chosen:
        raise Invalid(_("Choose at least one courier whose list the plan changes."), field="couriers")
    changes = [ListChange(one["id"], _after_acceptances(plan, one), tuple(one["planned"])) for one in couriers]
    torn = _tearing(actor, [change for change in changes if change.courier_id in chosen])
    found = change_lists(
        actor=actor, day=plan.day, changes=changes, versions=_versions(plan), only=chosen - torn, now=now
    )
    if not found.changed:
        raise DayHasMoved
    _note(plan, found)
    return PlanApplied(plan.day, tuple(found.changed), (*found.refused, *sorted(torn)))


@transaction.atomic
def undo_plan(*, actor: DeliveryActor, plan_id: UUID, now: datetime) -> PlanApplied:
    """Give couriers back the lists that they had before a plan was accepted, where nobody has changed them since.

    Publishes `TaskAssigned` and `TaskUnassigned`.
    Raises: NotAllowed, NotFound, PlanNotReady (nothing to undo), DayHasMoved.
    """
    plan = _locked(actor, plan_id)
    if not plan.accepted:
        raise PlanNotReady(_("Nothing of this plan was accepted: there is nothing to undo."))
    changes = [
        ListChange(int(courier), tuple(one["after"]), tuple(one["before"])) for courier, one in plan.accepted.items()
    ]
    versions = {int(number): version for one in plan.accepted.values() for number, version in one["versions"].items()}
    found = change_lists(actor=actor, day=plan.day, changes=changes, versions=versions, now=now)
    if not found.changed:
        raise DayHasMoved
    plan.accepted = {key: one for key, one in plan.accepted.items() if int(key) not in found.changed}
    # Tasks have other versions now: the plan is told apart from the day, and is made anew rather than accepted again.
    plan.result = {**plan.result, "undone": True}
    plan.save(update_fields=["accepted", "result"])
    return PlanApplied(plan.day, tuple(found.changed), found.refused)


def _locked(actor: DeliveryActor, plan_id: UUID) -> DayPlan:
    require_dispatcher(actor)
    plan: DayPlan = first_or_not_found(DayPlan.objects.within(actor.scope).select_for_update().filter(pk=plan_id))
    return plan


def _tearing(actor: DeliveryActor, changes: Collection[ListChange]) -> set[int]:
    """Name the couriers whose new lists would tear a tour, or turn it round: it was changed since the plan was made."""
    named = {number for change in changes for number in change.wanted}
    rows = Task.objects.within(actor.scope).filter(state__in=OPEN_STATES)
    ids = rows.filter(number__in=named, tour__isnull=False).values("tour")
    tours: dict[UUID, list[int]] = {}
    for tour_id, number in rows.filter(tour__in=ids).order_by(*TOUR_ORDER).values_list("tour_id", "number"):
        tours.setdefault(tour_id, []).append(number)
    under_way = set(rows.filter(number__in=named, state=TaskState.DOING.value).values_list("number", flat=True))
    return {
        change.courier_id
        for change in changes
        for members in tours.values()
        if set(members) & set(change.wanted)
        and _ordered(members, under_way)
        != _ordered([number for number in change.wanted if number in members], under_way)
    }


def _ordered(numbers: Iterable[int], under_way: Collection[int]) -> list[int]:
    return sorted(numbers, key=lambda number: number not in under_way)


def _after_acceptances(plan: DayPlan, one: Mapping[str, Any]) -> tuple[int, ...]:
    """Give a list as it must be now: without what parts accepted before have taken from it."""
    taken = {number for part in plan.accepted.values() for number in part["after"]}
    return tuple(number for number in one["seen"] if number not in taken)


def _versions(plan: DayPlan) -> dict[int, int]:
    known = {int(number): version for number, version in plan.result["versions"].items()}
    for part in plan.accepted.values():
        known |= {int(number): version for number, version in part["versions"].items()}
    return known


def _note(plan: DayPlan, found: ListsChanged) -> None:
    for courier_id, (before, after) in found.changed.items():
        plan.accepted[str(courier_id)] = {
            "before": list(before), "after": list(after),
            "versions": {str(number): found.versions[number] for number in (*before, *after) if number in found.versions},
        }  # fmt: skip
    plan.save(update_fields=["accepted"])
