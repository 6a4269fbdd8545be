"""A profile as schema.org JSON-LD.

Source: schema.org, Organization and LocalBusiness; ISO 6523, ICD 0002 (SIREN).
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from maillage.directory.rules.identifiers import vat_number

# INSEE's headcount bands: smallest and largest number of employees; the last has no upper bound.
HEADCOUNTS: dict[str, tuple[int, int | None]] = {
    "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49), "21": (50, 99),
    "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999), "42": (1000, 1999), "51": (2000, 4999),
    "52": (5000, 9999), "53": (10000, None),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublishedAddress:
    """Texts are empty when unknown or hidden; the point is (longitude, latitude) in degrees WGS 84."""

    street: str = ""
    postal_code: str = ""
    commune: str = ""
    region: str = ""
    country_code: str = "FR"
    siret: str = ""
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PublishedProfile:
    """The public facts of a profile, with whole addresses (`https://…`) for its page and pictures."""

    url: str
    contact_url: str
    network_name: str
    name: str
    legal_name: str = ""
    trade_names: tuple[str, ...] = ()
    description: str = ""
    founded_on: date | None = None
    logo_url: str = ""
    picture_urls: tuple[str, ...] = ()
    siren: str = ""
    head_office: PublishedAddress | None = None
    areas_served: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    headcount_band: str = ""
    links: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    updated_on: date | None = None
    is_member: bool = False


def structured_data(profile: PublishedProfile) -> dict[str, Any]:
    """Give the JSON-LD object; keys without a value are left out."""
    office = profile.head_office
    has_address = office is not None and bool(office.street or office.commune)
    document = {
        "@context": "https://schema.org",
        "@type": ["Organization", "LocalBusiness"] if has_address else "Organization",
        "@id": f"{profile.url}#org",
        "url": profile.url,
        "name": profile.name,
        "legalName": profile.legal_name,
        "alternateName": _one_or_many(profile.trade_names),
        "description": profile.description,
        "foundingDate": profile.founded_on.isoformat() if profile.founded_on else "",
        "logo": profile.logo_url,
        "image": list(profile.picture_urls),
        "taxID": profile.siren,
        "vatID": vat_number(profile.siren) if profile.siren else "",
        "iso6523Code": f"0002:{profile.siren}" if profile.siren else "",
        "identifier": _identifiers(profile.siren, office.siret if office else ""),
        "address": _address(office) if office and has_address else {},
        "geo": _point(office) if office else {},
        "areaServed": [{"@type": "AdministrativeArea", "name": name} for name in profile.areas_served],
        "knowsAbout": list(profile.skills),
        "memberOf": {"@type": "Organization", "name": profile.network_name} if profile.is_member else {},
        "numberOfEmployees": _headcount(profile.headcount_band),
        "contactPoint": {"@type": "ContactPoint", "contactType": "sales", "url": profile.contact_url},
        "sameAs": list(profile.links),
        "award": list(profile.labels),
        "dateModified": profile.updated_on.isoformat() if profile.updated_on else "",
    }
    return {key: value for key, value in document.items() if value not in ("", [], {}, None)}


def _one_or_many(names: tuple[str, ...]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)


def _identifiers(siren: str, siret: str) -> list[dict[str, str]]:
    return [
        {"@type": "PropertyValue", "propertyID": name, "value": value}
        for name, value in (("SIREN", siren), ("SIRET", siret))
        if value
    ]


def _address(office: PublishedAddress) -> dict[str, str]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": office.street,
        "postalCode": office.postal_code,
        "addressLocality": office.commune,
        "addressRegion": office.region,
        "addressCountry": office.country_code,
    }
    return {key: value for key, value in address.items() if value}


def _point(office: PublishedAddress) -> dict[str, Any]:
    if office.point is None:
        return {}
    longitude, latitude = office.point
    return {"@type": "GeoCoordinates", "latitude": round(latitude, 6), "longitude": round(longitude, 6)}


def _headcount(band: str) -> dict[str, Any]:
    if band not in HEADCOUNTS:
        return {}
    smallest, largest = HEADCOUNTS[band]
    count: dict[str, Any] = {"@type": "QuantitativeValue", "minValue": smallest}
    return count if largest is None else {**count, "maxValue": largest}
