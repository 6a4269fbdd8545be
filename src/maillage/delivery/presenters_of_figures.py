"""A period's figures as charts and tables: coordinates are computed here, drawn by the templates, read without JavaScript."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maillage.delivery.queries.figures import CourierFigures, Figures, Sums
from maillage.delivery.tables import comma
from maillage.kit.evenness import lorenz_of

CHART_WIDTH, CHART_HEIGHT, CURVE_SIDE = 960, 140, 240
_MOST_NAMES = 16
_FEWEST_FOR_A_CURVE = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """Stacked pieces of a day, from the bottom up; places and lengths are pixels, with a point whatever the language."""

    day: date
    x: str
    width: str
    middle: str
    pieces: tuple[tuple[str, str, str], ...]  # which, y, height
    on_time: int
    late: int
    failed: int
    name: str


def day_bars(figures: Figures, /) -> Sequence[Bar]:
    """Give the bars of the days: done in time, done late, failed."""
    most = max((one.punctuality.done + one.punctuality.failed for one in figures.days), default=0) or 1
    step = CHART_WIDTH / len(figures.days)
    width = max(1.0, min(28.0, step * 0.7))
    every = max(1, len(figures.days) // _MOST_NAMES)
    bars = []
    for number, one in enumerate(figures.days):
        counts, top = one.punctuality, float(CHART_HEIGHT)
        pieces = []
        for which, count in (("on-time", counts.on_time), ("late", counts.late), ("failed", counts.failed)):
            height = CHART_HEIGHT * count / most
            top -= height
            if count:
                pieces.append((which, f"{top:.1f}", f"{height:.1f}"))
        middle = step * (number + 0.5)
        name = date_format(one.day, "j/m") if number % every == 0 else ""
        bars.append(
            Bar(
                one.day, f"{middle - width / 2:.1f}", f"{width:.1f}", f"{middle:.1f}", tuple(pieces), counts.on_time,
                counts.late, counts.failed, name,
            )
        )  # fmt: skip
    return bars


def evenness_curve(figures: Figures, /) -> str:
    """Give the Lorenz curve of kilometres by day worked as the points of a polyline, empty with too few couriers."""
    rode = [one.worked.distance_m / one.worked.days for one in figures.couriers if one.worked.days]
    if len(rode) < _FEWEST_FOR_A_CURVE:
        return ""
    return " ".join(f"{x * CURVE_SIDE:.1f},{(1 - y) * CURVE_SIDE:.1f}" for x, y in lorenz_of(rode))


@dataclass(frozen=True, slots=True)
class Share:
    """A courier's figures with bars: of 100, against the one who has most by day worked."""

    figures: CourierFigures
    distance: int
    load: int


def shares_of(figures: Figures, /) -> list[Share]:
    """Set couriers beside one another by day worked, as evenness is counted."""
    most_m = max((one.distance_per_day_m for one in figures.couriers), default=0) or 1
    most_g = max((one.load_per_day_g for one in figures.couriers), default=0) or 1
    return [
        Share(one, round(100 * one.distance_per_day_m / most_m), round(100 * one.load_per_day_g / most_g))
        for one in figures.couriers
    ]


def table_of(figures: Figures, name: str, /) -> Iterator[Sequence[Any]] | None:
    """Give one of the tables as rows, the header first; None for a name that is none."""
    tables = {"ensemble": _whole, "jours": _by_day, "commerces": _by_store, "coursiers": _by_courier}
    return tables[name](figures) if name in tables else None


def _whole(figures: Figures) -> Iterator[Sequence[Any]]:
    yield _("Figure"), _("Value"), _("Unit")
    counts = figures.sums.punctuality
    yield _("First day"), figures.period.first.isoformat(), ""
    yield _("Last day"), figures.period.last.isoformat(), ""
    yield _("Drop-offs done"), counts.done, ""
    yield _("Done in time"), counts.on_time, ""
    yield _("On-time rate"), _rounded(counts.percent), "%"
    yield _("Failed"), counts.failed, ""
    yield _("Ridden between stops"), _km(figures.ridden_m), "km"
    yield _("of which estimated in straight lines"), _km(figures.straight_m), "km"
    yield _("Ridden empty"), _km(figures.empty_m), "km"
    yield _("Working time"), _hours(figures.worked_s), "h"
    yield _("Drop-offs per hour"), _rounded(figures.per_hour, 2), ""
    yield _("Kilometres per hour"), _rounded(figures.km_per_hour, 2), "km/h"
    yield _("Price excl. VAT"), _euros(figures.sums.net_cents), "EUR"
    yield _("Price per kilometre asked, excl. VAT"), _euros(figures.sums.cents_per_km), "EUR/km"
    yield _("CO₂ avoided (estimate)"), _km(figures.co2_g), "kg"
    even = figures.evenness
    yield _("Gini of load by day worked"), _rounded(even.load, 3), ""
    yield _("Gini of distance by day worked"), _rounded(even.distance, 3), ""
    yield _("Gini of weekend days"), _rounded(even.weekends, 3), ""


def _by_day(figures: Figures) -> Iterator[Sequence[Any]]:
    yield _("Day"), _("Done in time"), _("Done late"), _("Failed")
    for one in figures.days:
        yield one.day.isoformat(), one.punctuality.on_time, one.punctuality.late, one.punctuality.failed


def _by_store(figures: Figures) -> Iterator[Sequence[Any]]:
    yield _("Store"), *_sum_names()
    for one in figures.stores:
        yield store_name(one.store), *_sums(one.sums)


def _sum_names() -> Sequence[str]:
    return (
        _("Drop-offs done"), _("Done in time"), _("On-time rate (%)"), _("Failed"), _("Distance asked (km)"),
        _("Price excl. VAT (€)"), _("Price per km (€)"),
    )  # fmt: skip


def _sums(sums: Sums) -> Sequence[Any]:
    counts = sums.punctuality
    return (
        counts.done, counts.on_time, _rounded(counts.percent), counts.failed, _km(sums.asked_m), _euros(sums.net_cents),
        _euros(sums.cents_per_km),
    )  # fmt: skip


def _by_courier(figures: Figures) -> Iterator[Sequence[Any]]:
    yield (
        _("Courier"), _("Days"), _("Weekend days"), _("Working time (h)"), _("Drop-offs done"), _("On-time rate (%)"),
        _("Failed"), _("Distance (km)"), _("Empty (km)"), _("Load (kg)"), _("CO₂ avoided (kg)"),
        _("Distance by day worked (km)"), _("Load by day worked (kg)"),
        _("Estimated in straight lines (km)"),
    )  # fmt: skip
    for one in figures.couriers:
        yield (
            one.courier.user.display_name, one.worked.days, one.worked.weekend_days, _hours(one.worked_s),
            one.punctuality.done, _rounded(one.punctuality.percent), one.punctuality.failed, _km(one.worked.distance_m),
            _km(one.empty_m), _km(one.worked.load_g), _km(one.co2_g),
            _km(one.distance_per_day_m), _km(one.load_per_day_g), _km(one.straight_m),
        )  # fmt: skip


def store_name(store: Any, /) -> str:
    """Name a store, or what dispatchers entered for none."""
    return store.name if store else _("Without a store")


def _km(thousandths: int) -> str:
    return comma(thousandths / 1000)


def _hours(seconds: int) -> str:
    return comma(seconds / 3600)


def _euros(cents: int | None) -> str:
    return "" if cents is None else comma(cents / 100)


def _rounded(value: float | None, digits: int = 1) -> str:
    return "" if value is None else comma(value, places=digits)
