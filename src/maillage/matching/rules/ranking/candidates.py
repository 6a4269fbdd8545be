"""What is known of an organization at the moment of a ranking: facts, no opinion."""

from dataclasses import dataclass, field
from datetime import date

from maillage.matching.types import Evidence, Served


@dataclass(frozen=True, slots=True)
class SkillShown:
    """A skill of a candidate, its best evidence and how many comparable past jobs its profile shows."""

    slug: str
    evidence: Evidence = Evidence.CLAIMED
    comparable: int = 0

    def __post_init__(self) -> None:
        if self.comparable < 0:
            raise ValueError(f"A negative number of comparable jobs: {self.comparable!r}.")


@dataclass(frozen=True, slots=True)
class Away:
    """Days, both included, in which a candidate said that it takes no work."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise ValueError("An absence ends before it starts.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """How a candidate answered and what partners and buyers thought. A refusal is an answer; silence is not.

    `ratings_sum`: sum of ratings from 1 to 5.
    """

    invited: int = 0
    answered: int = 0
    in_time: int = 0
    ratings_count: int = 0
    ratings_sum: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.in_time <= self.answered <= self.invited:
            raise ValueError(f"Answers in time, answers and invitations do not fit: {self!r}.")
        if not 0 <= self.ratings_count <= self.ratings_sum <= 5 * self.ratings_count:
            raise ValueError(f"Ratings are not from 1 to 5: {self!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A candidate's part of the opportunities of the last twelve months, and the part that would be fair.

    `fair_received`, `fair_won`: numbers given by `equity.fair_share` before the ranking, so that who else is ranked
    changes nothing. `days_since_invited`: None when never invited.
    """

    received: int = 0
    won: int = 0
    fair_received: float = 0.0
    fair_won: float = 0.0
    days_since_invited: int | None = None
    days_as_member: int = 0

    def __post_init__(self) -> None:
        if min(self.received, self.won, self.days_as_member, self.days_since_invited or 0) < 0:
            raise ValueError(f"A negative number of opportunities or days: {self!r}.")
        if not (0 <= self.fair_received < float("inf") and 0 <= self.fair_won < float("inf")):
            raise ValueError(f"A fair share is not a number from 0: {self!r}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFacts:
    """An organization as a candidate for one need. None and empty mean unknown.

    `distance_m`: from its nearest establishment to the place, 0 when it stands inside the territory asked for.
    `headcount_least`, `headcount_most`: its INSEE bracket. `tie_to_buyer`, `ties_to_able`: strengths in [0, 1] of its links
    with the buyer and with the other organizations able to answer this need, whether or not they are ranked here.
    `labels`: slugs of those valid today.
    """

    organization_id: str
    skills: tuple[SkillShown, ...] = ()
    distance_m: int | None = None
    served: Served = Served.UNSAID
    headcount_least: int | None = None
    headcount_most: int | None = None
    largest_amount_cents: int | None = None
    away: tuple[Away, ...] = ()
    record: Record = field(default_factory=Record)
    tie_to_buyer: float = 0.0
    ties_to_able: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    turn: Turn = field(default_factory=Turn)
    is_banned: bool = False

    def __post_init__(self) -> None:
        if self.distance_m is not None and self.distance_m < 0:
            raise ValueError(f"A negative distance: {self.distance_m!r}.")
        if any(not 0 <= strength <= 1 for strength in (self.tie_to_buyer, *self.ties_to_able)):
            raise ValueError("The strength of a tie is not in [0, 1].")
        least, most = self.headcount_least, self.headcount_most
        if least is not None and (least < 0 or (most is not None and most < least)):
            raise ValueError(f"A headcount bracket is not in order: {least!r}, {most!r}.")

    def shown(self, slug: str) -> SkillShown | None:
        """Give what the candidate shows of a skill, None when nothing."""
        for skill in self.skills:
            if skill.slug == slug:
                return skill
        return None
