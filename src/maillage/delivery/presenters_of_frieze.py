"""The day as a timeline: a row for each courier, hours across; shifts, breaks, stops with their windows, and what is late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.models import DeliveryService
from maillage.delivery.presenters_of_board import BoardPresenter
from maillage.delivery.queries.day import BoardTask, Column, DayBoard
from maillage.delivery.queries.planning import Duty
from maillage.kit.time import day_bounds

# Pixels: the box scrolls, so that a stop is as large on a phone as on a desk.
PX_AN_HOUR, TOP, ROW = 96, 26, 54
LANES = (16, 10)  # narrower ones when there are many
MANY_LANES = 8
BAR, NARROWEST, WINDOWS = 22, 9, 3
_HOUR = timedelta(hours=1)
_SPAN = timedelta(hours=30)  # what a courier ends after midnight


@dataclass(frozen=True, slots=True)
class Span:
    """Something from one instant to another; `name` is written on it."""

    x: float
    width: float
    y: float = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stop: a bar where it is or was ridden, or its window when nobody has it. `lateness`: from the end of its window to it."""

    bar: Span
    kind: str
    number: int
    address: str
    text: str
    window: Span | None = None
    lateness: Span | None = None


@dataclass(slots=True)
class Row:
    """A courier, a tour that is nobody's, or the rest of what is nobody's."""

    key: str
    name: str
    color: str
    said: str
    y: int
    height: int
    stops: Sequence[Sequence[float]]
    duty: Span | None = None
    breaks: list[Span] = field(default_factory=list)
    tours: list[Span] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bar_height: int = BAR

    @property
    def bar_y(self) -> int:
        return self.y + 10


@dataclass(frozen=True, slots=True)
class Frieze:
    """`now_x`: none on another day. `start_ms`: the instant of the left edge, for the line that goes on with the clock."""

    rows: list[Row]
    hours: list[tuple[float, str]]
    width: int
    height: int
    now_x: float | None
    start_ms: int
    px_an_hour: int = PX_AN_HOUR
    top: int = TOP


