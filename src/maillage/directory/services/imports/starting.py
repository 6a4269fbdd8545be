"""Begin an import: from a file on this machine, or one that was sent; stop one; go on with one that was killed."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from maillage.accounts.types import Actor
from maillage.directory.importing import Format, ImportFileError, detect, guess_mapping, read
from maillage.directory.importing.mapping import ColumnGuess, field_of_header
from maillage.directory.importing.types import reason
from maillage.directory.models import ImportRun
from maillage.directory.services.imports.files import digest_of
from maillage.directory.services.imports.locks import is_being_worked_on
from maillage.directory.types import ImportState, Source
from maillage.kit.errors import NotAllowed
from maillage.kit.ids import new_id

_SOURCE_OF_FORMAT = {
    Format.SIRENE: Source.SIRENE,
    Format.RECHERCHE_ENTREPRISES: Source.SIRENE,
    Format.TABLE: Source.NETWORK_FILE,
}
# A guess below this is shown to somebody before anything is imported.
SURE = 0.6


def source_of(form: Format, /) -> Source:
    """Give the rank of what a file says: the register's, a list that the office holds, or open data."""
    return _SOURCE_OF_FORMAT.get(form, Source.OPEN_DATA)


class MappingNeeded(Exception):
    """The columns of a table are not understood surely enough; somebody must say what they hold."""

    def __init__(self, columns: tuple[str, ...], doubtful: tuple[str, ...]) -> None:
        super().__init__(", ".join(doubtful or columns))
        self.columns = columns
        self.doubtful = doubtful


def settled_mapping(path: Path, /, *, form: Format | None, mapping_text: str, sheet: str = "") -> tuple[Format, str]:
    """Give the format of a file and the mapping to use: the one given, else a guess that is sure.

    Raises: ImportFileError, MappingError, MappingNeeded.
    """
    guess = detect(path, sheet=sheet)
    settled = form or guess.format
    if settled in (Format.BOAMP, Format.COMMUNES):
        read(path, form=settled)  # says where these go
    if settled is not Format.TABLE or mapping_text:
        return settled, mapping_text
    first = guess.first
    if not first.columns:
        raise ImportFileError(reason("file.not_this_format", field=path.name, value="table", found=str(guess.format)))
    guessed = guess_mapping(first.columns, first.sample)
    doubtful = tuple(one.column for one in guessed.columns if one.target and not _is_sure(one))
    if guessed.problems() or doubtful:
        raise MappingNeeded(first.columns, doubtful)
    return settled, guessed.to_json()


def _is_sure(guess: ColumnGuess) -> bool:
    # A column called "siret" is one, even where all its numbers are wrong: each row then says so.
    return guess.confidence >= SURE or field_of_header(guess.column) == (guess.target, 1.0)


@transaction.atomic
def create_run(
    *,
    actor: Actor,
    path: Path,
    file_name: str,
    form: Format,
    mapping_text: str,
    now: datetime,
    is_dry_run: bool = False,
    source: Source | None = None,
    run_id: UUID | None = None,
    sheet: str = "",
    skills: Sequence[str] = (),
) -> ImportRun:
    """Write down what is to be imported; nothing is read yet. `skills`: of every row, by slug.

    Raises: NotAllowed.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    run: ImportRun = ImportRun.objects.create(
        id=run_id or new_id(), file_name=file_name[:250], file_path=str(path), file_sha256=digest_of(path),
        file_bytes=path.stat().st_size, format=form.value, source=(source or source_of(form)).value,
        mapping={"text": mapping_text, "sheet": sheet, "skills": list(skills)}, is_dry_run=is_dry_run, state=ImportState.QUEUED.value,
        started_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    return run


def interrupted_run(*, path: Path, form: Format, mapping_text: str) -> ImportRun | None:
    """Give the import of the same file, read the same way, that a kill has stopped: it goes on where it was."""
    begun = ImportRun.objects.across_scopes(reason="an import goes on after a kill").filter(
        file_sha256=digest_of(path), format=form.value, state=ImportState.RUNNING.value, is_dry_run=False,
        mapping__text=mapping_text,
    )  # fmt: skip
    for run in begun.order_by("-created_at"):
        if not is_being_worked_on(run.pk):
            if run.file_path != str(path):
                run.file_path = str(path)
                run.save(update_fields=["file_path"])
            return run
    return None
