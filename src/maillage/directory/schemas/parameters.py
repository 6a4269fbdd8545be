"""What may stand in the addresses of the API. Descriptions are translated where they are shown."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop
from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticUseDefault

from maillage.accounts.types import Family
from maillage.directory.labels import HEADCOUNT_LABELS
from maillage.directory.search.types import LARGEST_PAGE, LARGEST_RADIUS_KM, LONGEST_TEXT, PAGE_SIZE
from maillage.kit.pages import LONGEST_CURSOR


def _default_when_empty(value: Any) -> Any:
    """`&radius_km=` says no more than its absence: forms and templates of addresses write it so."""
    if value in ("", [""]):
        raise PydanticUseDefault
    return value


def _whole(text: str) -> str:
    # PostgreSQL keeps no NUL, and a lone surrogate has no place in UTF-8.
    return text.replace("\x00", " ").encode("utf-8", "ignore").decode()


_EMPTY = BeforeValidator(_default_when_empty)
Text = Annotated[str, _EMPTY, AfterValidator(_whole)]
Codes = Annotated[list[str], _EMPTY]
Number = Annotated[float, _EMPTY]
Count = Annotated[int, _EMPTY]
Switch = Annotated[bool, _EMPTY]
Cursor = Annotated[str, _EMPTY]

LANGUAGE = Field(None, description=gettext_noop("Language of labels and messages: fr or en."))
CURSOR = Field(
    "",
    max_length=LONGEST_CURSOR,
    description=gettext_noop("What `next` gave; empty for the first page."),
)


def _words(*values: str) -> dict[str, Any]:
    return {"items": {"type": "string", "enum": list(values)}}


class LanguageParameter(Schema):
    lang: Annotated[Literal["fr", "en"] | None, _EMPTY] = LANGUAGE


class PageParameters(LanguageParameter):
    cursor: Cursor = CURSOR


class SearchParameters(PageParameters):
    """A search: the same parameters as the addresses of the search page."""

    q: Text = Field(
        "",
        max_length=LONGEST_TEXT,
        description=gettext_noop("Words to look for; typos and accents are forgiven, place names are understood."),
        json_schema_extra={"example": "imprimerie écologique toulouse"},
    )
    skill: Codes = Field(
        [],
        description=gettext_noop("Slugs of skills, as /skills lists them."),
        json_schema_extra={"example": ["imprimerie"]},
    )
    sector: Codes = Field([], description=gettext_noop("Slugs of sectors, as /sectors lists them."))
    family: Codes = Field(
        [], description=gettext_noop("Families of the social economy."), json_schema_extra=_words(*Family)
    )
    label: Codes = Field([], description=gettext_noop("Slugs of labels, as /labels lists them."))
    headcount: Codes = Field(
        [],
        description=gettext_noop("Headcount bands, as INSEE codes them."),
        json_schema_extra=_words(*HEADCOUNT_LABELS),
    )
    region: Codes = Field([], description=gettext_noop("INSEE codes of régions."))
    department: Codes = Field(
        [], description=gettext_noop("Numbers of départements."), json_schema_extra={"example": ["69"]}
    )
    commune: Text = Field(
        "",
        max_length=12,
        description=gettext_noop("INSEE code of a commune, as /places finds it."),
        json_schema_extra={"example": "31555"},
    )
    place: Text = Field(
        "",
        max_length=40,
        description=gettext_noop("A territory as kind:code, as /places finds it."),
        json_schema_extra={"example": "department:31"},
    )
    near: Text = Field(
        "",
        max_length=60,
        description=gettext_noop("A point: latitude,longitude in degrees."),
        json_schema_extra={"example": "43.6045,1.4442"},
    )
    radius_km: Number | None = Field(
        None,
        ge=0,
        le=LARGEST_RADIUS_KM,
        description=gettext_noop("Kilometres around the place; 0 for within its border."),
        json_schema_extra={"example": 20},
    )
    bbox: Text = Field("", max_length=120, description=gettext_noop("A rectangle: west,south,east,north in degrees."))
    sort: Annotated[Literal["relevance", "distance", "name", "latest"], _EMPTY] = Field(
        "relevance", description=gettext_noop("Order of the results.")
    )
    size: Count = Field(PAGE_SIZE, ge=1, le=LARGEST_PAGE, description=gettext_noop("Results a page."))
    facets: Switch = Field(False, description=gettext_noop("1 to have the counts of each filter."))


class PlaceParameters(LanguageParameter):
    q: Text = Field(
        "",
        max_length=100,
        description=gettext_noop("The beginning of a name or of a postal code."),
        json_schema_extra={"example": "toulou"},
    )
    limit: Count = Field(10, ge=1, le=50, description=gettext_noop("How many places at most."))


class SkillParameters(LanguageParameter):
    sector: Text = Field("", max_length=60, description=gettext_noop("Slug of a sector: its skills only."))


class ReferenceParameters(PageParameters):
    skill: Text = Field("", max_length=60, description=gettext_noop("Slug of a skill: references that show it."))
    with_partners: Switch = Field(False, description=gettext_noop("1 for those done by several organizations."))
