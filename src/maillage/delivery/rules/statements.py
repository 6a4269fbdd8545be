"""Monthly statements: which orders a month tells, what was corrected since, and the VAT of the whole.

A closed month stays as it was told. What an order is charged may change later: the difference to what was told already then
stands as a correction in the first month that is still open, so that statements always sum to what is charged.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from maillage.delivery.rules.pricing import with_vat

_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Charge[Key: Hashable]:
    """What an order is charged now, VAT included. `month`: the first day of the month in which it ended, None before."""

    order: Key
    month: date | None
    cents: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class Line[Key: Hashable]:
    """What a statement counts for an order. `is_correction`: another month has told of it before, or should have."""

    order: Key
    cents: int
    rate_bp: int
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class RateTotal:
    """The part of a statement at one rate of VAT: `net_cents + vat_cents` is `gross_cents`."""

    rate_bp: int
    net_cents: int
    vat_cents: int
    gross_cents: int


def charged_cents(*, state: str, total_cents: int | None) -> int:
    """Give what an order is charged: nothing when it was cancelled or refused, or has no price yet."""
    return 0 if state in {"cancelled", "refused"} or total_cents is None else total_cents


def next_month(month: date, /) -> date:
    """Give the first day of the month after."""
    return date(month.year + (month.month == _DECEMBER), month.month % _DECEMBER + 1, 1)


def month_of(day: date, /) -> date:
    return day.replace(day=1)


def lines_of[Key: Hashable](
    charges: Iterable[Charge[Key]], /, *, stated: Mapping[Key, int], month: date, closed: date | None
) -> tuple[Line[Key], ...]:
    """Give the lines of a month that is not closed, its own orders first, then corrections.

    `stated`: what closed statements have counted for each order; `closed`: the last closed month. A month that was passed over has none.
    """
    if closed is not None and month <= closed:
        return ()
    takes_corrections = closed is not None and month == next_month(closed)
    own, corrections = [], []
    for charge in charges:
        is_told, due = charge.order in stated, charge.cents - stated.get(charge.order, 0)
        if charge.month == month:
            if not is_told or due:
                own.append(Line(charge.order, due, charge.rate_bp, is_correction=is_told))
        elif takes_corrections and due and _is_past(charge, closed, is_told=is_told):
            corrections.append(Line(charge.order, due, charge.rate_bp, is_correction=True))
    return (*own, *corrections)


def _is_past(charge: Charge[Hashable], closed: date | None, *, is_told: bool) -> bool:
    if charge.month is None:
        return is_told
    return closed is not None and charge.month <= closed


def month_to_close_first[Key: Hashable](
    charges: Sequence[Charge[Key]], /, *, stated: Mapping[Key, int], month: date, closed: date | None
) -> date | None:
    """Give the open month before this one that still has something to tell, None when this one may be closed."""
    months = {charge.month for charge in charges if charge.month is not None}
    if closed is not None:
        months.add(next_month(closed))
    before = sorted(one for one in months if one < month and (closed is None or one > closed))
    return next((one for one in before if lines_of(charges, stated=stated, month=one, closed=closed)), None)


def totals_of(lines: Iterable[Line[Hashable]], /) -> tuple[RateTotal, ...]:
    """Sum lines by rate of VAT, the lowest rate first. VAT is taken once out of each sum, half a cent away from zero.

    The prices hold VAT, so the sum of the lines is kept to the cent, and the tax is that of the sum: at most half a cent a line away
    from the taxes of the prices one by one. Source: `money_rules.md`, section 3, "Totals".
    """
    sums: dict[int, int] = defaultdict(int)
    for line in lines:
        sums[line.rate_bp] += line.cents
    parts = ((rate, with_vat(gross, rate_bp=rate, is_included=True), gross) for rate, gross in sorted(sums.items()))
    return tuple(RateTotal(rate, part.net_cents, part.tax_cents, gross) for rate, part, gross in parts)


def shares_of[Who: Hashable](cents: int, among: Sequence[Who], /) -> Mapping[Who, int]:
    """Give an amount to those who did as many parts of it, in equal parts to the cent; the first take what is left.

    `among`: who did each part, in the order of the parts. The shares always sum to the amount, when somebody is there.
    """
    found: dict[Who, int] = defaultdict(int)
    if among:
        each, left = divmod(cents, len(among))
        for place, who in enumerate(among):
            found[who] += each + (place < left)
    return found
