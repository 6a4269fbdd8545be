"""What files say of an organization, and of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ExportedTerm:
    """A skill or a label. `sector` and `sector_name` are empty for a label."""

    slug: str
    name: str
    sector: str = ""
    sector_name: str = ""


@dataclass(frozen=True, slots=True)
class ExportedOrganization:
    """The public facts of a listed organization that publishes them; no e-mail, no telephone, no hidden address.

    Texts are empty when unknown. Longitude and latitude in degrees WGS 84, both or neither.
    """

    id: UUID
    slug: str
    name: str
    url: str
    contact_url: str
    family: str
    updated_at: datetime
    legal_name: str = ""
    trade_names: tuple[str, ...] = ()
    siren: str = ""
    siret: str = ""
    legal_form_code: str = ""
    naf_code: str = ""
    rna: str = ""
    pitch: str = ""
    description: str = ""
    founded_on: date | None = None
    headcount_band: str = ""
    website: str = ""
    social_links: Mapping[str, str] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    logo_url: str = ""
    opening_hours: str = ""
    skills: tuple[ExportedTerm, ...] = ()
    labels: tuple[ExportedTerm, ...] = ()
    street: str = ""
    postal_code: str = ""
    commune: str = ""
    commune_code: str = ""
    department_code: str = ""
    region_code: str = ""
    region: str = ""
    country_code: str = "FR"
    longitude: float | None = None
    latitude: float | None = None
    precision: str = ""
    is_address_hidden: bool = False
    served_names: tuple[str, ...] = ()
    is_member: bool = False
    sources: tuple[str, ...] = ()
    listed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """What a file says of itself. `address`: where it is found, with its filters."""

    network_name: str
    address: str
    licence_code: str
    licence_name: str
    licence_url: str
    made_at: datetime
    language: str = "fr"
