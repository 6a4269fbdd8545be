"""Carry an import out: batch after batch, each in a transaction with its checkpoint, so that a kill loses and doubles nothing."""

import gc
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction

from maillage.directory.events import ImportFinished
from maillage.directory.importing import (
    Format,
    ImportFileError,
    MappingError,
    Reading,
    ReadOptions,
    mapping_from_json,
    read,
)
from maillage.directory.importing.batching import ReadBatch, Row, collect_garbage_rarely
from maillage.directory.importing.candidates import CandidateMaker
from maillage.directory.importing.types import Reason, RejectedRow, reason
from maillage.directory.models import ImportRun, SearchDocument
from maillage.directory.search.index import forget_prepared, index_organizations
from maillage.directory.search.preparing import preparing_beside
from maillage.directory.search.upkeep import rebuild
from maillage.directory.services.imports.batches import BatchResult, work_batch
from maillage.directory.services.imports.keys import refresh_keys
from maillage.directory.services.imports.labels import LabelIds
from maillage.directory.services.imports.locks import only_import, only_worker_of
from maillage.directory.services.imports.progress import Board, TransactionBoard, board_beside
from maillage.directory.services.imports.reading import ReadAhead
from maillage.directory.services.imports.rejects import forget_rejects, write_reject_file
from maillage.directory.services.imports.taxonomy import skill_lookup
from maillage.directory.types import ImportState, Source
from maillage.stream.services import publish

type Clock = Callable[[], datetime]
type Watcher = Callable[[ImportRun], None]

_log = logging.getLogger(__name__)
OUTCOMES = ("created", "updated", "unchanged", "merged", "rejected")
# A first load as large as this is indexed whole at its end: more than twice as fast as row by row into living indexes.
FIRST_LOAD_ROWS = 10_000
_INDEX_WORKERS = 2
_RUNNABLE = (ImportState.QUEUED, ImportState.RUNNING)
# PostgreSQL plans by statistics: tables that an import has just filled would be read whole for each batch.
_ANALYZED_AT = frozenset(2_000 * 4**step for step in range(8))
_PLANNED_BY = (
    "accounts_organization (id, siren, slug)", "directory_profile (organization_id, rna, listing)",
    "directory_establishment (organization_id, siret, source, source_id)", "directory_organizationskill (organization_id)",
    "directory_organizationlabel (organization_id)", "directory_contact (organization_id)",
    "directory_matchkey (organization_id, name_key, commune_code, first_block, second_block, siren, host, mail_domain)",
    "directory_importrecord (digest, organization_id, run_id)",
)  # fmt: skip


class _Cancelled(Exception):
    """Somebody asked to stop."""


@dataclass(slots=True)
class _Work:
    """An import being carried out."""

    run: ImportRun
    clock: Clock
    watch: Watcher
    board: Board
    labels: LabelIds = field(default_factory=LabelIds)


def execute_run(*, run_id: UUID, clock: Clock, watch: Watcher = lambda _run: None) -> ImportRun | None:
    """Carry an import out, from its checkpoint on when it was begun before. `watch` is called after each batch.

    A file that breaks leaves what came before and says why in the run's `error`. Publishes `ImportFinished`.
    Gives None when another process works on it, or when it is over already.
    """
    with only_worker_of(run_id) as is_ours, _rare_collections():
        run = ImportRun.objects.across_scopes(reason="the import itself").filter(pk=run_id, state__in=_RUNNABLE).first()
        if not is_ours or run is None:
            return None
        with ExitStack() as stack:
            board = stack.enter_context(board_beside()) if run.is_dry_run else TransactionBoard()
            work = _Work(run, clock, watch, board)
            board.write(run, state=ImportState.RUNNING.value, phase="waiting", started_at=run.started_at or clock())
            try:
                _wait_and_carry_out(work)
                state = ImportState.DONE
            except _Cancelled:
                state = ImportState.CANCELLED
            except (ImportFileError, MappingError) as error:
                reasons = [error.reason] if isinstance(error, ImportFileError) else list(error.reasons)
                run.error = {"reasons": [list(one) for one in reasons]}
                state = ImportState.FAILED
            except Exception as error:
                _log.exception("import %s broke down", run_id)
                run.error = {"reasons": [list(reason("file.broke_down", value=type(error).__name__))]}
                state = ImportState.FAILED
            _finish(work, state)
    return run


@contextmanager
def _rare_collections() -> Iterator[None]:
    usual = collect_garbage_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _wait_and_carry_out(work: _Work) -> None:
    def goes_on_waiting() -> bool:
        work.watch(work.run)
        return not work.board.is_cancelled(work.run)

    with only_import(while_waiting=goes_on_waiting) as is_alone:
        if not is_alone:
            raise _Cancelled
        if not work.run.is_dry_run:
            _carry_out(work)
            return
        with transaction.atomic():
            try:
                _carry_out(work)
            finally:
                transaction.set_rollback(True)


def _carry_out(work: _Work) -> None:
    run = work.run
    work.board.write(run, phase="reading")
    with transaction.atomic():
        refresh_keys()
    reading = open_reading(run)
    run.total_bytes = reading.progress.total_bytes
    try:
        with preparing_beside() as preparer:
            for batch in ReadAhead(reading, _maker(run, reading)):
                if work.board.is_cancelled(run):
                    raise _Cancelled
                with transaction.atomic():
                    _decide_when_to_index(run, batch)
                    result = _worked(work, batch.rows)
                    _add(work, batch, result)
                    _refresh_statistics(before=run.rows - len(batch.rows), after=run.rows)
                if _is_indexed_at_the_end(run):
                    preparer.offer(result.touched)
                work.watch(run)
                if run.is_dry_run and run.rows >= run.mapping.get("most_rows", run.rows + 1):
                    run.report = {**run.report, "is_partial": True}
                    break
    except Exception:
        _close(work)  # what came before stays: it is found, and its refused rows are told
        raise
    _close(work)