class FriezePresenter:
    """Draws up the timeline of one day with the words of the board's presenter."""

    def __init__(
        self, board: BoardPresenter, *, service: DeliveryService, day: Any, duties: Mapping[int, Duty]
    ) -> None:
        self.board, self.service, self.duties, self.now = board, service, duties, board.now
        self.day_start, self.day_end = day_bounds(day=day, zone=service.time_zone)
        self.start, self.end = self.day_start, self.day_end

    def frieze(self, found: DayBoard, /) -> Frieze:
        """Give the rows of nobody's tasks, of tours that are nobody's, and of couriers who ride that day or have something."""
        ridden = [one for one in found.columns if one.tasks or (one.courier and one.courier.pk in self.duties)]
        self.start, self.end = self._ends(found, ridden)
        rows: list[Row] = []
        y = TOP
        for column in (found.nobodys, *found.tours, *ridden):
            row = self._ridden(column, y) if column.courier else self._nobodys(column, y)
            rows.append(row)
            y += row.height
        first, count = self.start, int((self.end - self.start) / _HOUR)
        hours = [first + _HOUR * number for number in range(count + 1)]
        is_now = self.start <= self.now <= self.end and self.now < self.day_end
        return Frieze(
            rows, [(self._x(hour), self.board.clock(hour)) for hour in hours], round(count * PX_AN_HOUR), y,
            self._x(self.now) if is_now else None, round(self.start.timestamp() * 1000),
        )  # fmt: skip

    def _ends(self, found: DayBoard, ridden: Sequence[Column]) -> tuple[datetime, datetime]:
        """Say between which full hours something lies, eight hours at least."""
        instants = [each for duty in self.duties.values() for each in (duty.start, duty.end)]
        for column in (found.nobodys, *found.tours, *ridden):
            for task in column.shown:
                then = self.board.expected.get(task.number)
                shown = (task.after, task.before, task.completed_at, then.at if then else None)
                instants += [each for each in shown if each is not None]
        inside = [min(max(each, self.day_start), self.day_start + _SPAN) for each in instants]
        first = min(inside, default=self.day_start + 8 * _HOUR)
        first -= (first - self.day_start) % _HOUR
        last = max([*inside, first + 8 * _HOUR])
        return first, last + (self.day_start - last) % _HOUR

    def _ridden(self, column: Column, y: int) -> Row:
        courier = column.courier
        row = self._row(column, y, ROW)
        duty = self.duties.get(courier.pk) if courier else None
        if duty is not None:
            row.duty = self._span(duty.start, duty.end)
            row.breaks = [self._span(*pause) for pause in duty.breaks]
        row.marks = [self._mark(task, row, place) for place, task in enumerate(column.shown)]
        bars = {mark.number: mark.bar for mark in row.marks}
        for tour_id, run in groupby(column.shown, key=lambda task: task.tour_id if task.is_open else None):
            tour = self.board.tours.get(tour_id) if tour_id else None
            if tour is not None:
                spans = [bars[task.number] for task in run]
                x, end = min(one.x for one in spans), max(one.x + one.width for one in spans)
                row.tours.append(Span(x, round(end - x, 1), y + 6, tour.name))
        return row

    def _nobodys(self, column: Column, y: int) -> Row:
        """Lay windows side by side, in as many lanes as they need."""
        lanes: list[float] = []
        laid: list[tuple[BoardTask, Span, int]] = []
        row = self._row(column, y, ROW)
        tasks = column.shown if column.tour else sorted(column.shown, key=lambda task: (task.after, task.before))
        for task in tasks:
            span = self._span(task.after, task.before)
            lane = next((lane for lane, end in enumerate(lanes) if end <= span.x), len(lanes))
            lanes[lane : lane + 1] = [span.x + span.width + 2]
            laid.append((task, span, lane))
        high = LANES[len(lanes) > MANY_LANES]
        for task, span, lane in laid:
            bar = Span(span.x, span.width, y + 6 + high * lane)
            row.marks.append(self._marked(task, bar, "late" if task.before < self.now else "window"))
        row.bar_height = high - 3
        row.height = max(ROW, 12 + high * len(lanes))
        return row

    def _row(self, column: Column, y: int, height: int) -> Row:
        courier, tour = column.courier, self.board.tours[column.tour.pk] if column.tour else None
        key = str(courier.pk) if courier else f"t{tour.number}" if tour else ""
        name = courier.user.display_name if courier else tour.name if tour else _("To be given")
        said = f"{column.done_count}/{len(column.tasks)}" if courier else str(len(column.tasks))
        stops = self.board.stops(column)
        return Row(key, name, courier.color if courier else "", said, y, height, stops)

    def _mark(self, task: BoardTask, row: Row, place: int) -> Mark:
        then = self.board.expected.get(task.number)
        at = task.completed_at or (then.at if then else task.after)
        long = timedelta(seconds=self.service.stop_s)
        # What is over ended then; what is to come begins then.
        bar = self._span(*((at - long, at) if task.completed_at else (at, at + long)), y=row.bar_y)
        late = lateness = None
        if task.is_open:
            late = max(then.late, timedelta(0)) if then else timedelta(0)
            if late or task.before < self.now:
                late_from = self._x(task.before)
                lateness = Span(
                    late_from, max(0.0, round(bar.x - late_from, 1)), row.bar_y + BAR + 4 + 5 * (place % WINDOWS)
                )
        kind = "over" if not task.is_open else "late" if lateness else "stop"
        if task.state == "FAILED":
            kind = "failed"
        window = self._span(task.after, task.before, y=row.bar_y + BAR + 4 + 5 * (place % WINDOWS))
        return self._marked(task, bar, kind, window=window if task.is_open else None, lateness=lateness)

    def _marked(self, task: BoardTask, bar: Span, kind: str, **more: Any) -> Mark:
        board = self.board
        state = board.states[task.state] if task.state != "TODO" else ""
        at = board.clock(task.completed_at) if task.completed_at else board.said(task)
        text = " · ".join(word for word in (task.name, board.window(task), at, state) if word)
        kind = f"{kind} is-pickup" if task.type == "PICKUP" else kind
        return Mark(bar, kind, task.number, board.address % task.number, text, **more)

    def _span(self, start: datetime, end: datetime, *, y: float = 0) -> Span:
        x = self._x(start)
        return Span(x, max(NARROWEST, round(self._x(end) - x, 1)), y)

    def _x(self, instant: datetime) -> float:
        inside = min(max(instant, self.start), self.end)
        return round((inside - self.start) / _HOUR * PX_AN_HOUR, 1)
