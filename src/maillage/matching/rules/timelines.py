"""Where the bars of a timeline stand: across in percent of the width, down in pixels, so that words keep their size on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

ROW, TOP, FOOT = 42, 30, 8
_LABEL_DROP, _BAR_DROP, BAR_HEIGHT = 15, 22, 10
_MOST_TICKS = 6
_THINNEST = 1.2  # percent: one day among three years is still seen


@dataclass(frozen=True, slots=True)
class Span:
    """Days, both included. A deliverable has one day and is drawn as a point."""

    key: str
    title: str
    first: date
    last: date
    is_done: bool = False
    is_point: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """`x`, `width`: percent; `y`: top of the row's label base line, `bar_y`: top of the bar, `middle_y` its middle, in pixels."""

    span: Span
    x: float
    width: float
    y: int
    bar_y: int
    middle_y: int
    tone: str  # done, late, now or ahead


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a month."""

    x: float
    day: date


@dataclass(frozen=True, slots=True)
class Timeline:
    """`today_x` is None when today is not between the first and the last day drawn."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    today_x: float | None
    height: int
    foot_y: int


def timeline_of(spans: Sequence[Span], /, *, today: date) -> Timeline | None:
    """Place spans from the first of the first month to the end of the last month; None when there is nothing to draw."""
    if not spans:
        return None
    start = min(span.first for span in spans).replace(day=1)
    end = _month_after(max(span.last for span in spans))
    days = (end - start).days

    def across(day: date) -> float:
        return round(100 * (day - start).days / days, 2)

    ordered = sorted(spans, key=lambda span: (span.first, span.last, span.title, span.key))
    bars = []
    for place, span in enumerate(ordered):
        y = TOP + place * ROW
        x = across(span.first)
        width = round(max(_THINNEST, across(span.last + timedelta(days=1)) - x), 2)
        bars.append(
            Bar(
                span=span, x=min(x, round(100 - width, 2)), width=width, y=y + _LABEL_DROP, bar_y=y + _BAR_DROP,
                middle_y=y + _BAR_DROP + BAR_HEIGHT // 2, tone=_tone(span, today),
            )
        )  # fmt: skip
    foot = TOP + len(ordered) * ROW
    today_x = round(100 * ((today - start).days + 0.5) / days, 2) if start <= today < end else None
    return Timeline(tuple(bars), _ticks(start, end, across_days=days), today_x, height=foot + FOOT, foot_y=foot)


def _tone(span: Span, today: date) -> str:
    if span.is_done:
        return "done"
    if span.last < today:
        return "late"
    return "now" if span.first <= today else "ahead"


def _ticks(start: date, end: date, *, across_days: int) -> tuple[Tick, ...]:
    firsts = []
    day = start
    while day < end:
        firsts.append(day)
        day = _month_after(day)
    step = -(-len(firsts) // _MOST_TICKS)
    return tuple(Tick(round(100 * (one - start).days / across_days, 2), one) for one in firsts[::step])


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
