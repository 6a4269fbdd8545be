"""Whether an organization is able to lead a group (mandataire): to speak for all before the buyer and hold the calendar."""

# People from whom size alone says enough, and how much it can say.
HEADS_ENOUGH = 10
SIZE_PART = 0.6
# Each comparable past job takes a third of the doubt that is left, as in the ranking's skills.
DOUBT_KEPT_PER_JOB = 2 / 3
_JOBS_COUNTED = 12
ABLE_FROM = 0.4


def lead_value(*, heads: float | None, jobs: int) -> float:
    """Give in [0, 1] how surely an organization can lead: 1 − (1 − 0.6 · min(1, heads / 10)) · (2/3)^jobs.

    Ten people are enough without a record, two comparable jobs without a known size.
    """
    doubt = 1.0 - SIZE_PART * min(1.0, (heads or 0.0) / HEADS_ENOUGH)
    for _job in range(min(jobs, _JOBS_COUNTED)):
        doubt *= DOUBT_KEPT_PER_JOB
    return 1.0 - doubt


def is_able_lead(*, heads: float | None, jobs: int) -> bool:
    """Say whether an organization is able to lead."""
    return lead_value(heads=heads, jobs=jobs) >= ABLE_FROM
