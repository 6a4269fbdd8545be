"""The directory as schema.org organizations in JSON-LD."""

from collections.abc import Iterable, Iterator
from typing import Any

from maillage.directory.exports.pieces import object_with_list
from maillage.directory.exports.types import ExportedFile, ExportedOrganization
from maillage.directory.rules.structured_data import PublishedAddress, PublishedProfile, structured_data
from maillage.directory.types import Precision

MEDIA_TYPE = "application/ld+json"


def jsonld_file(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write one ItemList of organizations in their order."""
    members = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "@id": about.address,
        "name": about.network_name,
        "license": about.licence_url,
        "inLanguage": about.language,
        "dateModified": about.made_at.date().isoformat(),
    }
    items = (
        {"@type": "ListItem", "position": number, "item": organization_document(one, about=about)}
        for number, one in enumerate(organizations, start=1)
    )
    return object_with_list(members, name="itemListElement", items=items)


def organization_document(one: ExportedOrganization, *, about: ExportedFile) -> dict[str, Any]:
    """Give the same object as the organization's page, without its context."""
    document = structured_data(published_of(one, network_name=about.network_name))
    del document["@context"]
    return document


def published_of(one: ExportedOrganization, *, network_name: str) -> PublishedProfile:
    shows_point = one.longitude is not None and one.latitude is not None and one.precision != Precision.COMMUNE
    has_place = bool(one.commune or one.street or one.siret)
    return PublishedProfile(
        url=one.url,
        contact_url=one.contact_url,
        network_name=network_name,
        name=one.name,
        legal_name=one.legal_name,
        trade_names=one.trade_names,
        description=one.pitch or one.description[:300],
        founded_on=one.founded_on,
        logo_url=one.logo_url,
        siren=one.siren,
        head_office=PublishedAddress(
            street=one.street,
            postal_code=one.postal_code,
            commune=one.commune,
            region=one.region,
            country_code=one.country_code,
            siret=one.siret,
            point=(one.longitude, one.latitude) if shows_point else None,  # type: ignore[arg-type]  # both numbers are there, or neither
        )
        if has_place
        else None,
        areas_served=one.served_names,
        skills=tuple(term.name for term in one.skills),
        headcount_band=one.headcount_band,
        links=tuple(filter(None, (one.website, *one.social_links.values()))),
        labels=tuple(term.name for term in one.labels),
        updated_on=one.updated_at.date(),
        is_member=one.is_member,
    )
