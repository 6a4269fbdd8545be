"""Read calls for tender in the shapes of BOAMP: API answers of both versions, arrays, JSON lines and CSV."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from maillage.geodata import fold
from maillage.matching.importing.fields import amount_in, cpv_in, description_in, list_of, moment_of, text_of
from maillage.matching.rules.opportunities import Bulletin, NoticeKind, Opportunity, skills_of_cpv

_LARGEST_CELL = 4_000_000


class Unreadable(ValueError):
    """The file is in none of the known shapes."""


def read_boamp(content: bytes, /) -> Iterator[Opportunity]:
    """Give the notices of a file, whatever its shape; records without an id are passed over.

    Raises: Unreadable. Source: BOAMP open data on DILA's portal, Licence Ouverte.
    """
    yield from (notice for notice in boamp_notices(content) if notice is not None)


def boamp_notices(content: bytes, /) -> Iterator[Opportunity | None]:
    """Give each record's notice, None for a record without an id.

    Raises: Unreadable.
    """
    yield from map(_opportunity, _records(content))


def _records(content: bytes) -> Iterator[dict[str, Any]]:
    text = content.decode("utf-8-sig", errors="replace").strip()
    if not text:
        return
    if text[0] not in "[{":
        yield from _csv_records(text)
        return
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        yield from _lines(text)
        return
    yield from _unwrapped(document)


def _unwrapped(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, dict):
        rows = document.get("results", document.get("records"))
        document = rows if isinstance(rows, list) else [document]
    for row in document:
        if not isinstance(row, dict):
            continue
        inner = row.get("record", row)
        fields = inner.get("fields", inner) if isinstance(inner, dict) else None
        if isinstance(fields, dict):
            yield fields


def _lines(text: str) -> Iterator[dict[str, Any]]:
    read = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except (ValueError, RecursionError) as error:
            if read == 0:
                raise Unreadable(f"Line {number} is no JSON.") from error
            continue  # a download cut short: what came before is good
        read += 1
        yield from _unwrapped(document)


def _csv_records(text: str) -> Iterator[dict[str, Any]]:
    csv.field_size_limit(_LARGEST_CELL)
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") >= header.count(",") else ","
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not {"idweb", "id"} & set(rows.fieldnames or ()):
        raise Unreadable("The table has no column idweb.")
    try:
        yield from (dict(row) for row in rows)
    except csv.Error as error:
        raise Unreadable(f"The table breaks off: {error}.") from error


def _opportunity(record: dict[str, Any]) -> Opportunity | None:
    key = _key(text_of(record.get("idweb")) or text_of(record.get("id")))
    if not key:
        return None
    notice = _tree(record.get("donnees"))
    cpv = cpv_in(notice)
    places = list_of(record.get("code_departement_prestation")) or list_of(record.get("code_departement"))
    previous = (*list_of(record.get("annonce_lie")), *list_of(record.get("annonces_anterieures")))
    return Opportunity(
        key=key,
        bulletin=Bulletin.BOAMP,
        kind=_kind(record),
        title=text_of(record.get("objet")),
        buyer=text_of(record.get("nomacheteur")),
        url=_url(text_of(record.get("url_avis"))),
        published=moment_of(record.get("dateparution")),
        deadline=moment_of(record.get("datelimitereponse"), ends_day=True),
        departments=tuple(code.upper().zfill(2) for code in places),
        cpv=cpv,
        keywords=list_of(record.get("descripteur_libelle")),
        amends=tuple(dict.fromkeys(found for number in previous if (found := _key(number)) and found != key)),
        winners=list_of(record["titulaire"])
        if isinstance(record.get("titulaire"), list)
        else _one(record.get("titulaire")),
        skills=skills_of_cpv(cpv),
        description=description_in(notice),
        amount_cents=amount_in(notice),
    )


def _one(value: Any) -> tuple[str, ...]:
    # Names of companies hold commas: only JSON text is taken apart.
    said = text_of(value)
    return list_of(said) if said.startswith("[") else ((said,) if said else ())


def _tree(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _key(number: str) -> str:
    """Write an id one way: `26_91551` and `26-91551` are the same notice."""
    found = re.fullmatch(r"(\d{2})[-_](\d+)", number.strip())
    return f"boamp:{found[1]}-{int(found[2])}" if found else (f"boamp:{number.strip()[:60]}" if number.strip() else "")


def _kind(record: dict[str, Any]) -> NoticeKind:
    words = fold(
        " ".join(
            text_of(record.get(name)) for name in ("etat", "nature_categorise_libelle", "nature_libelle", "nature")
        )
    )
    if "annul" in words:
        return NoticeKind.CANCELLATION
    if "rectif" in words:
        return NoticeKind.CORRECTION
    if "resultat" in words or "attribution" in words:
        return NoticeKind.AWARD
    if "avis de marche" in words or "appel offre" in words:
        return NoticeKind.CALL
    return NoticeKind.OTHER


def _url(said: str) -> str:
    return said if said.startswith(("https://", "http://")) else ""
