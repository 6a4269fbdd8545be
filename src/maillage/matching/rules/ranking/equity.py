"""Whose turn it is: what was received and won in twelve months, against a fair share."""

import math

from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Reason

# One opportunity more than the fair share is forgiven, or a share near 0 would make the first invitation a privilege.
GRACE = 1.0
WON_PART = 0.3
DAYS_OF_YEAR = 365


def capacity_of(*, headcount: float | None) -> float:
    """Give the capacity by which opportunities are shared: the square root of the headcount, 1 when unknown.

    Opportunities are counted, not their amounts: a hundred people can answer more calls than one, not a hundred times more.
    """
    return 1.0 if headcount is None else math.sqrt(max(1.0, headcount))


def fair_share(*, given: float, capacity: float, capacity_of_able: float, days_as_member: int) -> float:
    """Give the number of opportunities that would be fair over twelve months.

    `given`: opportunities given in twelve months to all the able; `capacity_of_able`: the sum of their capacities, this
    one's included. A member of three months is owed a quarter.
    """
    if capacity_of_able <= 0:
        return 0.0
    return given * min(1.0, capacity / capacity_of_able) * min(days_as_member, DAYS_OF_YEAR) / DAYS_OF_YEAR


def load(*, facts: CandidateFacts) -> float:
    """Give what was received and won in proportion to the fair share; 1 is about fair, 0 is nothing."""
    turn = facts.turn
    received = turn.received / (turn.fair_received + GRACE)
    won = turn.won / (turn.fair_won + GRACE)
    return (1.0 - WON_PART) * received + WON_PART * won


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give 1 / (1 + load): 1 when nothing came, one half at the fair share, never quite 0."""
    return 1.0 / (1.0 + load(facts=facts))


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say since when nothing came, and what came against what is fair."""
    turn = facts.turn
    if turn.days_since_invited is None and not turn.received:
        return (because(Reason.NEVER_INVITED, member_days=turn.days_as_member),)
    told = [because(Reason.RECEIVED, received=turn.received, fair=round(turn.fair_received, 1))]
    if turn.days_since_invited is not None:
        told.insert(0, because(Reason.NOT_INVITED_FOR, days=turn.days_since_invited))
    if turn.won:
        told.append(because(Reason.WON, won=turn.won, fair=round(turn.fair_won, 1)))
    return tuple(told)
