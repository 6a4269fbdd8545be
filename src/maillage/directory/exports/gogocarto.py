"""The directory as GoGoCarto's elements, for maps that take in others.

Source: GoGoCarto's API (`gogofull` ontology) and its CSV import.
"""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from maillage.directory.exports.columns import rounded
from maillage.directory.exports.delimited import LastLine
from maillage.directory.exports.pieces import object_with_list
from maillage.directory.exports.types import ExportedFile, ExportedOrganization

_COLUMNS = (
    "id", "name", "taxonomy", "streetAddress", "addressLocality", "postalCode", "addressCountry", "latitude", "longitude",
    "images", "source", "siren", "siret", "abstract", "website", "url", "licence", "updatedAt",
)  # fmt: skip


def gogocarto_file(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write the envelope of full elements; GoGoCarto places on a map, so who has no known point is left out."""
    members = {"licence": about.licence_url, "ontology": "gogofull"}
    elements = (element(one, about=about) for one in organizations if one.longitude is not None)
    return object_with_list(members, name="data", items=elements)


def element(one: ExportedOrganization, *, about: ExportedFile) -> dict[str, Any]:
    """Give an organization as a full element; keys without a value are left out."""
    address = {
        "streetAddress": one.street,
        "addressLocality": one.commune,
        "postalCode": one.postal_code,
        "addressCountry": one.country_code,
    }
    document = {
        "id": str(one.id),
        "name": one.name,
        "geo": {"latitude": rounded(one.latitude), "longitude": rounded(one.longitude)},
        "sourceKey": about.network_name,
        "address": {key: value for key, value in address.items() if value},
        "createdAt": f"{one.listed_at:%d/%m/%Y}" if one.listed_at else "",
        "updatedAt": f"{one.updated_at:%d/%m/%Y}",
        "categories": [term.name for term in one.skills],
        "images": [one.logo_url] if one.logo_url else [],
        "abstract": one.pitch,
        "website": one.website,
        "siren": one.siren,
        "siret": one.siret,
        "url": one.url,
    }
    return {key: value for key, value in document.items() if value not in ("", [], {})}


def gogocarto_table(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write the CSV that GoGoCarto imports; within a cell, commas separate."""
    target = LastLine()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_COLUMNS)
    yield target.text.encode()
    for one in organizations:
        writer.writerow([
            one.id, one.name, ",".join(term.name.replace(",", " ") for term in one.skills), one.street, one.commune,
            one.postal_code, one.country_code, rounded(one.latitude), rounded(one.longitude), one.logo_url,
            about.network_name, one.siren, one.siret, one.pitch, one.website, one.url, about.licence_name,
            f"{one.updated_at:%d/%m/%Y}",
        ])  # fmt: skip
        yield target.text.encode()
