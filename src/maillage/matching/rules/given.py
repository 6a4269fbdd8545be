"""What somebody says of a need, once read and corrected."""

from dataclasses import dataclass
from datetime import date

from maillage.matching.types import BriefKind


@dataclass(frozen=True, slots=True)
class SkillAsked:
    """A skill by its slug; `because`: the words that led to it; `lot`: position of its lot, 0 for none."""

    slug: str
    is_required: bool = True
    because: str = ""
    lot: int = 0


@dataclass(frozen=True, slots=True)
class BuyerGiven:
    """Who asks."""

    name: str = ""
    email: str = ""
    phone: str = ""
    organization_name: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class NeedGiven:
    """A need. Amounts in cents of euro; `place_code` is the gazetteer's (`commune:69123`, `region:53`)."""

    title: str
    text: str
    kind: BriefKind
    skills: tuple[SkillAsked, ...] = ()
    lots: tuple[str, ...] = ()
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
    required_labels: tuple[str, ...] = ()
    preferred_labels: tuple[str, ...] = ()
    clauses: str = ""
    language: str = "fr"
