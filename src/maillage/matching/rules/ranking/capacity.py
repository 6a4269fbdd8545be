"""Whether a candidate is large enough, has done as much before, and has time."""

import math
from datetime import date

from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Reason

# Turnover a head and a year, from which the people that a budget takes are guessed when the buyer names no headcount.
CENTS_PER_HEAD = 60_000_00
# What is unknown counts as a little under the middle: a gap in a profile is no proof of weakness.
UNKNOWN = 0.4
SIZE_PART, PAST_PART, TIME_PART = 0.35, 0.40, 0.25
# Under a quarter of the people asked for, at the top of its bracket, a candidate cannot do the work alone.
TOO_SMALL = 0.25


def heads_wished(*, need: Need) -> float | None:
    """Give how many people the need takes: as asked, else as the budget suggests; None when nothing tells."""
    if need.headcount is not None:
        return float(need.headcount)
    return None if need.budget_cents is None else max(1.0, need.budget_cents / CENTS_PER_HEAD)


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give the weighted mean of size, past amount and free time, over those that the need speaks of; 1 when none."""
    parts: list[tuple[float, float]] = []
    wished = heads_wished(need=need)
    if wished is not None:
        parts.append((SIZE_PART, _enough(_heads(facts), wished)))
    if need.budget_cents is not None:
        parts.append((PAST_PART, _enough(facts.largest_amount_cents, need.budget_cents)))
    if need.starts_on is not None:
        away, days = days_away(need=need, facts=facts)
        parts.append((TIME_PART, 1.0 - away / days))
    total = math.fsum(part for part, _ in parts)
    return min(1.0, math.fsum(part * each for part, each in parts) / total) if total else 1.0


def _heads(facts: CandidateFacts) -> float | None:
    if facts.headcount_least is None:
        return None
    most = facts.headcount_most if facts.headcount_most is not None else facts.headcount_least
    return (facts.headcount_least + most) / 2


def _enough(held: float | None, wished: float) -> float:
    # The square root forgives: half the size asked for is worth 0.71, a tenth 0.32.
    return UNKNOWN if held is None else math.sqrt(min(1.0, held / wished))


def days_away(*, need: Need, facts: CandidateFacts) -> tuple[int, int]:
    """Give the number of days of the need in which the candidate is away, and the number of days of the need."""
    if need.starts_on is None:
        return 0, 1
    first, last = need.starts_on.toordinal(), (need.ends_on or need.starts_on).toordinal()
    gone: set[int] = set()
    for away in facts.away:
        gone.update(range(max(first, _ordinal(away.first)), min(last, _ordinal(away.last)) + 1))
    return len(gone), last - first + 1


def _ordinal(day: date) -> int:
    return day.toordinal()


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say the size, the largest comparable job and the days away, each when the need speaks of it."""
    told: list[Because] = []
    wished = heads_wished(need=need)
    if wished is not None and facts.headcount_least is None:
        told.append(because(Reason.SIZE_UNKNOWN))
    elif wished is not None:
        most = facts.headcount_most if facts.headcount_most is not None else facts.headcount_least
        least = facts.headcount_least or 0
        told.append(because(Reason.SIZE, least=least, most=most or least, wished=math.ceil(wished)))
    if need.budget_cents is not None:
        largest = facts.largest_amount_cents
        amounts = {"largest_cents": largest or 0, "budget_cents": need.budget_cents}
        told.append(because(Reason.PAST_UNKNOWN) if largest is None else because(Reason.PAST_AMOUNT, **amounts))
    away, days = days_away(need=need, facts=facts)
    if away:
        told.append(because(Reason.PARTLY_AWAY, days=away, of=days))
    return tuple(told)
