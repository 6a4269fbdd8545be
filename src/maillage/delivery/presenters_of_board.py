"""The day's board as its page shows it: every word of a card is made here once, and what a page has already is not drawn again."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format, number_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.delivery.labels import TASK_STATES
from maillage.delivery.models import Courier, Tour
from maillage.delivery.queries.day import BoardTask, Column, DayBoard
from maillage.delivery.services.forecasts import Expected
from maillage.delivery.services.tour_times import TourTimes

HEADER = "X-Seen-Columns"
# As many cards as a page holds without being slow; in a longer day each column begins with as many as fit, and shows the rest on demand.
CARDS_AT_ONCE = 400
CARDS_AT_LEAST = 8
NOBODYS_AT_LEAST = 40
_SPACE = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Unfolded:
    """What was asked for besides the first cards, by the keys of columns: all cards, and the tasks that are over."""

    whole: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ShownTour:
    """A tour at the head of its tasks. `said`: how many stops, how long, until when."""

    number: int
    version: int
    name: str
    said: str
    is_late: bool
    address: str
    earlier: str
    later: str
    back: str


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A card: every word of it. `seen`: number and version; `expected`: when it will be ridden, if that is known."""

    number: int
    seen: str
    address: str
    is_pickup: bool
    name: str
    choose: str
    window: str
    state: str
    is_late: bool
    expected: str
    is_expected_late: bool
    about: str
    earlier: str
    later: str
    # In a courier's day: the tour that it belongs to, and whether it is the first of it.
    tour: "ShownTour | None" = None
    opens: bool = False


@dataclass(frozen=True, slots=True)
class ShownOver:
    """A task that is over, as its line says it."""

    address: str
    name: str
    state: str
    said: str


@dataclass(slots=True)
class ShownColumn:
    """One courier's day, a tour that is nobody's, or the rest. `key`: the courier's number, "t12" of a tour, "0" for nobody's.

    `rest`: number of the first task that is not drawn, `more`: how many are not. `stops`: for the map, rows of number, longitude,
    latitude and what it is (1: pickup, 2: over), all of them. `mark`: of all that is shown; `is_same`: the page has it already.
    """

    key: str
    courier: Courier | None
    name: str
    color: str
    stamp: str
    count: int
    done_count: int
    cards: Sequence[ShownTask]
    more: int
    rest: int | None
    is_whole: bool
    over_count: int
    over: Sequence[ShownOver] | None
    stops: Sequence[Sequence[float]]
    tour: ShownTour | None = field(default=None)
    mark: str = field(default="")
    is_same: bool = field(default=False)

    @property
    def id(self) -> str:
        """What the page calls it."""
        return "" if self.key == "0" else self.key


def unfolded_of(query: QueryDict, /) -> Unfolded:
    """Read which columns were asked for whole, and which with what is over."""
    return Unfolded(frozenset(query.getlist("entier")[:200]), frozenset(query.getlist("finies")[:200]))


def plain_query(query: QueryDict, /) -> str:
    """Give what an address asks for, without what is unfolded: the same for each link of each card."""
    kept = query.copy()
    for name in ("entier", "finies", "colonne"):
        kept.pop(name, None)
    return kept.urlencode()


