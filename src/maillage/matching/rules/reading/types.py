"""What is understood of a need, each thing with the words that led to it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from maillage.geodata import Place
from maillage.matching.types import BriefKind


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text and their half-open span of characters."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SkillRead:
    """A skill that the text seems to ask for; `score` in [0, 1]."""

    slug: str
    score: float
    because: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """Where the work is wanted. `place` is None when only "anywhere" or "at a distance" was said."""

    place: Place | None
    radius_km: int | None
    is_anywhere: bool
    is_remote: bool
    because: tuple[Quote, ...]


class DateRole(StrEnum):
    """What a date of a need is for."""

    ANSWERS = "answers"
    START = "start"
    END = "end"


@dataclass(frozen=True, slots=True)
class DateRead:
    """A date or period, both days included; `earliest` is None for "before", `is_urgent` for "as soon as possible"."""

    role: DateRole
    earliest: date | None
    latest: date | None
    because: Quote
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class BudgetRead:
    """Amounts in cents of euro; one end is None when only the other was said; `includes_vat` is None when unsaid."""

    least_cents: int | None
    most_cents: int | None
    includes_vat: bool | None
    because: Quote


@dataclass(frozen=True, slots=True)
class KindRead:
    """The kind of need; `because` is empty when nothing in the text decides it."""

    kind: BriefKind
    because: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class ClauseRead:
    """A label or a social or environmental clause that is mentioned; `is_required`: the text insists."""

    slug: str
    is_required: bool
    because: Quote


@dataclass(frozen=True, slots=True)
class LotRead:
    """Skills of one trade that one organization could take together."""

    sector: str
    title: str
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadNeed:
    """A need as read. `language`: ISO 639-1, "und" when the text does not tell."""

    language: str
    skills: tuple[SkillRead, ...] = ()
    lots: tuple[LotRead, ...] = ()
    place: PlaceRead | None = None
    dates: tuple[DateRead, ...] = ()
    budget: BudgetRead | None = None
    kind: KindRead = KindRead(BriefKind.QUOTE, ())
    clauses: tuple[ClauseRead, ...] = ()
