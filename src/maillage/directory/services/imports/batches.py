"""One batch of rows, from candidates to rows of the database, in the caller's transaction."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from maillage.directory.importing import RejectedRow
from maillage.directory.importing.batching import Row
from maillage.directory.importing.candidates import Candidate
from maillage.directory.importing.types import Reason, reason
from maillage.directory.services.imports import traces
from maillage.directory.services.imports.duplicates import Doubt, propose_duplicates
from maillage.directory.services.imports.keys import write_keys
from maillage.directory.services.imports.labels import LabelIds
from maillage.directory.services.imports.loading import load_organizations
from maillage.directory.services.imports.matching import Match, Matches, find_matches
from maillage.directory.services.imports.merging import Merger
from maillage.directory.services.imports.states import KnownOrganization
from maillage.directory.services.imports.writing import write_changes, write_new, write_records
from maillage.directory.types import Listing, Source
from maillage.kit.arrays import uuid_array

type OutcomeName = Literal["created", "updated", "unchanged", "merged", "rejected"]

_REGISTER_SOURCES = frozenset({Source.SIRENE})
_SAMPLES = 8


@dataclass(slots=True)
class BatchResult:
    """How each row ended. `touched`: organizations to index again. `samples`: some rows of each outcome, to be shown."""

    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    touched: list[UUID] = field(default_factory=list)
    doubtful: int = 0
    samples: list[dict[str, Any]] = field(default_factory=list)


@dataclass(slots=True)
class _Batch:
    """What a batch has gathered so far."""

    matches: Matches
    known: dict[UUID, KnownOrganization]
    run_id: UUID
    of_this_run: set[UUID]
    merger: Merger
    digests: set[UUID] = field(default_factory=set)
    result: BatchResult = field(default_factory=BatchResult)
    records: list[tuple[UUID, UUID, int, str, bool]] = field(default_factory=list)
    rejected: list[tuple[Row, tuple[Reason, ...]]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)


def work_batch(rows: Sequence[Row], /, *, run_id: UUID, label_ids: LabelIds, now: datetime) -> BatchResult:
    """Match, merge and write a batch of rows; every row ends in exactly one outcome. Nothing is indexed yet."""
    candidates = [row for row in rows if isinstance(row, Candidate)]
    matches = find_matches(candidates)
    batch = _Batch(
        matches=matches,
        known=load_organizations(matches.organization_ids()),
        run_id=run_id,
        of_this_run=_organizations_of(run_id, matches.organization_ids()),
        merger=Merger(run_id=str(run_id), today=now.date()),
    )
    for row in rows:
        if isinstance(row, RejectedRow):
            _reject(batch, row, row.reasons)
        else:
            _count(batch, row, _settle(batch, row))
    _write(batch, run_id=run_id, label_ids=label_ids, now=now)
    return batch.result


def _organizations_of(run_id: UUID, ids: set[UUID]) -> set[UUID]:
    """Give which organizations an earlier batch of this import has had a row of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct organization_id from directory_importrecord where organization_id = any(%s) and run_id = %s",
            [uuid_array(ids), run_id],
        )
        return {row[0] for row in cursor.fetchall()}


def _settle(batch: _Batch, row: Candidate) -> OutcomeName:
    seen = batch.matches.seen.get(row.digest)
    if row.digest in batch.digests:
        return "merged"
    if seen and (seen.is_fresh or seen.is_superseded):
        return "merged" if seen.run_id == batch.run_id else "unchanged"
    match = Match(seen.organization_id) if seen else batch.matches.match(row)
    if match.organization_id is None:
        return _create(batch, row, match)
    known = batch.known[match.organization_id]
    is_again = known.id in batch.of_this_run
    before = _fingerprint(known)
    if row.is_closed:
        batch.merger.close(known, row)
    else:
        batch.merger.apply(known, _without_siret_of_others(batch, row, known))
    batch.matches.learn(known, row)
    _record(batch, row, known, is_new=False)
    batch.doubts.extend((known.id, other, why) for other, why in match.doubtful)
    if seen is None and (is_again or match.by_name):
        return "merged"
    return "unchanged" if _fingerprint(known) == before else "updated"


