"""A day is planned in the background: asked for, worked out, stopped; what it finds is a proposal and changes nothing."""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import DayPlan, DeliveryService
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.planning import DayRows, day_rows
from maillage.delivery.rules.planning import Budget, solved
from maillage.delivery.services.day_matrices import DayPlaces, chosen_of, day_places
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.plan_results import result_of
from maillage.delivery.services.streets import known_streets
from maillage.delivery.types import DeliveryActor, PlanState
from maillage.kit.errors import Invalid, NotFound
from maillage.stream.jobs_queue import defer_job

RUN_TASK = "maillage.delivery.planning_jobs.run_plan"
MOST_TASKS = 600
MOST_ATTEMPTS = 3
# Of the search, in each pass: as many as fill some seconds of one processor, whatever the day's size.
MOST_ITERATIONS, FEWEST_ITERATIONS, ITERATIONS_BY_TASK = 4000, 800, 400_000
KEPT = timedelta(days=30)
# Shares of the work that end each stage: the ways, the search, the lines on the map.
_WAYS, _SEARCH = 40, 95
_LIVE = [PlanState.WAITING.value, PlanState.RUNNING.value]
_TOLD_EVERY = timedelta(seconds=0.4)
_REASON = "the job of a plan"
_log = logging.getLogger(__name__)


class _Stopped(Exception):
    """Somebody asked to stop."""


def ask_plan(
    *, actor: DeliveryActor, day: date, numbers: Iterable[int] = (), is_anew: bool = False, now: datetime
) -> DayPlan:
    """Have a day planned in the background: the tasks named, with the others of their deliveries, or all.

    `is_anew`: what couriers have, and have not begun, may go to others. While a day is being planned, that planning is given.
    Raises: NotAllowed, NotFound, Invalid (a day that is over, nothing to plan, too much at once).
    """
    require_dispatcher(actor)
    service = service_of(organization_id=actor.organization_id)
    if day < now.astimezone(ZoneInfo(service.time_zone)).date():
        raise Invalid(_("This day is over: choose today or a day to come."), field="day")
    rows = day_rows(actor=actor, service=service, day=day, now=now)
    named = sorted(set(numbers) & {task.number for task in rows.tasks})
    if not rows.tasks:
        raise Invalid(_("Nothing is left to ride on this day: there is nothing to plan."), field="day")
    if len(rows.tasks) > MOST_TASKS:
        raise Invalid(
            _("At most 600 open tasks can be planned at once: close or move what is over first."), field="day"
        )
    live = DayPlan.objects.within(actor.scope).filter(day=day, state__in=_LIVE).first()
    if live is not None:
        found: DayPlan = live
        return found
    try:
        with transaction.atomic():
            plan: DayPlan = DayPlan.objects.create(
                organization_id=actor.organization_id, day=day, numbers=named, is_anew=is_anew, asked_by_id=actor.user_id,
                asked_at=now, told_at=now,
            )  # fmt: skip
            defer_job(task=RUN_TASK, lock=f"delivery-plan:{plan.pk}", plan_id=str(plan.pk))
            return plan
    except IntegrityError:  # somebody else has asked in the same instant
        other: DayPlan = DayPlan.objects.within(actor.scope).get(day=day, state__in=_LIVE)
        return other


