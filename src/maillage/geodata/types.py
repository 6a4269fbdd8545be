"""The words of geography: points, communes, territories, places and what was understood of a text."""

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Point:
    """A position in degrees, WGS 84, longitude first as everywhere in Maillage."""

    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class BoundingBox:
    """The smallest rectangle of degrees around some points."""

    west: float
    south: float
    east: float
    north: float

    def contains(self, point: Point, /) -> bool:
        return self.west <= point.longitude <= self.east and self.south <= point.latitude <= self.north


@dataclass(frozen=True, slots=True)
class Commune:
    """A French commune, or a municipal arrondissement of Paris, Lyon or Marseille (then `parent_code` is its city's).

    `is_approximate`: the point is not the commune's own but computed from its neighbours, some kilometres off.
    """

    code: str
    name: str
    postal_codes: tuple[str, ...]
    department_code: str
    region_code: str
    epci_code: str | None
    population: int
    point: Point
    is_approximate: bool
    parent_code: str | None = None

    @property
    def label(self) -> str:
        return f"{self.name} ({self.department_code})"


@dataclass(frozen=True, slots=True)
class Department:
    code: str
    name: str
    region_code: str
    seat_code: str


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str
    seat_code: str


@dataclass(frozen=True, slots=True)
class Epci:
    """A grouping of communes (`établissement public de coopération intercommunale`), known by its SIREN."""

    code: str
    name: str


class PlaceKind(StrEnum):
    COMMUNE = "commune"
    EPCI = "epci"
    DEPARTMENT = "department"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class Place:
    """A territory that a person can choose, ready to be shown.

    `point`: where a map would centre it. `alternate_name`: the name of the former commune that was asked for, when it
    now belongs to this one.
    """

    kind: PlaceKind
    code: str
    name: str
    label: str
    population: int
    point: Point
    postal_codes: tuple[str, ...] = ()
    alternate_name: str | None = None


class MatchedBy(StrEnum):
    """What made sure that a commune was the one meant, the surest first."""

    CODE = "code"
    NAME_AND_POSTAL_CODE = "name_and_postal_code"
    NAME_AND_DEPARTMENT = "name_and_department"
    ONLY_NAMESAKE = "only_namesake"
    LARGEST_NAMESAKE = "largest_namesake"
    SIMILAR_NAME = "similar_name"
    POSTAL_CODE = "postal_code"


@dataclass(frozen=True, slots=True)
class CommuneMatch:
    """The commune understood from a row of a file; `confidence` runs from 0 (a guess) to 1 (certain)."""

    commune: Commune
    confidence: float
    matched_by: MatchedBy


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place understood inside a text.

    `start`, `end`: the half-open span of characters to strike out of the text, preposition and postal code included.
    `text`: the place as written. `is_corrected`: a typo was forgiven. `postal_code`: when the text gave one.
    """

    place: Place
    start: int
    end: int
    text: str
    confidence: float
    is_corrected: bool = False
    postal_code: str | None = None


class AddressKind(StrEnum):
    HOUSE = "house"
    STREET = "street"
    POINT_OF_INTEREST = "point_of_interest"


@dataclass(frozen=True, slots=True)
class Address:
    """A house, street or named place of an OpenStreetMap extract; what the map does not tell is empty.

    `is_approximate`: the street was found and the house number was not.
    """

    kind: AddressKind
    name: str
    house_number: str
    street: str
    postal_code: str
    city: str
    point: Point
    is_approximate: bool = False

    @property
    def label(self) -> str:
        street = " ".join(part for part in (self.house_number, self.street) if part)
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return ", ".join(part for part in (self.name, street, town) if part)
