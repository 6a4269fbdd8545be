"""Sectors, skills, labels, places, references and news as the API gives them."""

from datetime import datetime
from uuid import UUID

from ninja import Schema

from maillage.directory.schemas.organizations import Coordinates


class CountedTerm(Schema):
    slug: str
    name: str
    count: int


class SectorEntry(CountedTerm):
    skills: list[CountedTerm]


class SectorList(Schema):
    results: list[SectorEntry]


class SkillEntry(Schema):
    slug: str
    name: str
    name_fr: str
    name_en: str
    sector: str
    synonyms_fr: list[str]
    synonyms_en: list[str]
    naf_rev2: list[str]


class SkillList(Schema):
    results: list[SkillEntry]


class LabelEntry(Schema):
    slug: str
    name: str


class LabelList(Schema):
    results: list[LabelEntry]


class PlaceEntry(Schema):
    """`place` is the value of the search's parameter of that name."""

    place: str
    kind: str
    code: str
    name: str
    label: str
    postal_codes: list[str]
    population: int
    point: Coordinates


class PlaceList(Schema):
    results: list[PlaceEntry]


class ReferencePartnerEntry(Schema):
    name: str
    slug: str | None


class ReferenceEntry(Schema):
    id: UUID
    title: str
    client: str
    place: str
    year: int | None
    organization: ReferencePartnerEntry
    partners: list[ReferencePartnerEntry]
    picture: str | None


class ReferencePage(Schema):
    results: list[ReferenceEntry]
    next: str | None


class NewsEntry(Schema):
    id: UUID
    slug: str
    url: str
    title: str
    summary: str
    text: str
    picture: str | None
    published_at: datetime


class NewsPage(Schema):
    results: list[NewsEntry]
    next: str | None
