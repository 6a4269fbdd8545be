"""Write what an import has decided, in sets: new rows by COPY, changes by one UPDATE a table."""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from maillage.accounts.services.organization_sets import NewOrganization, add_organizations, change_organizations
from maillage.directory.services.imports.states import PLACE_FIELDS, KnownOrganization
from maillage.directory.types import EvidenceKind, Listing
from maillage.kit.arrays import uuid_array
from maillage.kit.copying import copy_rows

_PROFILE_COLUMNS = (
    "organization_id", "listing", "pitch", "description", "founded_on", "headcount_band", "naf_code", "naf_nomenclature",
    "rna", "trade_names", "website", "social_links", "languages", "opening_hours", "served_kind", "served_places", "logo",
    "consents_to_open_data", "consents_to_murmurations", "completeness", "prominence", "provenance", "listed_at",
    "updated_at", "version",
)  # fmt: skip
_CHANGE_PROFILES = """
update directory_profile profile
set listing = said.listing, description = said.description, founded_on = said.founded_on,
  headcount_band = said.headcount_band, naf_code = said.naf_code, naf_nomenclature = said.naf_nomenclature,
  rna = said.rna, trade_names = array(select jsonb_array_elements_text(said.trade_names)), website = said.website,
  social_links = said.social_links, opening_hours = said.opening_hours, provenance = said.provenance,
  completeness = said.completeness, version = said.version, updated_at = %s,
  listed_at = case when said.listing = 'listed' then coalesce(profile.listed_at, %s) else profile.listed_at end
from jsonb_to_recordset(%s::jsonb) said (
  id uuid, listing text, description text, founded_on date, headcount_band text, naf_code text, naf_nomenclature text,
  rna text, trade_names jsonb, website text, social_links jsonb, opening_hours text, provenance jsonb,
  completeness smallint, version int)
where profile.organization_id = said.id
"""
_PLACE_TYPES = (
    "id uuid, siret text, name text, is_head_office bool, street text, postal_code text, commune_code text, "
    "commune_name text, department_code text, region_code text, country_code text, longitude float8, latitude float8, "
    "precision text, is_address_hidden bool, closed_at date, source text, source_id text"
)
_CHANGE_PLACES = f"""
update directory_establishment place set {", ".join(f"{name} = said.{name}" for name in PLACE_FIELDS[1:])}
from jsonb_to_recordset(%s::jsonb) said ({_PLACE_TYPES}) where place.id = said.id
"""  # noqa: S608 - names of columns


_RECORD_COLUMNS = ("digest", "organization_id", "run_id", "row", "place_key", "version", "is_new")
_UPDATE_RECORDS = """
update directory_importrecord record set organization_id = said.organization_id, version = said.version
from unnest(%s::uuid[], %s::uuid[], %s::int[]) said (digest, organization_id, version) where record.digest = said.digest
"""
_RENEW_RECORDS = """
update directory_importrecord record set version = profile.version from directory_profile profile
where profile.organization_id = record.organization_id and record.organization_id = any(%s)
  and record.run_id = %s and record.version <> profile.version
"""


def write_new(made: Sequence[KnownOrganization], /, *, label_ids: Mapping[str, int], now: datetime) -> None:
    """Create organizations with their profile and all that hangs on it."""
    if not made:
        return
    add_organizations([_identity(known) for known in made], now=now)
    with connection.cursor() as cursor:
        provenance = _ProvenanceTexts()
        profiles = [_profile(known, provenance.of(known), now) for known in made]
        copy_rows(cursor, "directory_profile", _PROFILE_COLUMNS, profiles)
        _copy_parts(cursor, [(known, None) for known in made], label_ids=label_ids, now=now)


def _identity(known: KnownOrganization) -> NewOrganization:
    values, head = known.values, known.head_office()
    return NewOrganization(
        known.id, known.name, values["legal_name"], values["siren"], values["legal_form_code"], values["family"],
        values["closed_at"], head["commune_name"] if head else "",
    )  # fmt: skip


class _ProvenanceTexts:
    """The JSON of provenances: most rows of a file fill the same columns, and their marks are the same objects."""

    def __init__(self) -> None:
        self._texts: dict[tuple[Any, ...], str] = {}

    def of(self, known: KnownOrganization) -> str:
        provenance = known.values["provenance"]
        shape = (*provenance, *map(id, provenance.values()))
        if shape not in self._texts:
            self._texts[shape] = json.dumps(provenance)
        return self._texts[shape]


