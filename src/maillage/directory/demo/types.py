"""The fictional network of the demonstration, as plain values: what the loader writes and nothing of how it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from maillage.accounts.types import Family, NetworkRole, OrganizationRole
from maillage.directory.types import EvidenceKind, ServedKind


@dataclass(frozen=True, slots=True)
class DemoSkill:
    """A claimed skill. `evidence` is French text, empty when it is only claimed."""

    slug: str
    is_main: bool
    evidence_kind: EvidenceKind = EvidenceKind.CLAIMED
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class DemoTerritory:
    """The territory served. `places`: codes such as `department:69`; `radius_km`: None unless the kind is radius."""

    kind: ServedKind
    places: tuple[str, ...] = ()
    radius_km: int | None = None


@dataclass(frozen=True, slots=True)
class DemoEstablishment:
    """A place of work. `longitude`, `latitude`: WGS 84. `opening_hours`: OpenStreetMap syntax, empty when not public."""

    siret: str
    name: str
    is_head_office: bool
    street: str
    postal_code: str
    commune_code: str
    commune_name: str
    longitude: float
    latitude: float
    opening_hours: str = ""


@dataclass(frozen=True, slots=True)
class DemoContact:
    """A person to write to; `email` ends with `.example`, `phone` is of the ranges that Arcep reserves for fiction."""

    name: str
    role: str
    email: str
    phone: str
    is_public: bool


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """Something that can be ordered. `price`: French text, empty when on quotation."""

    title: str
    description: str
    skill: str
    price: str = ""


@dataclass(frozen=True, slots=True)
class DemoPicture:
    """A picture to be drawn by `pictures.render_picture`. `alternative`: French text read instead of the picture."""

    seed: int
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class DemoReference:
    """A past job. `partners`: slugs of the other organizations that worked on it; dates are those of the work."""

    slug: str
    title: str
    summary: str
    client: str
    started_on: date
    ended_on: date
    commune_code: str
    skills: tuple[str, ...]
    partners: tuple[str, ...]
    pictures: tuple[DemoPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoLabel:
    """A label or certificate. `expires_on` is None for what does not expire."""

    name: str
    issuer: str
    obtained_on: date
    expires_on: date | None


@dataclass(frozen=True, slots=True)
class DemoLink:
    """A link to elsewhere. `kind`: website, mastodon, peertube, linkedin, instagram…"""

    kind: str
    url: str


@dataclass(frozen=True, slots=True)
class DemoOrganization:
    """A fictional organization. `legal_form`: INSEE category; `headcount_band`: INSEE band; `languages`: ISO 639-1 or -3."""

    slug: str
    name: str
    acronym: str
    siren: str
    legal_form: str
    families: tuple[Family, ...]
    naf: str
    created_on: date
    headcount: int
    headcount_band: str
    members_count: int
    pitch: str
    description: str
    skills: tuple[DemoSkill, ...]
    territory: DemoTerritory
    establishments: tuple[DemoEstablishment, ...]
    languages: tuple[str, ...]
    contacts: tuple[DemoContact, ...]
    links: tuple[DemoLink, ...]
    labels: tuple[DemoLabel, ...]
    offers: tuple[DemoOffer, ...]
    references: tuple[DemoReference, ...]
    pictures: tuple[DemoPicture, ...]
    is_flagship: bool
    affiliated_on: date
    verified_on: date
    is_fictional: bool = True

    @property
    def head_office(self) -> DemoEstablishment:
        """The establishment where the organization has its seat."""
        return next(place for place in self.establishments if place.is_head_office)

    @property
    def main_skill(self) -> str:
        """The slug of the main skill."""
        return next(skill.slug for skill in self.skills if skill.is_main)


@dataclass(frozen=True, slots=True)
class DemoNews:
    """A piece of news of the network's life. `body`: Markdown; `organizations`: slugs of those it speaks of."""

    slug: str
    title: str
    summary: str
    body: str
    published_on: date
    organizations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoMembership:
    """A person's place in an organization."""

    organization: str
    role: OrganizationRole


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A fictional account."""

    email: str
    given_name: str
    family_name: str
    language: str
    network_role: NetworkRole | None = None
    memberships: tuple[DemoMembership, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """The whole fictional network. `charter`: Markdown."""

    name: str
    tagline: str
    charter: str
    organizations: tuple[DemoOrganization, ...]
    news: tuple[DemoNews, ...]
    people: tuple[DemoPerson, ...]