def _create(batch: _Batch, row: Candidate, match: Match) -> OutcomeName:
    refusal = _refusal(row)
    if refusal:
        _reject(batch, row, (refusal,))
        return "rejected"
    listing = Listing.PENDING if row.source in _REGISTER_SOURCES and row.is_member is None else Listing.LISTED
    known = batch.merger.create(row, listing=listing)
    batch.known[known.id] = known
    batch.matches.learn(known, row)
    _record(batch, row, known, is_new=True)
    batch.doubts.extend((known.id, other, why) for other, why in match.doubtful)
    return "created"


def _refusal(row: Candidate) -> Reason | None:
    """Say why a row creates nothing: closed, of a unit that nothing names, or outside the social economy by the register."""
    shown = row.name or row.siren or row.siret
    if row.is_closed:
        return reason("row.closed", value=shown)
    if not row.name:
        return reason("row.unknown_unit", value=row.siret or row.siren)
    if row.source in _REGISTER_SOURCES and row.is_member is False:
        return reason("row.not_social_economy", value=shown)
    return None


def _without_siret_of_others(batch: _Batch, row: Candidate, known: KnownOrganization) -> Candidate:
    holder = batch.matches.by_siret.get(row.siret) if row.siret else None
    if holder is not None and holder != known.id:
        row.siret = ""  # one SIRET, one place: the pair is for a facilitator
    return row


def _record(batch: _Batch, row: Candidate, known: KnownOrganization, *, is_new: bool) -> None:
    batch.records.append((row.digest, known.id, row.row, row.siret, is_new))
    batch.of_this_run.add(known.id)
    batch.digests.add(row.digest)


def _reject(batch: _Batch, row: Row, reasons: tuple[Reason, ...]) -> None:
    batch.rejected.append((row, reasons))
    batch.result.reasons.update({found.code for found in reasons[:1]})
    if isinstance(row, RejectedRow):
        batch.result.counts["rejected"] += 1


def _count(batch: _Batch, row: Candidate, outcome: OutcomeName) -> None:
    batch.result.counts[outcome] += 1
    batch.result.reasons.update(f"warning:{code}" for code in {found.code for found in row.warnings})
    if outcome == "rejected" or batch.shown[outcome] >= _SAMPLES:
        return
    batch.shown[outcome] += 1
    place = row.place.commune_name if row.place else ""
    sample: dict[str, Any] = {
        "outcome": outcome,
        "row": row.row,
        "name": row.name or row.siret or row.siren,
        "place": place,
    }
    if outcome == "updated" and batch.records:
        sample["changes"] = _changes(batch.known[batch.records[-1][1]])
    batch.result.samples.append(sample)


def _changes(known: KnownOrganization) -> list[dict[str, str]]:
    """Tell what a row has changed, in texts short enough to be shown."""
    before = known.before
    if before is None:
        return []
    return [
        {"field": name, "before": _shown(before.values[name]), "after": _shown(known.values[name])}
        if name in known.values
        else {"field": name, "before": "", "after": "…"}
        for name in known.changed_fields()
        if name != "completeness"
    ][:_SAMPLES]


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        value = list(value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _fingerprint(known: KnownOrganization) -> str:
    return repr((known.values, known.places, known.skills, known.labels, known.contacts))


def _write(batch: _Batch, *, run_id: UUID, label_ids: LabelIds, now: datetime) -> None:
    made = [known for known in batch.known.values() if known.is_new]
    changed = [
        (known, fields) for known in batch.known.values() if not known.is_new and (fields := known.changed_fields())
    ]
    altered = [known for known, _fields in changed]
    for known in altered:
        known.version += 1
    of_labels = label_ids.of(slug for known in (*made, *altered) for slug in known.labels)
    write_new(made, label_ids=of_labels, now=now)
    write_changes(altered, label_ids=of_labels, now=now)
    write_keys(made=made, changed=altered)
    versions = {known.id: known.version for known in batch.known.values()}
    write_records(
        run_id=run_id,
        rows=batch.records,
        seen=batch.matches.seen,
        versions=versions,
        changed=[known.id for known in altered],
    )
    traces.write_changes(changed, run_id=run_id)
    traces.write_rejects(batch.rejected, run_id=run_id)
    traces.write_differences(batch.merger.differences, run_id=run_id, now=now)
    batch.result.doubtful = propose_duplicates(
        created=[known.id for known in made], doubts=batch.doubts, run_id=run_id, now=now
    )
    batch.result.touched = [known.id for known in (*made, *altered)]
