"""Links with the buyer and with the other organizations able to answer.

The one group criterion: the others are those of the directory that are able to answer, read before the ranking. It does not
look at the list being ranked, so taking somebody out of that list moves nobody else.
"""

from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Reason

BUYER_PART, ABLE_PART = 0.7, 0.5
_COUNTED = 3  # a fourth friend says nothing more


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give 1 − (1 − 0.7 · buyer) · Π(1 − 0.5 · tie) over the three strongest ties: each one fills part of what is missing."""
    missing = 1.0 - BUYER_PART * facts.tie_to_buyer
    for strength in sorted(facts.ties_to_able, reverse=True)[:_COUNTED]:
        missing *= 1.0 - ABLE_PART * strength
    return 1.0 - missing


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say with whom there are ties."""
    told: list[Because] = []
    if facts.tie_to_buyer > 0:
        told.append(because(Reason.TIED_TO_BUYER, strength=facts.tie_to_buyer))
    able = [strength for strength in facts.ties_to_able if strength > 0]
    if able:
        told.append(because(Reason.TIED_TO_ABLE, count=len(able), strongest=max(able)))
    return tuple(told) or (because(Reason.NO_TIE),)
