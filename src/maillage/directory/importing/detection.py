"""Say what a file is before reading it: format, encoding, separator, header, and the first rows to show."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from maillage.directory.importing.cleaning.text import folded
from maillage.directory.importing.mapping.guess import HEADER_ROWS, header_position, known_names
from maillage.directory.importing.sources.delimited import read_rows, separators_of
from maillage.directory.importing.sources.documents import Layout, layout_of, read_records
from maillage.directory.importing.sources.encoding import Encoding, detect_encoding, text_lines
from maillage.directory.importing.sources.opening import Member, Progress, open_members
from maillage.directory.importing.sources.workbooks import is_workbook, opened_workbook, sheet_rows
from maillage.directory.importing.types import Format, ImportFileError, reason

SAMPLE_ROWS = 10
_SAMPLE_FOR_GUESS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberGuess:
    """What one member of a file is. `columns` and `sample` serve the mapping page; `header_row` counts from 0."""

    member: Member
    format: Format
    container: str
    encoding: Encoding = Encoding("utf-8")
    separator: str = ""
    header_row: int = 0
    columns: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    layout: Layout = Layout("")


@dataclass(frozen=True, slots=True)
class FormatGuess:
    """What a file is: `format` of its first member, and each member's details."""

    format: Format
    members: tuple[MemberGuess, ...] = field(default=())

    @property
    def first(self) -> MemberGuess:
        """The member shown to the person."""
        return self.members[0]


def detect(path: Path, /, *, sheet: str = "") -> FormatGuess:
    """Say what a file is. `sheet` chooses that of a workbook.

    Raises: ImportFileError when it is no data at all, or an archive that mixes formats.
    """
    guesses = tuple(detect_member(member=member, sheet=sheet) for member in open_members(path=path))
    formats = {guess.format for guess in guesses}
    if len(formats) > 1:
        found = ", ".join(f"{guess.member.name}: {guess.format}" for guess in guesses[:5])
        raise ImportFileError(reason("file.mixed_formats", field=path.name, value=found))
    return FormatGuess(guesses[0].format, guesses)


def detect_member(*, member: Member, sheet: str = "") -> MemberGuess:
    """Say what one member is."""
    head = member.head()
    if not head.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise ImportFileError(reason("file.empty", field=member.name))
    if is_workbook(head):
        return _workbook_guess(member, sheet)
    encoding = detect_encoding(head=head, name=member.name)
    start = head[encoding.bom_bytes : encoding.bom_bytes + 4096].decode(encoding.name, "replace").lstrip()
    if start.startswith(("{", "[")):
        return _document_guess(member, head, encoding)
    if start[:200].lower().startswith(("<?xml", "<!doctype", "<html")):
        raise ImportFileError(reason("file.markup", field=member.name, value=start[:40]))
    return _delimited_guess(member, head, encoding)


def _workbook_guess(member: Member, wanted: str) -> MemberGuess:
    with opened_workbook(member) as workbook:
        names = list(workbook.sheet_names)
        if wanted and wanted not in names:
            raise ImportFileError(
                reason("file.no_such_sheet", field=member.name, value=wanted, sheets=", ".join(names))
            )
        best: MemberGuess | None = None
        best_score = -1.0
        for name in [wanted] if wanted else names:
            first_rows = islice(sheet_rows(workbook=workbook, sheet=name), 2_000)
            rows = [row for row in first_rows if any(map(str.strip, row))][: HEADER_ROWS + _SAMPLE_FOR_GUESS]
            if not rows:
                continue
            place = header_position(rows)
            score = known_names(rows[place])
            if score > best_score:
                best_score = score
                best = _table_guess(member, "workbook", rows, place, sheet=name, sheets=tuple(names))
    if best is None:
        raise ImportFileError(reason("file.empty", field=member.name))
    return best


def _delimited_guess(member: Member, head: bytes, encoding: Encoding) -> MemberGuess:
    lines = list(islice(text_lines(chunks=[head], encoding=encoding, name=member.name), HEADER_ROWS + 400))
    candidates = [_candidate(line) for line in lines[:HEADER_ROWS]]
    known = (place for place, (_, cells) in enumerate(candidates) if format_of_columns(cells) is not Format.TABLE)
    place = next(known, header_position([cells for _, cells in candidates]))
    separator, header = candidates[place]
    # With a title line above it, the header is found by row, and rows are counted without the blank lines.
    rows = list(
        islice(
            (cells for cells, _ in read_rows(lines=iter(lines), separator=separator)), HEADER_ROWS + _SAMPLE_FOR_GUESS
        )
    )
    row = next((number for number, cells in enumerate(rows) if cells == header), 0)
    return _table_guess(member, "delimited", rows, row, encoding=encoding, separator=separator)


def _candidate(line: str) -> tuple[str, list[str]]:
    """Choose the separator of a line: the one that gives the most known column names, then the most cells."""
    return max(
        separators_of(line=line.rstrip("\n")), key=lambda candidate: (known_names(candidate[1]), len(candidate[1]))
    )


