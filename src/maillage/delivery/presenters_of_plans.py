"""What the page of a plan draws: figures before and after, a lane for each courier, lines on the map, why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.delivery.models import Courier, DayPlan, Task
from maillage.delivery.presenters import line_shapes
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import PlanState, TaskState

SILENCE = timedelta(seconds=30)
WIDTH, LANE, TOP, LEFT = 1000, 34, 26, 4
_HOUR = 3600
REASONS = {
    "invalid": _("Its quantities or its times cannot be right: open it and correct them."),
    "no_vehicle": _("Nobody is on duty on this day."),
    "not_allowed": _("Nobody on duty may take it."),
    "skill": _("Nobody on duty has what its tags ask for."),
    "capacity": _("It is heavier or larger than what anybody on duty carries."),
    "unreachable": _("No street of the map leads there: look at its point on the map."),
    "window": _("Nobody on duty can be there within its time: give it another time."),
    "shift": _("It would end after the shifts: lengthen one, or give it another time."),
    "full": _("It would fit alone, not beside the others: more couriers or wider windows are needed."),
    "order": _("Its tour gives it before it is taken: put the tour in another order."),
    "block": _("Its tour is ridden whole or not at all, and something else of the tour cannot be placed."),
    "over": _("Its time has passed: give it another time, or give it by hand."),
}
REASONS_OF_TOURS = {
    "window": _("Nobody on duty can ride it in its order within its times: put it in another order, or change a time."),
}
STAGES = {
    "ways": _("Measuring the ways…"),
    "search": _("Looking for the best tours…"),
    "lines": _("Drawing the tours…"),
}
FAILURES = {
    "killed": _(
        "The planner was stopped three times in the middle. Nothing was changed: plan fewer tasks at once, or try again."
    ),
    "closed": _("The co-operative no longer delivers. Nothing was changed."),
}
ENDED: dict[str, Any] = {
    PlanState.CANCELLED.value: pgettext_lazy("a plan", "Stopped. Nothing was changed."),
    PlanState.FAILED.value: _(
        "The plan could not be worked out. Nothing was changed: try again, and tell the host if it fails again."
    ),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of all couriers together."""

    metres: int = 0
    late: int = 0
    late_min: int = 0
    idle_min: int = 0
    nobodys: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """Something in a lane; `kind`: stop, late, rest."""

    x: float
    width: float
    kind: str
    text: str


@dataclass(slots=True)
class Lane:
    """One courier in a plan."""

    courier: Courier
    before: Mapping[str, int]
    after: Mapping[str, int]
    y: int
    is_changed: bool
    is_accepted: bool
    stops: list[dict[str, Any]] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    start: float = 0
    end: float = 0

    @property
    def is_open(self) -> bool:
        return self.is_changed and not self.is_accepted

    @property
    def late_before(self) -> int:
        return _minutes(self.before["late_s"])

    @property
    def late_after(self) -> int:
        return _minutes(self.after["late_s"])

    @property
    def idle_before(self) -> int:
        return _minutes(self.before["idle_s"])

    @property
    def idle_after(self) -> int:
        return _minutes(self.after["idle_s"])

    @property
    def over_min(self) -> int:
        return _minutes(self.after["over_s"])

    @property
    def text_y(self) -> int:
        return self.y + LANE - 12


def progress_of(plan: DayPlan, *, now: datetime) -> dict[str, Any]:
    """Give what the page shows until a plan is there."""
    is_live = plan.state in (PlanState.WAITING.value, PlanState.RUNNING.value)
    said = FAILURES.get(plan.stage) or ENDED.get(plan.state, "")
    silent = now - plan.told_at
    return {
        "plan": plan, "is_live": is_live, "ended": "" if is_live or plan.state == PlanState.READY.value else said,
        "stage": STAGES.get(plan.stage, _("Waiting for the worker…")),
        "silent_s": int(silent.total_seconds()) if is_live and silent > SILENCE else 0,
    }  # fmt: skip


