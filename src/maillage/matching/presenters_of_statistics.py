"""A year's figures as charts: coordinates are computed here, drawn by the templates, readable without JavaScript."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.dates import MONTHS_AP
from django.utils.translation import gettext as _

from maillage.kit.amounts import money
from maillage.matching.labels import STATE_LABELS
from maillage.matching.queries.statistics import Year

CHART_HEIGHT, COLUMN_WIDTH, CURVE_SIDE = 120, 40, 240


@dataclass(frozen=True, slots=True)
class MonthBar:
    """Two bars beside one another; places and lengths are pixels, written with a point whatever the language."""

    name: Any
    x: str
    received: int
    awarded: int
    received_y: str
    received_height: str
    awarded_y: str
    awarded_height: str


def month_bars(year: Year, /) -> Sequence[MonthBar]:
    """Give the bars of the months."""
    most = max((max(pair) for pair in year.by_month), default=0) or 1
    return [
        MonthBar(
            str(MONTHS_AP[month]), str((month - 1) * COLUMN_WIDTH), received, awarded,
            *_bar(received / most), *_bar(awarded / most),
        )
        for month, (received, awarded) in enumerate(year.by_month, start=1)
    ]  # fmt: skip


def _bar(share: float) -> tuple[str, str]:
    """Give where a bar begins, and its height."""
    height = round(CHART_HEIGHT * share, 1)
    return str(CHART_HEIGHT - height), str(height)


def curve_points(year: Year, /) -> str:
    """Give the Lorenz curve as the points of an SVG polyline."""
    return " ".join(f"{round(x * CURVE_SIDE, 1)},{round((1 - y) * CURVE_SIDE, 1)}" for x, y in year.equity.curve)


def table_rows(year: Year, /) -> Iterator[tuple[Any, Any, Any]]:
    """Give all figures as rows: group, name, value; for the CSV file."""
    needs = _("Needs")
    yield from (
        (needs, _("Received"), year.received), (needs, _("Answered"), year.answered), (needs, _("Awarded"), year.awarded),
        (needs, _("Not awarded"), year.not_awarded), (needs, _("Withdrawn"), year.withdrawn), (needs, _("Still open"), year.still_open),
        (needs, _("Buyers"), year.confirmed_buyers),
    )  # fmt: skip
    amounts = _("Amounts brought to members (€ excl. VAT)")
    yield amounts, _("In all"), _plain(year.amount_cents)
    yield from ((amounts, one.label, _plain(one.value)) for one in (*year.by_sector, *year.by_region))
    asked = _("Invitations")
    yield from (
        (asked, _("Sent"), year.invited), (asked, _("Answered"), year.answered_invitations), (asked, _("Accepted"), year.accepted),
    )  # fmt: skip
    yield from ((_("Refusals"), one.label, one.value) for one in year.refusals)
    hours = _("Working hours, median")
    yield hours, _("First reply"), round(year.first_reply.median, 1)
    yield from ((hours, STATE_LABELS[one.state], round(one.spread.median, 1)) for one in year.stages)
    yield from ((_("Scarce skills (times asked)"), one.name, one.asked) for one in year.missing)
    equity = _("Equity")
    yield equity, _("Gini of invitations"), round(year.equity.gini, 3)
    yield equity, _("Gini of wins"), round(year.equity.gini_of_wins, 3)


def _plain(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def headline(year: Year, /) -> str:
    """Sum the year up in a sentence."""
    return _("%(received)s needs received, %(awarded)s awarded, %(amount)s brought to members.") % {
        "received": year.received, "awarded": year.awarded, "amount": money(year.amount_cents),
    }  # fmt: skip