def _table_guess(
    member: Member, container: str, rows: Sequence[Sequence[str]], place: int, **details: Any
) -> MemberGuess:
    columns = unique_columns(rows[place])
    sample = tuple(tuple(row) for row in rows[place + 1 :] if any(map(str.strip, row)))
    return MemberGuess(
        member=member,
        container=container,
        format=format_of_columns(columns),
        header_row=place,
        columns=columns,
        sample=sample[:_SAMPLE_FOR_GUESS],
        **details,
    )


def unique_columns(cells: Sequence[str], /) -> tuple[str, ...]:
    """Give every column a name of its own: blank ones are numbered, repeated ones too."""
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(cells, start=1):
        name = cell.replace("\ufeff", "").strip() or f"colonne {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def format_of_columns(columns: Sequence[str], /) -> Format:
    """Recognise a format by its column names; any other table is `table`."""
    names = set(columns)
    if names & {"siren", "siret"} and sum(name.endswith(("UniteLegale", "Etablissement")) for name in names) >= 2:
        return Format.SIRENE
    if {"name", "taxonomy"} <= names or {"name", "streetAddress", "addressLocality"} <= names:
        return Format.GOGOCARTO
    words = {folded(name) for name in names}
    if {"idweb", "objet"} <= words:
        return Format.BOAMP
    codes = {"code commune insee", "code insee", "codgeo", "insee code", "code commune", "com", "insee com"}
    places = {
        "libelle",
        "nom commune",
        "nom de la commune",
        "libelle commune",
        "city",
        "label",
        "nom com",
        "nom standard",
    }
    is_about_enterprises = words & {
        "siren",
        "siret",
        "name",
        "adresse",
        "email",
        "telephone",
        "site web",
        "denomination",
    }
    others = words & {
        "latitude",
        "longitude",
        "population",
        "typecom",
        "dep",
        "reg",
        "code postal",
        "zip code",
        "libelle d acheminement",
    }
    if words & codes and words & places and others and not is_about_enterprises:
        return Format.COMMUNES
    return Format.TABLE


def _document_guess(member: Member, head: bytes, encoding: Encoding) -> MemberGuess:
    layout = layout_of(head=head, encoding=encoding, name=member.name)
    records = [record for record, broken in islice(_all_records(member, encoding, layout), 40) if broken is None]
    form = format_of_records(records, envelope=dict(layout.envelope))
    columns, sample = _columns_of_records(records) if form is Format.TABLE else ((), ())
    return MemberGuess(
        member=member,
        container="document",
        format=form,
        encoding=encoding,
        layout=layout,
        columns=columns,
        sample=sample,
    )


def _all_records(member: Member, encoding: Encoding, layout: Layout) -> Iterator[tuple[Any, Any]]:
    given = 0
    try:
        for record in read_records(member=member, encoding=encoding, layout=layout, progress=Progress(member.size)):
            given += 1
            yield record
    except ImportFileError:
        if not given:
            raise


_RECORD_FORMATS: tuple[tuple[Format, Callable[[dict[str, Any]], bool]], ...] = (
    (Format.GEOJSON, lambda record: record.get("type") == "Feature"),
    (Format.MURMURATIONS, lambda record: "linked_schemas" in record or "profile_url" in record),
    (Format.RECHERCHE_ENTREPRISES, lambda record: "siren" in record and ("siege" in record or "nom_complet" in record)),
    (Format.BOAMP, lambda record: "idweb" in record or "idweb" in json.dumps(record, default=str)[:2_000]),
    (
        Format.COMMUNES,
        lambda record: (
            {"code", "nom"} <= record.keys() and bool(record.keys() & {"codesPostaux", "centre", "population"})
        ),
    ),
    (Format.GOGOCARTO, lambda record: isinstance(record.get("geo"), dict) and "name" in record),
    (Format.GOGOCARTO, lambda record: "sourceKey" in record or ("categories" in record and "streetAddress" in record)),
)


def format_of_records(records: Sequence[Any], /, *, envelope: dict[str, str]) -> Format:
    """Recognise a JSON format by its envelope, then by its records; any flat objects are `table`."""
    if envelope.get("type") == "FeatureCollection":
        return Format.GEOJSON
    if "ontology" in envelope:
        return Format.GOGOCARTO
    objects = [record for record in records if isinstance(record, dict)]
    for form, test in _RECORD_FORMATS:
        if objects and test(objects[0]):
            return form
    if "total_results" in envelope:
        return Format.RECHERCHE_ENTREPRISES
    arrays = [record for record in records if isinstance(record, list)]
    if arrays and all(len(record) >= 4 and isinstance(record[1], str) for record in arrays):
        return Format.GOGOCARTO
    return Format.TABLE


def _columns_of_records(records: Sequence[Any]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    from maillage.directory.importing.records import flat_record

    flat = [flat_record(record) for record in records]
    columns = tuple(dict.fromkeys(column for record in flat for column in record))
    return columns, tuple(tuple(record.get(column, "") for column in columns) for record in flat)