def _refresh_statistics(*, before: int, after: int) -> None:
    if any(before < rows <= after for rows in _ANALYZED_AT):
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {', '.join(_PLANNED_BY)}")


def _close(work: _Work) -> None:
    if _is_indexed_at_the_end(work.run):
        work.board.write(work.run, phase="indexing")
        work.watch(work.run)
        rebuild(workers=_INDEX_WORKERS, is_first_load=True)
    work.board.write(work.run, phase="closing")
    work.run.reject_file = str(write_reject_file(work.run) or "")


def open_reading(run: ImportRun, /) -> Reading:
    """Open a run's file where it stopped.

    Raises: ImportFileError, MappingError.
    """
    mapping = mapping_from_json(run.mapping["text"]) if run.mapping.get("text") else None
    options = ReadOptions(after_row=run.checkpoint.get("row", 0), sheet=run.mapping.get("sheet", ""))
    return read(Path(run.file_path), form=Format(run.format), mapping=mapping, options=options)


def _maker(run: ImportRun, reading: Reading) -> CandidateMaker:
    lookup = skill_lookup()
    return CandidateMaker(
        form=reading.format, source=Source(run.source), mapping=reading.mapping, suggester=lookup.suggester,
        skill_ids=lookup.ids, skill_of_tag=lookup.of_tag,
        common_skills=run.mapping.get("skills", []),
    )  # fmt: skip


def _worked(work: _Work, rows: list[Row]) -> BatchResult:
    """Work on rows; where the database refuses one, halve until it stands alone, and reject it."""
    try:
        with transaction.atomic():
            result = work_batch(rows, run_id=work.run.pk, label_ids=work.labels, now=work.clock())
            if _is_indexed_at_the_end(work.run):
                forget_prepared(result.touched)
            elif not work.run.is_dry_run:
                index_organizations(result.touched)
            return result
    except (DataError, IntegrityError) as error:
        work.labels.forget()
        if len(rows) == 1:
            return _refused(work, rows[0], str(error).splitlines()[0])
    middle = len(rows) // 2
    return _sum(_worked(work, rows[:middle]), _worked(work, rows[middle:]))


def _refused(work: _Work, row: Row, why: str) -> BatchResult:
    refused = RejectedRow(row.original, (reason("row.refused_by_database", value=why),))
    return work_batch([refused], run_id=work.run.pk, label_ids=work.labels, now=work.clock())


def _sum(first: BatchResult, second: BatchResult) -> BatchResult:
    return BatchResult(
        first.counts + second.counts, first.reasons + second.reasons, first.touched + second.touched,
        first.doubtful + second.doubtful, first.samples + second.samples,
    )  # fmt: skip


def _add(work: _Work, batch: ReadBatch, result: BatchResult) -> None:
    """Count a batch in and move the checkpoint, in the batch's transaction."""
    run = work.run
    counted: dict[str, Any] = {name: getattr(run, name) + result.counts[name] for name in OUTCOMES}
    reasons = Counter(run.report.get("reasons", {})) + result.reasons
    samples = _samples([*run.report.get("samples", []), *result.samples])
    work.board.write(
        run, phase="reading", rows=run.rows + len(batch.rows), bytes_read=batch.bytes_read, total_bytes=run.total_bytes,
        doubtful=run.doubtful + result.doubtful, checkpoint={**run.checkpoint, "row": batch.last_row},
        report={**run.report, "reasons": dict(reasons), "samples": samples}, **counted,
    )  # fmt: skip


def _decide_when_to_index(run: ImportRun, batch: ReadBatch) -> None:
    """By the first batch's share of the file: a first load waits for its end. A kill does not change the decision."""
    if run.checkpoint or run.is_dry_run or not batch.bytes_read:
        return
    foreseen = len(batch.rows) * run.total_bytes / batch.bytes_read
    if foreseen >= FIRST_LOAD_ROWS and foreseen >= 2 * SearchDocument.objects.count():
        run.checkpoint = {"is_indexed_at_the_end": True}


def _is_indexed_at_the_end(run: ImportRun) -> bool:
    return bool(run.checkpoint.get("is_indexed_at_the_end"))


def _samples(samples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    kept: Counter[str] = Counter()
    shown = []
    for sample in samples:
        kept[sample["outcome"]] += 1
        if kept[sample["outcome"]] <= 8:
            shown.append(sample)
    return shown


def _finish(work: _Work, state: ImportState) -> None:
    run, now = work.run, work.clock()
    with transaction.atomic():
        run.state, run.phase, run.finished_at = state.value, "", now
        run.save()
        forget_rejects(run)
        publish(
            ImportFinished(
                at=now,
                actor_id=run.started_by_id,
                object_id=run.pk,
                organization_id=None,
                file_name=run.file_name,
                state=state.value,
                is_dry_run=run.is_dry_run,
                **{name: getattr(run, name) for name in ("rows", *OUTCOMES)},
            )
        )
    work.watch(run)


def reasons_of_error(run: ImportRun, /) -> list[Reason]:
    """Give why an import stopped."""
    return [
        Reason(code, said_of, value, tuple((name, text) for name, text in parameters))
        for code, said_of, value, parameters in run.error.get("reasons", [])
    ]
