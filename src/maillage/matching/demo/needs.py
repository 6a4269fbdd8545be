"""The shape of a demonstration's need."""

from dataclasses import dataclass

from maillage.matching.types import BriefKind, BriefState


@dataclass(frozen=True, slots=True)
class DemoBrief:
    """A need. `age_days`: since it was told; `reached`: where it stands; `kept`: how many candidates were kept.

    `budget`: least and most in euros; `words`: what the buyer and the office wrote to each other, the office first.
    `rivals`: others who answer beside the first, so that the buyer has something to compare.
    """

    title: str
    text: str
    skills: tuple[str, ...]
    place: str
    buyer: str
    organization: str
    age_days: int
    reached: BriefState
    kind: BriefKind = BriefKind.QUOTE
    radius_km: int | None = None
    budget: tuple[int, int] | None = None
    lots: tuple[str, ...] = ()
    kept: int = 0
    words: tuple[str, ...] = ()
    note: str = ""
    next_action: str = ""
    is_hidden: bool = False
    rivals: int = 0
