"""Organizations as the API gives them."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema


class Coordinates(Schema):
    """Degrees WGS 84, six decimals at most."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Match(Schema):
    """Words of the search that were found in one part of the profile."""

    part: str
    words: list[str]


class FoundOrganization(Schema):
    """A result. `skills`: slugs, the main one first. `why`: sentences; `matches`: the same for programs."""

    id: UUID
    slug: str
    name: str
    url: str
    family: str
    siren: str | None
    siret: str | None
    commune: str | None
    commune_code: str | None
    department_code: str | None
    point: Coordinates | None
    skills: list[str]
    skill_names: list[str]
    pitch: str
    distance_m: float | None
    why: list[str]
    matches: list[Match]
    logo: str | None


class FacetCount(Schema):
    value: str
    label: str
    count: int
    count_is_exact: bool


class UnderstoodPlace(Schema):
    """The place of the search: chosen, or understood in its words (`from_words`)."""

    kind: str | None
    code: str | None
    label: str
    point: Coordinates
    radius_km: float
    from_words: str | None


class OrganizationPage(Schema):
    """A page of results; `next` is the cursor of the page that follows, null on the last."""

    count: int
    count_is_exact: bool
    results: list[FoundOrganization]
    facets: dict[str, list[FacetCount]] | None
    next: str | None
    place: UnderstoodPlace | None
    corrections: dict[str, str]
    is_relaxed: bool


class Named(Schema):
    code: str
    label: str


class ShownSkill(Schema):
    slug: str
    name: str
    sector: str
    is_main: bool
    evidence_kind: str
    evidence: str


class ShownOffer(Schema):
    title: str
    description: str
    price: str


class ShownPartner(Schema):
    name: str
    role: str
    slug: str | None


class Picture(Schema):
    url: str
    description: str
    width: int
    height: int


class ShownReference(Schema):
    id: UUID
    title: str
    description: str
    client: str
    place: str
    year: int | None
    url: str | None
    skills: list[str]
    partners: list[ShownPartner]
    pictures: list[Picture]


class ShownLabel(Schema):
    slug: str
    name: str
    number: str
    issued_on: date | None
    expires_on: date | None


class ShownEstablishment(Schema):
    """A place of work. `point` and `street` are null when the address is not to be shown."""

    id: UUID
    name: str
    siret: str | None
    is_head_office: bool
    street: str | None
    postal_code: str
    commune: str
    commune_code: str
    department_code: str
    country_code: str
    point: Coordinates | None
    precision: str
    opening_hours: str


class ShownContact(Schema):
    """A way to reach the organization that its people chose to show."""

    kind: str
    value: str
    label: str


class Served(Schema):
    kind: str
    places: list[str]
    names: list[str]
    radius_km: int | None


class Provenance(Schema):
    source: str
    at: str | None


class Licence(Schema):
    code: str
    name: str
    url: str


class OrganizationProfile(Schema):
    """The whole public profile. `licence` is null when the organization does not publish it as open data."""

    id: UUID
    slug: str
    url: str
    name: str
    legal_name: str
    trade_names: list[str]
    siren: str | None
    vat_number: str | None
    rna: str | None
    family: Named
    legal_form: Named | None
    naf_code: str | None
    is_member: bool
    is_preview: bool
    pitch: str
    description: str
    founded_on: date | None
    headcount: Named | None
    languages: list[str]
    opening_hours: str
    served: Served
    website: str | None
    social_links: dict[str, str]
    contact_form: str
    contacts: list[ShownContact]
    logo: str | None
    pictures: list[Picture]
    skills: list[ShownSkill]
    offers: list[ShownOffer]
    references: list[ShownReference]
    labels: list[ShownLabel]
    establishments: list[ShownEstablishment]
    provenance: dict[str, Provenance]
    licence: Licence | None
    listed_at: datetime | None
    updated_at: datetime
