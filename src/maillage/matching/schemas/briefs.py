"""Needs as the API takes and gives them. Amounts are cents of euro; days are ISO 8601."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import AfterValidator, Field

from maillage.kit.pages import LONGEST_CURSOR
from maillage.matching.types import BriefKind, BriefState, Criterion, Exclusion

LONGEST_TEXT = 50_000
_MOST_CENTS = 100_000_000_000


def _whole(text: str) -> str:
    # PostgreSQL keeps no NUL, and a lone surrogate has no place in UTF-8.
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


def _address(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise ValueError("not an e-mail address") from None
    return text


Address = Annotated[str, Field(max_length=254), AfterValidator(_address)]
Words = Annotated[str, AfterValidator(_whole)]
Cents = Annotated[int, Field(ge=0, le=_MOST_CENTS)]


class TextIn(Schema):
    """A need in its buyer's own words."""

    text: Words = Field(min_length=10, max_length=LONGEST_TEXT)


class SuggestedSkill(Schema):
    """`because`: the words of the text that led to it."""

    slug: str
    name: str
    score: float
    because: list[str]


class SuggestedPlace(Schema):
    code: str
    kind: str
    label: str


class SuggestedBudget(Schema):
    least_cents: int | None
    most_cents: int | None
    includes_vat: bool | None
    because: str


class SuggestedDate(Schema):
    role: str
    earliest: date | None
    latest: date | None
    is_urgent: bool
    because: str


class SuggestedLot(Schema):
    title: str
    skills: list[str]


class SuggestedClause(Schema):
    slug: str
    is_required: bool
    because: str


class Suggestion(Schema):
    """What is understood of a text; nothing is kept."""

    language: str
    skills: list[SuggestedSkill]
    place: SuggestedPlace | None
    radius_km: int | None
    is_anywhere: bool
    budget: SuggestedBudget | None
    dates: list[SuggestedDate]
    kind: BriefKind
    lots: list[SuggestedLot]
    clauses: list[SuggestedClause]


class BuyerIn(Schema):
    """Who asks; told by the office alone, others ask in their own name."""

    name: Words = Field("", max_length=120)
    email: Address = ""
    phone: Words = Field("", max_length=30)
    organization_name: Words = Field("", max_length=160)
    is_hidden: bool = False


class BriefIn(TextIn):
    """A need. What is left out is read from the text; an empty list says that there is none."""

    title: Words | None = Field(None, min_length=1, max_length=140)
    kind: BriefKind | None = None
    skills: list[str] | None = Field(None, max_length=40)
    place: str | None = Field(None, max_length=24)
    radius_km: int | None = Field(None, ge=1, le=2000)
    is_anywhere: bool = False
    answers_due: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget_least_cents: Cents | None = None
    budget_most_cents: Cents | None = None
    budget_includes_vat: bool = False
    clauses: Words = Field("", max_length=8000)
    buyer: BuyerIn | None = None
    organization: str | None = Field(None, max_length=80)


class BriefSkillOut(Schema):
    slug: str
    name: str
    is_required: bool
    because: str
    lot: int | None


class BriefPlaceOut(Schema):
    code: str
    label: str


class BuyerOut(Schema):
    name: str
    email: str
    phone: str
    organization_name: str
    is_hidden: bool


class BriefSummary(Schema):
    id: UUID
    number: int
    title: str
    kind: BriefKind
    state: BriefState
    created_at: datetime
    received_at: datetime | None
    url: str | None


class BriefOut(BriefSummary):
    """A need. `url`: its page in the office, for the office."""

    text: str
    language: str
    place: BriefPlaceOut | None
    radius_km: int | None
    is_anywhere: bool
    answers_due: date | None
    starts_on: date | None
    ends_on: date | None
    budget_least_cents: int | None
    budget_most_cents: int | None
    budget_includes_vat: bool
    required_labels: list[str]
    preferred_labels: list[str]
    clauses: str
    skills: list[BriefSkillOut]
    lots: list[str]
    buyer: BuyerOut
    closed_at: datetime | None


class BriefPage(Schema):
    results: list[BriefSummary]
    next: str | None


class RankedOrganization(Schema):
    id: UUID
    slug: str
    name: str
    commune: str
    url: str


class CriterionOut(Schema):
    """`value` in [0, 1]; `weight`: its share of the score."""

    value: float
    weight: float
    sentence: str


class RankedCandidate(Schema):
    """`criteria`: by name; those of which the need does not speak are left out."""

    position: int
    organization: RankedOrganization
    score: float
    criteria: dict[Criterion, CriterionOut]
    is_kept: bool


class ExcludedCandidate(Schema):
    organization: RankedOrganization
    reason: Exclusion
    sentence: str


class Shortlist(Schema):
    """`count`: organizations that have one of the skills; `is_whole`: whether each of them was judged."""

    formula_version: int
    weights: dict[Criterion, float]
    count: int
    is_whole: bool
    results: list[RankedCandidate]
    excluded: list[ExcludedCandidate]


class BriefListParameters(Schema):
    state: BriefState | None = Field(None, description=gettext_noop("Needs in this state alone."))
    cursor: str = Field(
        "", max_length=LONGEST_CURSOR, description=gettext_noop("What `next` gave; empty for the first page.")
    )


class ShortlistParameters(Schema):
    limit: int = Field(50, ge=1, le=200, description=gettext_noop("How many candidates, the best first."))