def plan_page(plan: DayPlan, *, couriers: Sequence[Courier], tasks: Mapping[int, Task]) -> dict[str, Any]:
    """Give what the page of a plan that is ready shows. `tasks`: those that it names, as they are now."""
    result, known = plan.result, {courier.pk: courier for courier in couriers}
    start = datetime.fromisoformat(result["start"])
    listed = [one for one in result["couriers"] if one["id"] in known]
    scale = _Scale.of(listed)
    lanes = [
        _lane(one, known[one["id"]], plan=plan, tasks=tasks, start=start, scale=scale, y=TOP + LANE * row)
        for row, one in enumerate(listed)
    ]
    return {
        "lanes": lanes,
        "before": _sum(listed, "before", nobodys=result["nobodys"]),
        "after": _sum(listed, "after", nobodys=len(result["unplaced"])),
        "unplaced": _told(result["unplaced"], tasks),
        "unfit": _told(result["unfit"], tasks),
        "off_streets": [tasks[number] for number in result["off_streets"] if number in tasks],
        "moved": _moved(plan, tasks),
        "is_estimate": result["is_estimate"],
        "may_accept": not result.get("undone") and any(lane.is_open for lane in lanes),
        "hours": [(scale.x(hour * _HOUR), start + timedelta(hours=hour)) for hour in scale.hours],
        "width": WIDTH, "height": TOP + LANE * len(lanes) + 4, "top": TOP, "lane_height": LANE,
        "now_x": scale.x(result["now_s"]) if scale.first <= result["now_s"] <= scale.last else None,
        "map_lines": line_shapes((one["shape"], known[one["id"]].color) for one in listed),
        "map_points": {"points": _points(tasks.values()), "clusters": []},
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Scale:
    """From seconds to the drawing, between two full hours."""

    first: float
    last: float

    @classmethod
    def of(cls, listed: Sequence[Mapping[str, Any]]) -> "_Scale":
        ridden = [one for one in listed if one["stops"]]
        first = min((one["starts"] for one in ridden), default=8 * _HOUR)
        last = max((one["ends"] for one in ridden), default=20 * _HOUR)
        return cls(first // _HOUR * _HOUR, max(-(-last // _HOUR) * _HOUR, first // _HOUR * _HOUR + _HOUR))

    def x(self, seconds: float) -> float:
        share = (seconds - self.first) / (self.last - self.first)
        return round(LEFT + share * (WIDTH - 2 * LEFT), 1)

    @property
    def hours(self) -> list[int]:
        count = int((self.last - self.first) // _HOUR)
        step = 1 if count <= 14 else 2
        return list(range(int(self.first // _HOUR), int(self.last // _HOUR) + 1, step))


def _lane(
    one: Mapping[str, Any], courier: Courier, *, plan: DayPlan, tasks: Mapping[int, Task], start: datetime,
    scale: _Scale, y: int,
) -> Lane:  # fmt: skip
    lane = Lane(courier, one["before"], one["after"], y, one["seen"] != one["planned"], str(one["id"]) in plan.accepted)
    for stop in one["stops"]:
        task = tasks.get(stop["number"])
        lane.stops.append(
            {
                "task": task, "number": stop["number"], "begins": start + timedelta(seconds=stop["begins"]),
                "late_min": _minutes(stop["late"]), "is_new": stop["number"] not in one["seen"],
            }
        )  # fmt: skip
        width = max(3.0, scale.x(stop["leaves"]) - scale.x(stop["begins"]))
        lane.bars.append(Bar(scale.x(stop["begins"]), width, "late" if stop["late"] else "stop", _name(task)))
    for begin, end in one["rests"]:
        lane.bars.append(Bar(scale.x(begin), max(2.0, scale.x(end) - scale.x(begin)), "rest", ""))
    if one["stops"]:
        lane.start, lane.end = scale.x(one["starts"]), scale.x(one["ends"])
    return lane


def _name(task: Task | None) -> str:
    return "" if task is None else task.address.name or task.address.contact_name or task.address.street_address


def _sum(listed: Sequence[Mapping[str, Any]], key: str, *, nobodys: int) -> Figures:
    def total(name: str) -> int:
        return sum(one[key][name] for one in listed)

    return Figures(total("metres"), total("late"), _minutes(total("late_s")), _minutes(total("idle_s")), nobodys)


def _minutes(seconds: float) -> int:
    return -(-round(seconds) // 60)


def _told(named: Sequence[Mapping[str, Any]], tasks: Mapping[int, Task]) -> list[dict[str, Any]]:
    return [
        {"task": task, "reason": (REASONS_OF_TOURS if task.tour else {}).get(one["reason"], REASONS[one["reason"]])}
        for one in named
        if (task := tasks.get(one["number"])) is not None
    ]


def _moved(plan: DayPlan, tasks: Mapping[int, Task]) -> list[Task]:
    """List the tasks that somebody changed since the plan was made; those ridden on by their courier are not."""
    versions = dict(plan.result["versions"])
    for part in plan.accepted.values():
        versions |= part["versions"]
    over = {TaskState.DOING.value, *(state.value for state in COMPLETED_STATES)}
    return [
        task
        for number, task in tasks.items()
        if task.version != versions.get(str(number), task.version) and task.state not in over
    ]


def _points(tasks: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": str(task.number), "lon": task.address.longitude, "lat": task.address.latitude,
            "name": _name(task), "place": task.address.street_address,
        }
        for task in tasks
    ]  # fmt: skip
