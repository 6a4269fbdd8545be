"""Records of JSON files, one at a time: arrays anywhere in the document, single objects, and JSON lines."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any, BinaryIO, NamedTuple

import ijson

from maillage.directory.importing.sources.encoding import Encoding, text_lines
from maillage.directory.importing.sources.opening import Member, Progress, counted_reads, reading_errors
from maillage.directory.importing.types import ImportFileError, Reason, reason

RECORD_BYTES_MAX = 16 * 2**20
_PEEK_EVENTS_MAX = 20_000
_ARRAYS_OF_RECORDS = (
    "features",
    "data",
    "results",
    "records",
    "elements",
    "organizations",
    "items",
    "@graph",
    "value",
    "nodes",
)
_SINGLE_RECORD_KEYS = {"name", "nom", "nom_complet", "siren", "siret", "denomination"}

type ReadRecord = tuple[Any, Reason | None]


class Layout(NamedTuple):
    """Where the records stand: ijson's prefix (`features.item`), or one per line; `envelope` holds the top-level scalars."""

    prefix: str
    is_lines: bool = False
    envelope: tuple[tuple[str, str], ...] = ()


class _Transcoded:
    """Bytes of a member as UTF-8 without byte-order mark, counted, and bounded between two records."""

    def __init__(self, stream: BinaryIO, encoding: Encoding, progress: Progress, name: str) -> None:
        self._chunks = counted_reads(stream=stream, progress=progress, chunk_bytes=1 << 16)
        self._decode = codecs.getincrementaldecoder(encoding.name)("replace") if encoding.name != "utf-8" else None
        self._to_skip = encoding.bom_bytes
        self._name = name
        self._since_record = 0

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""
        chunk = next(self._chunks, b"")
        if self._to_skip:
            chunk, self._to_skip = chunk[self._to_skip :], 0
        self._since_record += len(chunk)
        if self._since_record > RECORD_BYTES_MAX:
            raise ImportFileError(reason("file.record_too_long", field=self._name, value=str(self._since_record)))
        return self._decode.decode(chunk, final=not chunk).encode() if self._decode else chunk

    def record_read(self) -> None:
        """Start counting again: a record has been handed over."""
        self._since_record = 0


def layout_of(*, head: bytes, encoding: Encoding, name: str) -> Layout:
    """Find where the records of a JSON document stand from its first bytes.

    Raises: ImportFileError when there is neither an array of objects nor an object.
    """
    text = head[encoding.bom_bytes :].decode(encoding.name, "replace")
    if _is_json_lines(text):
        return Layout("", is_lines=True)
    envelope: dict[str, str] = {}
    candidates: list[str] = []
    events = 0
    try:
        for prefix, event, value in ijson.parse(text.encode(), use_float=True):
            events += 1
            if event in ("start_map", "start_array") and prefix.endswith("item") and prefix.count(".") <= 1:
                candidates.append(prefix)
                if prefix == "item" or prefix.removesuffix(".item") in _ARRAYS_OF_RECORDS:
                    return Layout(prefix, envelope=tuple(envelope.items()))
            if event in ("string", "number") and prefix and "." not in prefix:
                envelope[prefix] = str(value)[:200]
            if events > _PEEK_EVENTS_MAX:
                break
    except ijson.JSONError as error:
        if not isinstance(error, ijson.IncompleteJSONError) and not events:
            raise ImportFileError(reason("file.json_broken", field=name, value=str(error).split("\n")[0])) from error
    if text.lstrip().startswith("["):
        return Layout("item", envelope=tuple(envelope.items()))
    if envelope.keys() & _SINGLE_RECORD_KEYS:
        return Layout("", envelope=tuple(envelope.items()))
    empty = next((f"{key}.item" for key in _ARRAYS_OF_RECORDS if f'"{key}"' in text[:2000]), "")
    return Layout(candidates[0] if candidates else empty, envelope=tuple(envelope.items()))


def _is_json_lines(text: str) -> bool:
    lines = [line for line in text[:65_536].split("\n")[:3] if line.strip()]
    if len(lines) < 2:
        return False
    for line in lines[:2]:
        try:
            if not isinstance(json.loads(line), dict):
                return False
        except ValueError:
            return False
    return True


def read_records(*, member: Member, encoding: Encoding, layout: Layout, progress: Progress) -> Iterator[ReadRecord]:
    """Give each record, in constant memory.

    Raises: ImportFileError at the place where the document stops being JSON; JSON lines go on after a bad line.
    """
    with reading_errors(member.name), closing(member.open()) as stream:
        if layout.is_lines:
            chunks = counted_reads(stream=stream, progress=progress)
            yield from _line_records(text_lines(chunks=chunks, encoding=encoding, name=member.name))
            return
        source = _Transcoded(stream, encoding, progress, member.name)
        count = 0
        try:
            for record in ijson.items(source, layout.prefix, use_float=True):
                source.record_read()
                count += 1
                yield record, None
        except ijson.JSONError as error:
            cause = str(error).split("\n")[0]
            raise ImportFileError(reason("file.json_broken", field=member.name, value=cause, records=count)) from error


def _line_records(lines: Iterator[str]) -> Iterator[ReadRecord]:
    for line in lines:
        if line.strip():
            try:
                yield json.loads(line), None
            except (ValueError, RecursionError):
                yield {"line": line.rstrip("\n")}, reason("row.not_json", value=line.strip())