def _profile(known: KnownOrganization, provenance: str, now: datetime) -> tuple[Any, ...]:
    values = known.values
    return (
        known.id, values["listing"], "", values["description"], values["founded_on"], values["headcount_band"],
        values["naf_code"], values["naf_nomenclature"], values["rna"], values["trade_names"] or "{}", values["website"],
        json.dumps(values["social_links"]) if values["social_links"] else "{}", "{}", values["opening_hours"], "unsaid", "{}",
        "", True, False,
        values["completeness"], 0.0, provenance,
        now if values["listing"] == Listing.LISTED else None, now, known.version,
    )  # fmt: skip


def write_changes(changed: Sequence[KnownOrganization], /, *, label_ids: Mapping[str, int], now: datetime) -> None:
    """Change organizations known before; their version grows by one. Nothing is deleted."""
    if not changed:
        return
    change_organizations({"id": known.id, **known.values} for known in changed)
    profiles = [{"id": known.id, **known.values, "version": known.version} for known in changed]
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE_PROFILES, [now, now, json.dumps(profiles, default=str)])
        places = [row for known in changed for row in _changed_places(known)]
        if places:
            # One head office each: marks are taken off before they are put elsewhere.
            moved = [row["id"] for row in places if not row["is_head_office"]]
            cursor.execute("update directory_establishment set is_head_office = false where id = any(%s)", [moved])
            cursor.execute(_CHANGE_PLACES, [json.dumps(places, default=str)])
        _copy_parts(cursor, [(known, known.before) for known in changed], label_ids=label_ids, now=now)


def _changed_places(known: KnownOrganization) -> Iterable[dict[str, Any]]:
    before = {row["id"]: row for row in known.before.places} if known.before else {}
    return (row for row in known.places if row["id"] in before and row != before[row["id"]])


def _copy_parts(
    cursor: CursorWrapper,
    pairs: Sequence[tuple[KnownOrganization, KnownOrganization | None]],
    *,
    label_ids: Mapping[str, int],
    now: datetime,
) -> None:
    """Add the places, skills, labels and contacts that each organization did not have before."""
    places = [
        (known.id, *(place[name] for name in PLACE_FIELDS), "")
        for known, before in pairs
        for place in known.places
        if before is None or all(place["id"] != held["id"] for held in before.places)
    ]
    copy_rows(cursor, "directory_establishment", ("organization_id", *PLACE_FIELDS, "opening_hours"), places)
    skills = [
        (known.id, skill_id, False, *_evidence(known, skill_id), source, None)
        for known, before in pairs
        for skill_id, source in known.skills.items()
        if before is None or skill_id not in before.skills
    ]
    columns = ("organization_id", "skill_id", "is_main", "evidence_kind", "evidence", "source", "since")
    copy_rows(cursor, "directory_organizationskill", columns, skills)
    labels = [
        (known.id, label_ids[slug], "", source)
        for known, before in pairs
        for slug, source in known.labels.items()
        if before is None or slug not in before.labels
    ]
    copy_rows(cursor, "directory_organizationlabel", ("organization_id", "label_id", "number", "source"), labels)
    contacts = [
        (known.id, kind, value, "", False, "import", position)
        for known, before in pairs
        for position, (kind, value) in enumerate(known.contacts)
        if before is None or (kind, value) not in before.contacts
    ]
    columns = ("organization_id", "kind", "value", "label", "is_public", "source", "position")
    copy_rows(cursor, "directory_contact", columns, contacts)


def _evidence(known: KnownOrganization, skill_id: int) -> tuple[str, str]:
    kind = known.evidence.get(skill_id, EvidenceKind.CLAIMED)
    return kind.value, known.values["naf_code"] if kind is EvidenceKind.NAF else ""


def write_records(
    *,
    run_id: UUID,
    rows: Iterable[tuple[UUID, UUID, int, str, bool]],
    seen: Container[UUID],
    versions: Mapping[UUID, int],
    changed: Sequence[UUID],
) -> None:
    """Remember the rows worked on: digest, organization, row number, place, whether it created the organization.

    `seen`: digests of rows that an import has remembered before; `changed`: organizations known before.
    """
    new: list[tuple[Any, ...]] = []
    again: list[tuple[UUID, UUID, int]] = []
    for digest, known, row, place, is_new in rows:
        if digest in seen:
            again.append((digest, known, versions[known]))
        else:
            new.append((digest, known, run_id, row, place, versions[known], is_new))
    with connection.cursor() as cursor:
        copy_rows(cursor, "directory_importrecord", _RECORD_COLUMNS, new)
        if again:
            cursor.execute(_UPDATE_RECORDS, [list(column) for column in zip(*again, strict=True)])
        if changed:
            cursor.execute(_RENEW_RECORDS, [uuid_array(changed), run_id])
