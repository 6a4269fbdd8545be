"""The directory as points.

Source: RFC 7946.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from maillage.accounts.types import Family
from maillage.directory.exports.columns import rounded
from maillage.directory.exports.pieces import object_with_list
from maillage.directory.exports.types import ExportedFile, ExportedOrganization

MEDIA_TYPE = "application/geo+json"
# The families of the law of 31 July 2014, article 1; what is not here is a co-operative.
_BROAD_FAMILIES = {
    Family.ASSOCIATION: "association",
    Family.MUTUAL: "mutuelle",
    Family.FOUNDATION: "fondation",
    Family.ESS_COMPANY: "societe-commerciale",
    Family.ESUS: "societe-commerciale",
    Family.OTHER: "autre",
}


def geojson_file(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write one FeatureCollection; who has no known point has a null geometry."""
    members = {
        "type": "FeatureCollection",
        "name": about.network_name,
        "licence": {"code": about.licence_code, "name": about.licence_name, "url": about.licence_url},
        "source": about.address,
        "made_at": about.made_at.isoformat(timespec="seconds"),
    }
    return object_with_list(members, name="features", items=(feature(one) for one in organizations))


def feature(one: ExportedOrganization) -> dict[str, Any]:
    """Give an organization as a Feature: longitude first, six decimals at most."""
    has_point = one.longitude is not None and one.latitude is not None
    point = {"type": "Point", "coordinates": [rounded(one.longitude), rounded(one.latitude)]}
    return {
        "type": "Feature",
        "id": str(one.id),
        "geometry": point if has_point else None,
        "properties": {
            "name": one.name,
            "slug": one.slug,
            "url": one.url,
            "siren": one.siren or None,
            "siret": one.siret or None,
            "kinds": [one.family],
            "families": [_BROAD_FAMILIES.get(Family(one.family), "cooperative")],
            "activities": [term.slug for term in one.skills],
            "activity_names": [term.name for term in one.skills],
            "description": one.pitch or None,
            "street": one.street or None,
            "city": one.commune or None,
            "city_code": one.commune_code or None,
            "postal_code": one.postal_code or None,
            "department": one.department_code or None,
            "precision": one.precision or None,
            "website": one.website or None,
            "labels": [term.slug for term in one.labels],
            "source": list(one.sources),
            "updated_at": one.updated_at.date().isoformat(),
        },
    }