class BoardPresenter:
    """Draws up columns of one day for one page: its zone, its language, its instant."""

    def __init__(
        self,
        *,
        slug: str,
        query: str,
        zone: str,
        expected: Mapping[int, Expected],
        now: datetime,
        unfolded: Unfolded,
        tours: Mapping[UUID, TourTimes],
    ) -> None:
        self.zone, self.expected, self.now, self.unfolded, self.times = ZoneInfo(zone), expected, now, unfolded, tours
        self.tours: dict[UUID, ShownTour] = {}
        # Looked up once: a look-up for each card would cost more than the rest of the card.
        before, after = reverse("delivery:task", args=[slug, 0]).rsplit("/0/", 1)
        self.address = f"{before}/%d/{after}?{query.replace('%', '%%')}"
        before, after = reverse("delivery:day_tour", args=[slug, 0]).rsplit("/0/", 1)
        self.tour_address = f"{before}/%d/{after}?{query.replace('%', '%%')}"
        self.clock = cache(self._clock)
        self.words = {
            "choose": _("Choose task %(number)s"), "earlier": _("Ride task %(number)s earlier"),
            "later": _("Ride task %(number)s later"), "expected": _("expected %(at)s"),
            "late": _("expected %(at)s, %(late)s late"), "tour_earlier": _("Ride the tour “%(name)s” earlier"),
            "tour_later": _("Ride the tour “%(name)s” later"), "tour_back": _("Take back the tour “%(name)s”"),
            "until": _("until %(at)s"),
        }  # fmt: skip
        self.states = {state.value: str(name) for state, name in TASK_STATES.items()}

    def columns(self, board: DayBoard, /, *, seen: str = "") -> list[ShownColumn]:
        """Give nobody's column, the tours' that are nobody's, and each courier's. `seen`: what the page has, as `key:mark,key:mark`."""
        known = dict(pair.partition(":")[::2] for pair in seen[:8000].split(",") if ":" in pair)
        counts = Counter(task.tour_id for one in (*board.columns, *board.tours) for task in one.tasks if task.tour_id)
        self.tours = {pk: self._tour(tour, counts[pk]) for pk, tour in board.known_tours.items()}
        every = [board.nobodys, *board.tours, *board.columns]
        most, nobodys = _most(every)
        found = []
        for column in every:
            shown = self._column(column, most if column.courier or column.tour else nobodys)
            shown.mark = _mark(shown)
            shown.is_same = known.get(shown.id) == shown.mark
            found.append(shown)
        return found

    def late(self, tasks: Iterable[BoardTask], names: Mapping[int, str], /) -> list[dict[str, Any]]:
        """Give lines of those that will be late: address, name, who rides, when."""
        return [
            {"address": self.address % task.number, "name": task.name, "said": self._said(task),
             "courier": names.get(task.courier_id or 0, "")}
            for task in tasks
        ]  # fmt: skip

    def _column(self, column: Column, most: int) -> ShownColumn:
        courier, left, over = column.courier, column.left, column.over
        tour = self.tours[column.tour.pk] if column.tour else None
        key = str(courier.pk) if courier else f"t{tour.number}" if tour else "0"
        drawn = left if key in self.unfolded.whole else left[:most]
        return ShownColumn(
            key=key, courier=courier, tour=tour,
            name=courier.user.display_name if courier else tour.name if tour else "",
            color=courier.color if courier else "", stamp=column.stamp, count=len(column.tasks),
            done_count=column.done_count, cards=self._cards(drawn, is_grouped=courier is not None), more=len(left) - len(drawn),
            rest=left[len(drawn)].number if len(drawn) < len(left) else None, over_count=len(over),
            is_whole=key in self.unfolded.whole,
            over=[self._over(task) for task in over] if key in self.unfolded.over else None,
            stops=[_stop(task) for task in column.shown],
        )  # fmt: skip

    def _tour(self, tour: Tour, count: int) -> ShownTour:
        times, name = self.times.get(tour.pk, TourTimes()), {"name": tour.name}
        said = [ngettext("%(n)d stop", "%(n)d stops", count) % {"n": count}]
        if times.metres:
            said.append(_kilometres(times.metres))
        if times.ends_at:
            said.append(self.words["until"] % {"at": self.clock(times.ends_at.replace(second=0, microsecond=0))})
        if times.late_count:
            said.append(ngettext("%(n)d late", "%(n)d late", times.late_count) % {"n": times.late_count})
        return ShownTour(
            tour.number, tour.version, tour.name, " · ".join(said), bool(times.late_count), self.tour_address % tour.number,
            self.words["tour_earlier"] % name, self.words["tour_later"] % name, self.words["tour_back"] % name,
        )  # fmt: skip

    def _cards(self, tasks: Sequence[BoardTask], *, is_grouped: bool) -> list[ShownTask]:
        """Make cards; in a courier's day those of one tour are under one head."""
        cards, before = [], None
        for task in tasks:
            tour = self.tours.get(task.tour_id) if is_grouped and task.tour_id else None
            cards.append(self._card(task, tour=tour, opens=tour is not None and tour is not before))
            before = tour
        return cards

    def _card(self, task: BoardTask, *, tour: ShownTour | None, opens: bool) -> ShownTask:
        number, words = {"number": task.number}, self.words
        then = self.expected.get(task.number)
        return ShownTask(
            number=task.number,
            seen=f"{task.number}:{task.version}",
            address=self.address % task.number,
            is_pickup=task.type == "PICKUP",
            name=task.name,
            choose=words["choose"] % number,
            window=self._window(task),
            state=self.states["DOING"] if task.state == "DOING" else "",
            is_late=task.before < self.now,
            expected=self._said(task),
            is_expected_late=bool(then and then.late),
            about=task.store_name if task.store_name and task.store_name != task.place_name else task.street,
            earlier=words["earlier"] % number,
            later=words["later"] % number,
            tour=tour,
            opens=opens,
        )

    def _over(self, task: BoardTask) -> ShownOver:
        said = self.clock(task.completed_at) if task.completed_at else ""
        if task.state == "FAILED":
            said = f"{said} · {self.states['FAILED']}"
        return ShownOver(self.address % task.number, task.name, task.state.lower(), said)

    def _said(self, task: BoardTask) -> str:
        then = self.expected.get(task.number)
        if then is None:
            return ""
        at = self.clock(then.at.replace(second=0, microsecond=0))
        if not then.late:
            return self.words["expected"] % {"at": at}
        return self.words["late"] % {"at": at, "late": _minutes(then.late_min)}

    def _window(self, task: BoardTask) -> str:
        start, end = self.clock(task.after), self.clock(task.before)
        first, last = self._day(task.after), self._day(task.before)
        return f"{start}{_SPACE}–{_SPACE}{end}" if first == last else f"{first} {start} – {last} {end}"

    def _clock(self, instant: datetime) -> str:
        return time_format(instant.astimezone(self.zone).time(), "TIME_FORMAT")

    def _day(self, instant: datetime) -> str:
        return _day_name(instant.astimezone(self.zone).date())


