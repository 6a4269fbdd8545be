"""Answers, punctuality and ratings, shrunk towards what is usual while observations are few."""

from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Reason

# Beta priors (yes, no): what an organization of which nothing is known is taken to do, and how many cases it takes to doubt it.
ANSWERS_PRIOR = (3.0, 2.0)
PUNCTUALITY_PRIOR = (4.0, 1.0)
# A rating is drawn towards 3.8 out of 5 as if it had been given four times already.
RATING_PRIOR_MEAN, RATING_PRIOR_COUNT = 3.8, 4.0
ANSWERS_PART, PUNCTUALITY_PART, RATING_PART = 0.35, 0.25, 0.40


def posterior(*, yes: int, of: int, prior: tuple[float, float]) -> float:
    """Give the mean of the Beta posterior: (a + yes) / (a + b + of)."""
    return (prior[0] + yes) / (prior[0] + prior[1] + of)


def shrunken_rating(*, total: float, count: int) -> float:
    """Give a mean rating, from 1 to 5, drawn towards the prior."""
    return (RATING_PRIOR_MEAN * RATING_PRIOR_COUNT + total) / (RATING_PRIOR_COUNT + count)


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give the weighted mean of answers, punctuality and ratings, each shrunk."""
    record = facts.record
    answers = posterior(yes=record.answered, of=record.invited, prior=ANSWERS_PRIOR)
    punctuality = posterior(yes=record.in_time, of=record.answered, prior=PUNCTUALITY_PRIOR)
    rating = (shrunken_rating(total=record.ratings_sum, count=record.ratings_count) - 1.0) / 4.0
    return min(1.0, ANSWERS_PART * answers + PUNCTUALITY_PART * punctuality + RATING_PART * rating)


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say what was observed, not what was supposed."""
    record = facts.record
    told: list[Because] = []
    if record.ratings_count:
        mean = round(record.ratings_sum / record.ratings_count, 1)
        told.append(because(Reason.RATED, mean=mean, count=record.ratings_count))
    if record.invited:
        told.append(because(Reason.ANSWERED, answered=record.answered, invited=record.invited))
    if record.answered:
        told.append(because(Reason.IN_TIME, in_time=record.in_time, answered=record.answered))
    return tuple(told) or (because(Reason.NO_RECORD),)
