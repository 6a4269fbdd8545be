"""Which place of an organization a row speaks of, and what it changes of it."""

from typing import Any

from maillage.directory.importing.candidate_places import Place
from maillage.directory.importing.candidates import Candidate
from maillage.directory.rules.likeness import is_another_name, street_key
from maillage.directory.services.imports.states import KnownOrganization
from maillage.directory.types import Precision, Source
from maillage.kit.ids import new_id

_EXACTNESS = [precision.value for precision in Precision]
_POINT = ("longitude", "latitude", "precision")
_PEOPLE = frozenset({Source.STAFF.value, Source.ORGANIZATION.value})


def merge_place(known: KnownOrganization, candidate: Candidate, *, is_main: bool) -> None:
    """Find the place that a row speaks of among those of an organization, complete it, or add it."""
    if candidate.place is None and not candidate.siret:
        return
    held = _held_place(known, candidate)
    if held is None:
        if _is_already_said(known, candidate):
            return
        held = _new_place(candidate)
        held["is_head_office"] = not any(place["is_head_office"] for place in known.places)
        known.places.append(held)
    elif held["source"] not in _PEOPLE:
        _complete(held, candidate)
    if candidate.is_head_office and not held["is_head_office"] and held["closed_at"] is None:
        for place in known.places:
            place["is_head_office"] = place is held
    if not is_main and candidate.name and not held["name"] and is_another_name(known.name, candidate.name):
        held["name"] = candidate.name[:200]


def _held_place(known: KnownOrganization, candidate: Candidate) -> dict[str, Any] | None:
    if candidate.siret:
        for place in known.places:
            if place["siret"] == candidate.siret:
                if place["closed_at"] is not None and candidate.is_active:
                    place["closed_at"] = None
                return place
    if candidate.source_id:
        for place in known.places:
            if place["source_id"] == candidate.source_id and not (candidate.siret and place["siret"]):
                return place
    for place in known.open_places():
        if not (candidate.siret and place["siret"]) and _is_same_address(place, candidate.place):
            return place
    return None


def _is_same_address(held: dict[str, Any], place: Place | None) -> bool:
    if place is None:
        return False
    if not held["commune_code"] and not held["street"]:
        return True
    if held["commune_code"] != place.commune_code:
        return False
    ours, theirs = street_key(held["street"]), street_key(place.street)
    return not ours or not theirs or ours == theirs


def _is_already_said(known: KnownOrganization, candidate: Candidate) -> bool:
    """A row without SIRET nor street adds nothing where the organization has a place in that commune."""
    place = candidate.place
    return (
        place is not None
        and not candidate.siret
        and not place.street
        and any(place.commune_code == held["commune_code"] for held in known.open_places())
    )


def _new_place(candidate: Candidate) -> dict[str, Any]:
    said = candidate.place._asdict() if candidate.place else _NOWHERE
    return {
        "id": new_id(), "siret": candidate.siret or None, "name": "", "is_head_office": False, **said,
        "closed_at": None, "source": candidate.source.value, "source_id": candidate.source_id,
    }  # fmt: skip


_NOWHERE: dict[str, Any] = {
    "street": "", "postal_code": "", "commune_code": "", "commune_name": "", "department_code": "", "region_code": "",
    "country_code": "FR", "longitude": None, "latitude": None, "precision": Precision.UNKNOWN.value,
    "is_address_hidden": False,
}  # fmt: skip


def _complete(held: dict[str, Any], candidate: Candidate) -> None:
    """Say over what a source of lower rank said, fill what nobody said, keep the more exact point of one commune."""
    held["siret"] = held["siret"] or candidate.siret or None
    held["source_id"] = held["source_id"] or candidate.source_id
    if candidate.place is None:
        return
    said = candidate.place._asdict()
    known_source = Source(held["source"]) if held["source"] else Source.DERIVED
    is_better = candidate.source.rank <= known_source.rank
    takes_point = said["longitude"] is not None and (
        held["longitude"] is None or (is_better and not _is_less_exact(said, held))
    )
    changed = False
    for name, value in said.items():
        if value in ("", None) or held[name] == value:
            continue
        if takes_point if name in _POINT else (is_better or held[name] in ("", None)):
            held[name] = value
            changed = True
    if changed and is_better:
        held["source"] = candidate.source.value


def _is_less_exact(said: dict[str, Any], held: dict[str, Any]) -> bool:
    is_same_commune = held["commune_code"] == said["commune_code"]
    return is_same_commune and _EXACTNESS.index(said["precision"]) > _EXACTNESS.index(held["precision"])
