"""What is understood of a need's text, ready for the form that corrects it."""

from dataclasses import dataclass, field
from datetime import date

from maillage.matching.types import BriefKind

LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """A need as read. `because`: the words that led to each skill, by slug, the surest first; amounts in cents."""

    text: str
    title: str
    kind: BriefKind = BriefKind.QUOTE
    because: dict[str, str] = field(default_factory=dict)
    skill_names: tuple[tuple[str, str], ...] = ()
    is_split: bool = False
    place_label: str = ""
    place_code: str = ""
    radius_km: int | None = None
    is_anywhere: bool = False
    answers_due: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget_least_cents: int | None = None
    budget_most_cents: int | None = None
    budget_includes_vat: bool = False
    clauses: str = ""


def read(text: str, /) -> Reading:
    return Reading(text=text, title=text[:LONGEST_TITLE])
