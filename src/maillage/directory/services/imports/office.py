"""Imports by the office's pages: a file is received, understood, previewed, imported; each step can be left and found again."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.directory.importing import (
    Format,
    FormatGuess,
    ImportFileError,
    TargetField,
    detect,
    guess_mapping,
    mapping_from_json,
)
from maillage.directory.importing import Mapping as ColumnMapping
from maillage.directory.importing.mapping import ColumnGuess, MappingError
from maillage.directory.importing.types import reason
from maillage.directory.models import ImportMapping, ImportRun
from maillage.directory.services.imports.files import forget_files, keep_file
from maillage.directory.services.imports.locks import is_being_worked_on
from maillage.directory.services.imports.running import OUTCOMES
from maillage.directory.services.imports.starting import create_run
from maillage.directory.services.imports.taxonomy import skills_in_file_name
from maillage.directory.services.imports.undo import may_be_undone, undo_run
from maillage.directory.types import ImportState, Source
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.stream.jobs_queue import defer_job

RUN_TASK = "maillage.directory.jobs.run_import"
UNDO_TASK = "maillage.directory.jobs.undo_import"
# A preview is one transaction that holds other imports up: of a larger file, its first rows tell enough.
PREVIEWED_ROWS = 20_000
# One worker thread at most is held by imports, however many wait.
_LOCK = "directory-imports"


def receive_file(*, actor: Actor, stream: BinaryIO, name: str, now: datetime) -> ImportRun:
    """Keep a file that was sent and say what it is; its columns are then checked by somebody.

    Raises: NotAllowed, ImportFileError (nothing is kept).
    """
    if not actor.is_facilitator:
        raise NotAllowed
    run_id = new_id()
    path = keep_file(stream, run_id=run_id, name=name)
    try:
        guess = detect(path)
        if guess.format in (Format.COMMUNES, Format.BOAMP):
            code = "file.communes_elsewhere" if guess.format is Format.COMMUNES else "file.boamp_elsewhere"
            raise ImportFileError(reason(code, field=name))
        text = _remembered_or_guessed(guess)
        skills = skills_in_file_name(name) if guess.format is Format.TABLE else ()
        with transaction.atomic():
            run = create_run(
                actor=actor, path=path, file_name=name, form=guess.format, mapping_text=text, now=now, is_dry_run=True,
                run_id=run_id, skills=skills,
            )  # fmt: skip
            run.state = ImportState.MAPPING.value
            run.mapping = {**run.mapping, "most_rows": PREVIEWED_ROWS}
            run.save(update_fields=["state", "mapping"])
            return run
    except BaseException:
        forget_files(run_id)
        raise


def _remembered_or_guessed(guess: FormatGuess) -> str:
    if guess.format is not Format.TABLE:
        return ""
    guessed = guess_mapping(guess.first.columns, guess.first.sample)
    known = (
        ImportMapping.objects.across_scopes(reason="an answer given before").filter(signature=guessed.signature).first()
    )
    if known is not None:
        try:
            remembered = mapping_from_json(json.dumps(known.mapping))
        except MappingError:
            return guessed.to_json()
        return guessed.answered_as(remembered).to_json()
    return guessed.to_json()


@transaction.atomic
def settle_columns(
    *, actor: Actor, run_id: UUID, targets: Mapping[str, str], skills: Sequence[str], source: Source, now: datetime
) -> ImportRun:
    """Say what each column holds (field by column, empty: left out), remember it for files of the same shape, and preview.

    Raises: NotFound, Conflict (the preview was begun already), MappingError.
    """
    run = _locked(actor, run_id)
    if run.state != ImportState.MAPPING:
        raise Conflict(_("This import has begun already."))
    if run.format == Format.TABLE:
        guess = detect(Path(run.file_path))
        columns = tuple(
            ColumnGuess(column, TargetField(targets[column]) if targets.get(column) else None)
            for column in guess.first.columns
        )
        mapping = ColumnMapping(columns, guess_mapping(guess.first.columns, guess.first.sample).signature).checked()
        ImportMapping.objects.across_scopes(reason="the answer is remembered").update_or_create(
            signature=mapping.signature,
            defaults={
                "header": list(guess.first.columns),
                "mapping": json.loads(mapping.to_json()),
                "confirmed_at": now,
            },
        )
        run.mapping = {**run.mapping, "text": mapping.to_json()}
    run.mapping = {**run.mapping, "skills": list(skills)}
    run.source, run.state = source.value, ImportState.QUEUED.value
    run.save(update_fields=["mapping", "source", "state"])
    _enqueue(RUN_TASK, run)
    return run


@transaction.atomic
def import_now(*, actor: Actor, run_id: UUID, now: datetime) -> ImportRun:
    """Import what was previewed, in the background. Asking twice is asking once.

    Raises: NotFound, Conflict (no finished preview).
    """
    preview = _locked(actor, run_id)
    begun = preview.report.get("import")
    if begun:
        return _locked(actor, UUID(begun))
    if not preview.is_dry_run or preview.state != ImportState.DONE:
        raise Conflict(_("Wait for the end of the preview before importing."))
    run = create_run(
        actor=actor, path=Path(preview.file_path), file_name=preview.file_name, form=Format(preview.format),
        mapping_text=preview.mapping.get("text", ""), now=now, source=Source(preview.source),
        skills=preview.mapping.get("skills", []),
    )  # fmt: skip
    preview.report = {**preview.report, "import": str(run.pk)}
    preview.save(update_fields=["report"])
    _enqueue(RUN_TASK, run)
    return run


@transaction.atomic
def correct_columns(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Go back from a preview to the columns of its file, as they were answered. Asking twice is asking once.

    Raises: NotFound, Conflict (no preview that is over, an import was begun from it, the file is kept no more).
    """
    run = _locked(actor, run_id)
    if run.state == ImportState.MAPPING:
        return run
    if not may_be_corrected(run):
        raise Conflict(_("The columns of this file can be corrected no more: send it again."))
    if is_being_worked_on(run.pk):
        raise Conflict(_("This preview is just ending: try again in a moment."))
    run.state, run.phase, run.is_cancel_requested = ImportState.MAPPING.value, "", False
    run.started_at = run.finished_at = None
    run.checkpoint, run.report, run.error, run.reject_file = {}, {}, {}, ""
    for count in (*OUTCOMES, "rows", "doubtful", "bytes_read", "total_bytes"):
        setattr(run, count, 0)
    run.save()
    return run


