"""Find which organizations of the directory the rows of a batch may be: in sets, by identifier, then by name and commune."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from maillage.directory.importing.candidates import Candidate
from maillage.directory.rules.likeness import is_specific
from maillage.directory.services.imports.states import KnownOrganization
from maillage.directory.types import Source
from maillage.kit.arrays import text_array, uuid_array


class Seen(NamedTuple):
    """A row imported before. `is_fresh`: its organization is as it was then; `is_superseded`: a later row of that file said
    the same place otherwise."""

    organization_id: UUID
    run_id: UUID
    is_fresh: bool
    is_superseded: bool


@dataclass(slots=True)
class Match:
    """What a row is: a known organization or none, and those that it may be without being sure."""

    organization_id: UUID | None = None
    by_name: bool = False
    doubtful: list[tuple[UUID, str]] = field(default_factory=list)


class Named(NamedTuple):
    organization_id: UUID
    siren: str


@dataclass(slots=True)
class Matches:
    """Everything by which rows of a batch are recognised; grows with the organizations that the batch creates."""

    seen: dict[UUID, Seen] = field(default_factory=dict)
    by_siret: dict[str, UUID] = field(default_factory=dict)
    by_siren: dict[str, UUID] = field(default_factory=dict)
    by_association: dict[str, UUID] = field(default_factory=dict)
    by_source_id: dict[str, UUID] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Named]] = field(default_factory=lambda: defaultdict(list))

    def organization_ids(self) -> set[UUID]:
        """Give every organization that a row may turn out to be."""
        found = {one.organization_id for one in self.seen.values() if not one.is_fresh}
        found.update(
            self.by_siret.values(), self.by_siren.values(), self.by_association.values(), self.by_source_id.values()
        )
        found.update(named.organization_id for bearers in self.by_name.values() for named in bearers)
        return found

    def match(self, candidate: Candidate) -> Match:
        """Say what a row is. Identifiers decide; then a specific name in one commune, when it has one bearer only."""
        by_siren = self.by_siren.get(candidate.siren) if candidate.siren else None
        by_siret = self.by_siret.get(candidate.siret) if candidate.siret else None
        found = Match(by_siren or by_siret)
        if by_siren and by_siret and by_siren != by_siret:
            found.doubtful.append((by_siret, "siret"))
        if candidate.unproven_siren and (holder := self.by_siren.get(candidate.unproven_siren)):
            found.doubtful.append((holder, "siren"))
        if found.organization_id is None and (rna := candidate.fields.get("rna")):
            found.organization_id = self.by_association.get(rna)
        if found.organization_id is None and candidate.source_id:
            found.organization_id = self.by_source_id.get(candidate.source_id)
        if found.organization_id is None:
            self._match_name(candidate, found)
        return found

    def _match_name(self, candidate: Candidate, found: Match) -> None:
        if not candidate.name_key or not candidate.commune_code or not is_specific(candidate.name_key):
            return
        bearers = [
            named
            for named in self.by_name.get((candidate.name_key, candidate.commune_code), ())
            # Two SIREN are two legal entities, whatever their names.
            if not (candidate.siren and named.siren and candidate.siren != named.siren)
        ]
        if len(bearers) == 1:
            found.organization_id, found.by_name = bearers[0].organization_id, True
        else:
            found.doubtful.extend((named.organization_id, "name") for named in bearers)

    def learn(self, known: KnownOrganization, candidate: Candidate) -> None:
        """Recognise from now on what a row of this batch has said."""
        if candidate.siren:
            self.by_siren.setdefault(candidate.siren, known.id)
        if candidate.siret:
            self.by_siret.setdefault(candidate.siret, known.id)
        if rna := candidate.fields.get("rna"):
            self.by_association.setdefault(rna, known.id)
        if candidate.source_id:
            self.by_source_id.setdefault(candidate.source_id, known.id)
        if candidate.name_key and candidate.commune_code:
            bearers = self.by_name[candidate.name_key, candidate.commune_code]
            if all(named.organization_id != known.id for named in bearers):
                bearers.append(Named(known.id, known.siren))


_SEEN = """
select record.digest, record.organization_id, record.run_id, coalesce(record.version = profile.version, false), exists (
  select from directory_importrecord later
  where later.organization_id = record.organization_id and later.run_id = record.run_id
    and later.place_key = record.place_key and later.row > record.row)
from directory_importrecord record left join directory_profile profile using (organization_id)
where record.digest = any(%s)
"""
_BY_SIRET = "select siret, organization_id from directory_establishment where siret = any(%s)"
_BY_SIREN = "select siren, id from accounts_organization where siren = any(%s)"
_BY_ASSOCIATION = "select rna, organization_id from directory_profile where rna <> '' and rna = any(%s)"
_BY_SOURCE_ID = """
select source_id, organization_id from directory_establishment
where source = any(%s) and source_id <> '' and source_id = any(%s)
"""
# One look into an index for each name: planned together, the whole of it would be read for each batch.
_BY_NAME = """
select known.name_key, known.commune_code, known.organization_id, known.siren
from unnest(%s::text[], %s::text[]) wanted (name_key, commune_code), lateral (
  select * from directory_matchkey where name_key = wanted.name_key and commune_code = wanted.commune_code{among} offset 0
) known
"""
_BY_NAME_AMONG_ALL = _BY_NAME.format(among="")
_BY_NAME_AMONG_THOSE_WITHOUT_SIREN = _BY_NAME.format(among=" and siren = ''")


def find_matches(candidates: Sequence[Candidate], /) -> Matches:
    """Look the rows of a batch up in the directory: seven queries at most, whatever their number."""
    found = Matches()
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [uuid_array(candidate.digest for candidate in candidates)])
        for digest, *seen_before in cursor.fetchall():
            found.seen[digest] = Seen(*seen_before)
        unknown = [row for row in candidates if not (seen := found.seen.get(row.digest)) or not seen.is_fresh]
        if not unknown:
            return found
        sirens = {row.siren or row.unproven_siren for row in unknown}
        found.by_siret.update(_pairs(cursor, _BY_SIRET, [{row.siret for row in unknown} - {""}]))
        found.by_siren.update(_pairs(cursor, _BY_SIREN, [sirens - {""}]))
        if numbers := {row.fields["rna"] for row in unknown if "rna" in row.fields}:
            found.by_association.update(_pairs(cursor, _BY_ASSOCIATION, [numbers]))
        if source_ids := {row.source_id for row in unknown} - {""}:
            found.by_source_id.update(_pairs(cursor, _BY_SOURCE_ID, [Source, source_ids]))
        # Namesakes with another SIREN are other legal entities: in a large town they would be most of what is read.
        for statement, has_siren in ((_BY_NAME_AMONG_ALL, False), (_BY_NAME_AMONG_THOSE_WITHOUT_SIREN, True)):
            names = {
                (row.name_key, row.commune_code)
                for row in unknown
                if row.name_key and row.commune_code and bool(row.siren) is has_siren
            }
            if names:
                cursor.execute(statement, [text_array(column) for column in zip(*names, strict=True)])
                for name, commune_code, organization_id, siren in cursor.fetchall():
                    bearer = Named(organization_id, siren)
                    if bearer not in (bearers := found.by_name[name, commune_code]):
                        bearers.append(bearer)
    return found


def _pairs(cursor: Any, statement: str, wanted: Sequence[Collection[str]]) -> Iterable[tuple[str, UUID]]:
    if not wanted[-1]:
        return []
    cursor.execute(statement, [text_array(texts) for texts in wanted])
    pairs: list[tuple[str, UUID]] = cursor.fetchall()
    return pairs
