"""`maillage import`: a file into the directory, every row accounted for."""

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from maillage.cli.instance import ready_instance

if TYPE_CHECKING:
    from maillage.directory.models import ImportRun

FORMATS = ("sirene", "recherche-entreprises", "gogocarto", "geojson", "murmurations", "table", "communes", "boamp")
OUTCOMES = ("created", "updated", "unchanged", "merged", "rejected")
_SOURCES = ("network-file", "sirene", "open-data")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "form", type=click.Choice(FORMATS), default=None, help="Format of the file; guessed when absent.")
@click.option(
    "--mapping", type=click.Path(path_type=Path, dir_okay=False), help="What the columns of a table hold (JSON)."
)
@click.option(
    "--source", type=click.Choice(_SOURCES), default=None, help="Whose word the file is; by its format when absent."
)
@click.option(
    "--skill", "skills", multiple=True, help="Skill of every row, by its slug; a table's name may suggest one."
)
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="End with one line of JSON on standard output.")
def import_file(
    file: Path,
    form: str | None,
    mapping: Path | None,
    source: str | None,
    skills: tuple[str, ...],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Import a file of organizations, of communes' centres, or of calls for tender (BOAMP, TED).

    The same file twice changes nothing; an import that was killed goes on where it was.
    """
    watcher = _Progress(is_shown=sys.stderr.isatty())
    with ready_instance():
        report = _report(
            file, form=form, mapping=mapping, source=source, skills=skills, dry_run=dry_run, watcher=watcher
        )
    watcher.end()
    if not as_json:
        _say(report, dry_run=dry_run)
    else:
        click.echo(json.dumps(report))


def _report(path: Path, *, form: str | None, dry_run: bool, **options: Any) -> dict[str, Any]:
    if form is None and path.is_file() and _holds_notices(path):
        form = "boamp"
    match form:
        case "communes":
            return _import_communes(path, dry_run=dry_run)
        case "boamp":
            return _import_notices(path, dry_run=dry_run)
        case _:
            return _import(path, form=form, dry_run=dry_run, **options)


def _holds_notices(path: Path) -> bool:
    """Say whether a file has the shape of BOAMP; what cannot be read is left to the import, which says why."""
    from maillage.directory.importing import Format, ImportFileError, detect

    try:
        return detect(path.resolve()).format is Format.BOAMP
    except ImportFileError:
        return False


def _import(
    path: Path,
    *,
    form: str | None,
    mapping: Path | None,
    source: str | None,
    skills: tuple[str, ...],
    dry_run: bool,
    watcher: "_Progress",
) -> dict[str, Any]:
    from django.utils import timezone

    from maillage.accounts.types import Actor
    from maillage.directory.importing import Format, ImportFileError, MappingError, sentence
    from maillage.directory.services import imports
    from maillage.directory.types import ImportState, Source

    path = path.resolve()
    try:
        text = mapping.read_text(encoding="utf-8") if mapping else ""
        settled, text = imports.settled_mapping(path, form=Format(form) if form else None, mapping_text=text)
    except ImportFileError as error:
        raise click.ClickException(sentence(error.reason, language="en")) from None
    except MappingError as error:
        raise click.ClickException("\n".join(sentence(one, language="en") for one in error.reasons)) from None
    except imports.MappingNeeded as needed:
        raise click.ClickException(_mapping_advice(path, needed.columns, needed.doubtful)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"The mapping {mapping} cannot be read: {error}") from None
    skills = _skills(skills, form=settled, path=path)
    run = None if dry_run else imports.interrupted_run(path=path, form=settled, mapping_text=text)
    if run is not None:
        click.echo(f"Going on with the import of {run.file_name} after row {run.checkpoint.get('row', 0)}.", err=True)
    else:
        run = imports.create_run(
            actor=Actor.system(reason="maillage import"), path=path, file_name=path.name, form=settled, mapping_text=text,
            now=timezone.now(), is_dry_run=dry_run, source=Source(source) if source else None,
            skills=skills,
        )  # fmt: skip
    done = imports.execute_run(run_id=run.pk, clock=timezone.now, watch=watcher)
    if done is None:
        raise click.ClickException("Another process works on this import.")
    if done.state != ImportState.DONE:
        reasons = imports.reasons_of_error(done)
        why = " ".join(sentence(one, language="en") for one in reasons) or f"The import was {done.state}."
        raise click.ClickException(
            f"{why} {done.rows} rows were imported before; the same command goes on from the corrected file."
        )
    return {
        "rows": done.rows,
        **{name: getattr(done, name) for name in OUTCOMES},
        "reject_file": done.reject_file or None,
    }


def _skills(given: tuple[str, ...], *, form: str, path: Path) -> tuple[str, ...]:
    from maillage.directory.importing import Format
    from maillage.directory.services import imports

    if unknown := set(given) - imports.skill_lookup().ids.keys():
        raise click.ClickException(f"No skill has the slug {', '.join(sorted(unknown))}: see the page Trades.")
    if given or form != Format.TABLE:
        return given
    found = imports.skills_in_file_name(path.name)
    if found:
        click.echo(f"Every row gets the skill {', '.join(found)}, after the file's name (--skill chooses).", err=True)
    return found


def _mapping_advice(path: Path, columns: tuple[str, ...], doubtful: tuple[str, ...]) -> str:
    from maillage.directory.importing import TargetField

    example = {"columns": [{"column": column, "field": None} for column in columns]}
    return (
        f"{path.name}: the meaning of its columns is not sure{': ' + ', '.join(doubtful) if doubtful else ''}.\n"
        f"Columns: {', '.join(columns)}.\nWrite what each holds in a file and give it with --mapping FILE:\n"
        f"{json.dumps(example, ensure_ascii=False)}\nFields: {', '.join(TargetField)}. Or import the file by the page Imports."
    )


def _import_communes(path: Path, *, dry_run: bool) -> dict[str, Any]:
    from maillage.directory.services.imports.communes import import_communes
    from maillage.geodata import BadPointsFile

    try:
        return import_communes(path=path, is_dry_run=dry_run)
    except (BadPointsFile, OSError) as error:
        raise click.ClickException(str(error)) from None


def _import_notices(path: Path, *, dry_run: bool) -> dict[str, Any]:
    from django.utils import timezone, translation

    from maillage.kit.errors import DomainError
    from maillage.matching.services.opportunities.runs import run_command

    try:
        with translation.override("en"):
            return run_command(path=path.resolve(), now=timezone.now(), clock=timezone.now, is_dry_run=dry_run)
    except DomainError as error:
        raise click.ClickException(f"{path.name}: {error}") from None
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}") from None


def _say(report: dict[str, Any], *, dry_run: bool) -> None:
    click.echo(
        f"{'Would be: ' if dry_run else ''}{report['rows']} rows: "
        + ", ".join(f"{report[name]} {name}" for name in OUTCOMES)
    )
    if report["reject_file"]:
        click.echo(f"Rejected rows, with why: {report['reject_file']}")


class _Progress:
    """One line of progress on a terminal, nothing in a pipe."""

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._started = time.monotonic()
        self._first_rows: int | None = None

    def __call__(self, run: "ImportRun") -> None:
        if not self._is_shown:
            return
        if self._first_rows is None:
            self._first_rows = run.rows
        spent = max(time.monotonic() - self._started, 0.001)
        rate = (run.rows - self._first_rows) / spent
        share = min(run.bytes_read / run.total_bytes, 1) if run.total_bytes else 0
        left = f", {spent * (1 - share) / share:.0f} s left" if 0 < share < 1 else ""
        waiting = "waiting for another import… " if run.phase == "waiting" else ""
        click.echo(f"\r{waiting}{share:4.0%} {run.rows} rows, {rate:.0f}/s{left}    ", nl=False, err=True)

    def end(self) -> None:
        if self._is_shown and self._first_rows is not None:
            click.echo(err=True)