def cancel_plan(*, actor: DeliveryActor, plan_id: UUID, now: datetime) -> None:
    """Stop a planning; one that has ended stays as it is.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    rows = DayPlan.objects.within(actor.scope).filter(pk=plan_id)
    if not rows.exists():
        raise NotFound
    rows.filter(state=PlanState.WAITING.value).update(state=PlanState.CANCELLED.value, finished_at=now)
    rows.filter(state=PlanState.RUNNING.value).update(is_cancel_requested=True)


def run_plan(*, plan_id: UUID, clock: Callable[[], datetime]) -> None:
    """Work a plan out, as a job. After a kill it begins again; killed again and again, it is given up and says so."""
    plan = _begun(plan_id, clock())
    if plan is None:
        return
    teller = _Teller(plan_id, clock)
    try:
        result = _worked_out(plan, teller, clock())
        outcome: dict[str, Any] = {"state": PlanState.READY.value, "result": result, "percent": 100, "stage": ""}
    except _Stopped:
        outcome = {"state": PlanState.CANCELLED.value}
    except NotFound:  # the organization no longer delivers
        outcome = {"state": PlanState.FAILED.value, "stage": "closed"}
    except Exception:
        _log.exception("A plan could not be worked out: %s", plan_id)
        outcome = {"state": PlanState.FAILED.value, "stage": "error"}
    _rows(plan_id).filter(state=PlanState.RUNNING.value).update(**outcome, finished_at=clock(), told_at=clock())


def forget_old_plans(*, now: datetime) -> int:
    """Delete the plans of a month ago; gives how many."""
    rows = DayPlan.objects.across_scopes(reason="plans that have had their time")
    deleted, _by_model = rows.filter(asked_at__lt=now - KEPT).delete()
    return int(deleted)


def _begun(plan_id: UUID, now: datetime) -> DayPlan | None:
    with transaction.atomic():
        plan: DayPlan | None = _rows(plan_id).select_for_update().filter(state__in=_LIVE).first()
        if plan is None:
            return None
        told: dict[str, Any] = {"told_at": now}
        if plan.attempts >= MOST_ATTEMPTS:
            told |= {"state": PlanState.FAILED.value, "stage": "killed", "finished_at": now}
        else:
            told |= {"state": PlanState.RUNNING.value, "stage": "ways", "percent": 0, "attempts": plan.attempts + 1}
        _rows(plan_id).update(**told)
    return plan if told["state"] == PlanState.RUNNING.value else None


def _rows(plan_id: UUID) -> Any:
    return DayPlan.objects.across_scopes(reason=_REASON).filter(pk=plan_id)


class _Teller:
    """Writes how far it is, now and then, and reads whether to stop."""

    def __init__(self, plan_id: UUID, clock: Callable[[], datetime]) -> None:
        self._plan_id, self._clock = plan_id, clock
        self._told_at = clock()
        self._is_stopped = False

    def tell(self, percent: float, stage: str) -> None:
        """Raises: _Stopped."""
        now = self._clock()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            rows = _rows(self._plan_id)
            rows.filter(state=PlanState.RUNNING.value).update(percent=int(percent), stage=stage, told_at=now)
            self._is_stopped = bool(rows.values_list("is_cancel_requested", flat=True).first())
        if self._is_stopped:
            raise _Stopped


def _worked_out(plan: DayPlan, teller: _Teller, now: datetime) -> dict[str, Any]:
    actor = DeliveryActor(organization_id=plan.organization_id, is_dispatcher=True)
    service: DeliveryService = service_of(organization_id=plan.organization_id)
    rows = _planned_rows(plan, day_rows(actor=actor, service=service, day=plan.day, now=now))
    chosen = chosen_of(rows.tasks, plan.numbers)
    may_move = frozenset(chosen) if plan.is_anew or plan.numbers else frozenset[int]()
    streets = known_streets()

    def measured() -> DayPlaces:
        return day_places(
            rows,
            now=now,
            movable=lambda task: task.courier_id is None or task.number in may_move,
            told=lambda share: teller.tell(_WAYS * share, "ways"),
        )

    places = measured()
    if (
        known_streets() != streets
    ):  # others were installed meanwhile: some of the ways were asked of tiles that are gone
        places = measured()

    def searching(share: float) -> None:
        teller.tell(_WAYS + (_SEARCH - _WAYS) * share, "search")

    iterations = ITERATIONS_BY_TASK // max(1, len(places.day.tasks))
    iterations = max(FEWEST_ITERATIONS, min(MOST_ITERATIONS, iterations))
    budget = Budget(iterations, seed=plan.seed, progress=searching)
    found = solved(places.day, budget=budget)
    teller.tell(_SEARCH, "lines")
    return result_of(rows, places=places, found=found, now=now)


def _planned_rows(plan: DayPlan, rows: DayRows) -> DayRows:
    """Leave out what is nobody's and was not chosen: it stays nobody's."""
    chosen = chosen_of(rows.tasks, plan.numbers)
    kept = [task for task in rows.tasks if task.courier_id is not None or task.number in chosen]
    return DayRows(
        rows.service, rows.day, rows.start, rows.end, kept, rows.riders, rows.picked_up, rows.known_skills, rows.lists
    )
