"""The words of the search: what is asked, what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from maillage.geodata import PlaceKind, Point

PAGE_SIZE = 20
LARGEST_PAGE = 100
LONGEST_TEXT = 200
MOST_WORDS = 16
DEFAULT_RADIUS_KM = 20
LARGEST_RADIUS_KM = 500


class Sort(StrEnum):
    RELEVANCE = "relevance"
    DISTANCE = "distance"
    NAME = "name"
    LATEST = "latest"


class FacetKind(StrEnum):
    """What a list can be filtered by; the values are the names of the parameters in addresses."""

    SECTOR = "sector"
    SKILL = "skill"
    FAMILY = "family"
    REGION = "region"
    DEPARTMENT = "department"
    LABEL = "label"
    HEADCOUNT = "headcount"


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Where to look: around `point` within `radius_km` (0: inside the territory itself).

    `kind` and `code` are None for a point chosen on a map. `mention` holds the words of the text that named the place,
    when it was understood and not chosen.
    """

    label: str
    point: Point
    radius_km: float = 0
    kind: PlaceKind | None = None
    code: str = ""
    mention: str = ""
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of degrees; `west` may exceed `east` across the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search, whole: what an address says. An empty request lists the whole directory.

    `filters`: slugs or codes by kind; values of one kind are alternatives, kinds add up. `understands_places`: whether
    place names in the text become a filter.
    """

    text: str = ""
    place: PlaceFilter | None = None
    filters: Mapping[FacetKind, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    cursor: str = ""
    size: int = PAGE_SIZE
    box: Box | None = None
    language: str = "fr"
    understands_places: bool = True

    def chosen(self, kind: FacetKind) -> tuple[str, ...]:
        return self.filters.get(kind, ())

    @property
    def is_everything(self) -> bool:
        return not self.text and self.place is None and self.box is None and not any(self.filters.values())


@dataclass(frozen=True, slots=True)
class ParsedRequest:
    """What was understood of an address, and what could not be: parameter → message for the person."""

    request: SearchRequest
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understanding:
    """A text split into words to look for and the place it names, if it names one."""

    words: str
    place: PlaceFilter | None


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that nobody uses here, and the known word that was searched instead."""

    written: str
    searched: str


class MatchPart(StrEnum):
    """The part of a profile where a word was found."""

    NAME = "name"
    SKILL = "skill"
    SYNONYM = "synonym"
    SECTOR = "sector"
    PITCH = "pitch"
    REFERENCE = "reference"
    OFFER = "offer"
    LABEL = "label"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text, plain (not HTML): `is_match` when it is to be highlighted."""

    text: str
    is_match: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a result is there: the words found in one part of it."""

    part: MatchPart
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """Every reason, and an extract of the best part with the words highlighted (empty when only the name matched)."""

    reasons: tuple[Reason, ...] = ()
    snippet_part: MatchPart | None = None
    snippet: tuple[Segment, ...] = ()
    name: tuple[Segment, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillName:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What supports a profile, in figures."""

    references: int = 0
    labels: int = 0
    proved_skills: int = 0
    is_claimed: bool = False
    is_affiliated: bool = False


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A result. `skills`: the main one first. `distance_m`: from the place asked for, None without one."""

    organization_id: UUID
    slug: str
    name: str
    family: str
    town: str
    department_code: str
    skills: tuple[SkillName, ...]
    pitch: str
    point: Point | None
    distance_m: float | None
    why: Why
    proof: Proof
    siren: str = ""
    siret: str = ""
    commune_code: str = ""
    logo: str = ""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One choice of a facet; `count` is approximate when the facet says so."""

    code: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of a kind, the most frequent first, counted with every filter but this kind's own."""

    kind: FacetKind
    values: tuple[FacetValue, ...]
    is_exact: bool = True


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Some results of a search.

    `count` is an estimate, within a tenth 19 times in 20, when `count_is_exact` is false. `is_relaxed`: nothing holds all the words, so
    results hold some of them. `request`: what was searched in the end, with the place understood in the text.
    """

    request: SearchRequest
    results: tuple[SearchHit, ...]
    count: int
    count_is_exact: bool
    next_cursor: str
    words: str = ""
    corrections: tuple[Correction, ...] = ()
    understood_place: PlaceFilter | None = None
    is_relaxed: bool = False
    facets: tuple[Facet, ...] = ()


class SuggestionKind(StrEnum):
    ORGANIZATION = "organization"
    SKILL = "skill"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion. `code`: the organization's slug, the skill's slug, or `kind:code` of the place.

    `detail`: the town, the sector, the département. `synonym`: the synonym of the skill that was typed.
    """

    kind: SuggestionKind
    code: str
    label: str
    detail: str = ""
    synonym: str = ""


@dataclass(frozen=True, slots=True)
class MapCluster:
    """Several organizations near each other, at the mean of their points."""

    point: Point
    count: int
    box: Box


@dataclass(frozen=True, slots=True)
class MapPoint:
    organization_id: UUID
    slug: str
    name: str
    point: Point
    sector: str = ""


@dataclass(frozen=True, slots=True)
class MapView:
    """What a map shows of a view: `count` organizations in all; `is_exact` false when estimated on a sample."""

    clusters: tuple[MapCluster, ...]
    points: tuple[MapPoint, ...]
    count: int
    is_exact: bool = True