def _day_name(day: Any) -> str:
    return date_format(day, "D j F")


def _kilometres(metres: float) -> str:
    return f"{number_format(metres / 1000, 1, use_l10n=True)}{_SPACE}km"


def _minutes(count: int) -> str:
    hours, rest = divmod(count, 60)
    return f"{hours}{_SPACE}h{_SPACE}{rest:02}" if hours else f"{rest}{_SPACE}min"


def _most(columns: Sequence[Column]) -> tuple[int, int]:
    """Say how many cards each courier's column begins with, and how many nobody's: all of a day that is not too long.

    Few steps, so that a task more or less seldom changes what every column shows.
    """
    left = [len(column.left) for column in columns]
    for most in (10_000, 40, 20, CARDS_AT_LEAST):
        nobodys = max(most, NOBODYS_AT_LEAST)
        if sum(min(count, most) for count in left[1:]) + min(left[0], nobodys) <= CARDS_AT_ONCE:
            return most, nobodys
    return CARDS_AT_LEAST, NOBODYS_AT_LEAST


def _mark(column: ShownColumn) -> str:
    """Give a short text that differs as soon as anything differs that the column shows."""
    said = (
        column.name, column.color, column.stamp, column.count, column.done_count, column.cards, column.more, column.is_whole,
        column.over_count, column.over, column.stops, column.tour,
    )  # fmt: skip
    return hashlib.blake2s(repr(said).encode(), digest_size=8).hexdigest()


def _stop(task: BoardTask) -> list[float]:
    kind = (task.type == "PICKUP") + 2 * (not task.is_open)
    return [task.number, round(task.longitude, 5), round(task.latitude, 5), kind]