def may_be_corrected(run: ImportRun, /) -> bool:
    """Say whether a preview is over, and nothing but a preview was made of its file."""
    return (
        run.is_dry_run
        and run.state in (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED)
        and "import" not in run.report
        and Path(run.file_path).is_file()
    )


@transaction.atomic
def cancel_run(*, actor: Actor, run_id: UUID, now: datetime) -> ImportRun:
    """Stop an import after the batch that is being worked on; one that waits is stopped at once.

    Raises: NotFound.
    """
    run = _locked(actor, run_id)
    if run.state in (ImportState.MAPPING, ImportState.QUEUED) and not is_being_worked_on(run.pk):
        run.state, run.finished_at = ImportState.CANCELLED.value, now
        run.save(update_fields=["state", "finished_at"])
    elif run.state == ImportState.RUNNING:
        run.is_cancel_requested = True
        run.save(update_fields=["is_cancel_requested"])
    return run


@transaction.atomic
def ask_undo(*, actor: Actor, run_id: UUID) -> ImportRun:
    """Have an import undone in the background.

    Raises: NotFound, Conflict (nothing to undo).
    """
    run = _locked(actor, run_id)
    if not may_be_undone(run):
        raise Conflict(_("There is nothing to undo in this import."))
    run.phase = "undoing"
    run.save(update_fields=["phase"])
    _enqueue(UNDO_TASK, run)
    return run


def undo(*, run_id: UUID, now: datetime) -> None:
    """Undo an import, as a job."""
    run = ImportRun.objects.across_scopes(reason="the job of an undo").filter(pk=run_id).first()
    if run is not None and may_be_undone(run):
        undo_run(actor=Actor.system(reason="undo of an import"), run=run, now=now)
        run.phase = ""
        run.save(update_fields=["phase"])


def _locked(actor: Actor, run_id: UUID) -> ImportRun:
    run = ImportRun.objects.within(actor.scope).select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def _enqueue(task: str, run: ImportRun) -> None:
    defer_job(task=task, lock=_LOCK, run_id=str(run.pk))
