"""Where an organization works: its establishments, the territory that it serves, its opening hours."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.directory.models import Establishment, Profile
from maillage.directory.rules.identifiers import is_siret
from maillage.directory.rules.opening_hours import is_readable
from maillage.directory.services.sections.document import Document, SectionKind, keep_rows, own_rows, picked
from maillage.directory.types import Precision, Section, ServedKind, Source
from maillage.geodata import lookups
from maillage.geodata.types import PlaceKind
from maillage.kit.errors import Invalid

_COLUMNS = (
    "siret", "name", "is_head_office", "street", "postal_code", "commune_code", "commune_name", "longitude", "latitude",
    "precision", "is_address_hidden", "opening_hours",
)  # fmt: skip
LARGEST_RADIUS_KM = 500


def snapshot(organization_id: UUID) -> Document:
    profile = own_rows(Profile, organization_id).get()
    rows = own_rows(Establishment, organization_id).filter(closed_at__isnull=True).order_by("-is_head_office", "pk")
    return {
        "establishments": [{"id": str(row.pk), **picked(row, _COLUMNS), "siret": row.siret or ""} for row in rows],
        "served": {
            "kind": profile.served_kind, "places": list(profile.served_places), "radius_km": profile.served_radius_km,
        },
        "opening_hours": profile.opening_hours,
    }  # fmt: skip


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    for row in document["establishments"]:
        _check_place(organization_id, row)
    sirets = [row["siret"] for row in document["establishments"] if row["siret"]]
    if len(sirets) != len(set(sirets)):
        raise Invalid(_("Two of your places have the same SIRET."), field="siret")
    served = document["served"]
    if served["kind"] not in ServedKind:
        raise Invalid(_("Choose how you say the territory served."), field="kind")
    if served["kind"] == ServedKind.RADIUS and not 0 < (served["radius_km"] or 0) <= LARGEST_RADIUS_KM:
        raise Invalid(_("Give a distance between 1 and 500 km."), field="radius_km")
    for code in served["places"]:
        kind, _colon, number = code.partition(":")
        if kind not in PlaceKind or lookups.place(kind=PlaceKind(kind), code=number) is None:
            raise Invalid(_("This place is not known: choose one of the list."), field="places")


def _check_place(organization_id: UUID, row: Document) -> None:
    siret = row["siret"]
    if siret and not is_siret(siret):
        raise Invalid(_("This is not a SIRET: fourteen digits, the last of which is a check digit."), field="siret")
    taken = Establishment.objects.across_scopes(reason="a SIRET belongs to one organization").filter(siret=siret)
    if siret and taken.exclude(organization_id=organization_id).exists():
        raise Invalid(_("Another organization of the directory has this SIRET."), field="siret")
    longitude, latitude = row["longitude"], row["latitude"]
    if (longitude is None) != (latitude is None):
        raise Invalid(_("A point needs a longitude and a latitude."), field="longitude")
    if longitude is not None and not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Invalid(_("This point is not on Earth."), field="longitude")
    if row["opening_hours"] and not is_readable(row["opening_hours"]):
        raise Invalid(_("These opening hours cannot be read."), field="opening_hours")
    if row["commune_code"] and lookups.commune(code=row["commune_code"]) is None:
        raise Invalid(_("This commune is not known: choose one of the list."), field="commune")


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    # Marks that only one row may bear are taken off first, so that two rows can exchange them.
    own_rows(Establishment, organization_id).update(is_head_office=False)
    open_rows = own_rows(Establishment, organization_id).filter(closed_at__isnull=True)
    open_rows.update(siret=None)
    known = {str(pk): known_source for pk, known_source in open_rows.values_list("pk", "source")}
    keep_rows(
        Establishment,
        organization_id,
        [
            _columns(row, source=known.get(row["id"], source.value))
            for row in _with_one_head(document["establishments"])
        ],
        closed_at=None,
    )
    served = document["served"]
    own_rows(Profile, organization_id).update(
        served_kind=served["kind"],
        served_places=served["places"] if served["kind"] == ServedKind.PLACES else [],
        served_radius_km=served["radius_km"] if served["kind"] == ServedKind.RADIUS else None,
        opening_hours=document["opening_hours"],
    )


def _with_one_head(rows: list[Document]) -> list[Document]:
    head = next((row["id"] for row in rows if row["is_head_office"]), rows[0]["id"] if rows else "")
    return [{**row, "is_head_office": row["id"] == head} for row in rows]


def _columns(row: Document, *, source: str) -> dict[str, Any]:
    commune = lookups.commune(code=row["commune_code"]) if row["commune_code"] else None
    columns = {name: row[name] for name in ("id", *_COLUMNS)}
    columns |= {"siret": row["siret"] or None, "source": source}
    if commune is not None:
        columns |= {
            "commune_name": row["commune_name"] or commune.name,
            "department_code": commune.department_code,
            "region_code": commune.region_code,
        }
        # Who shows the commune only is placed at its centre everywhere: search, map and exports know no other point.
        if row["longitude"] is None or row["is_address_hidden"]:
            columns |= {
                "longitude": commune.point.longitude, "latitude": commune.point.latitude, "precision": Precision.COMMUNE.value,
            }  # fmt: skip
    return columns


KIND = SectionKind(Section.PLACES, snapshot, check, apply, {"establishments": Establishment})
