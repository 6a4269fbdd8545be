"""Read and write tables as compressed columns: small in the repository, and loaded in tens of milliseconds."""

import json
import sys
import tempfile
import zlib
from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

type Column = list[str] | array[int]

_MAGIC = b"maillage-columns-1\n"
_TEXT = "text"


class BadColumnsFile(ValueError):
    """The file is not one that `write_columns` wrote."""


def write_columns(*, path: Path, columns: Mapping[str, Column], about: Mapping[str, Any]) -> None:
    """Write the columns and a note about them, replacing the file in one step.

    Text columns must not contain line breaks; numbers are stored little-endian in the width of their array.
    """
    header: list[list[Any]] = []
    blobs: list[bytes] = []
    for name, column in columns.items():
        kind, blob = _to_bytes(name, column)
        header.append([name, kind, len(blob), len(column)])
        blobs.append(blob)
    lead = json.dumps({"about": dict(about), "columns": header}, ensure_ascii=False).encode()
    content = _MAGIC + zlib.compress(len(lead).to_bytes(4, "little") + lead + b"".join(blobs), level=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    # A reader in another process must see the old file or the new one, never half of it.
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
        draft.write(content)
    draft_path = Path(draft.name)
    draft_path.chmod(0o644)
    draft_path.replace(path)


def read_columns(*, path: Path) -> tuple[dict[str, Any], dict[str, Column]]:
    """Return the note and the columns of a file.

    Raises: BadColumnsFile, OSError.
    """
    content = path.read_bytes()
    if not content.startswith(_MAGIC):
        raise BadColumnsFile(f"{path.name} is not a column file of Maillage")
    try:
        payload = zlib.decompress(content[len(_MAGIC) :])
        end = 4 + int.from_bytes(payload[:4], "little")
        header = json.loads(payload[4:end])
        columns: dict[str, Column] = {}
        for name, kind, size, count in header["columns"]:
            columns[name] = _from_bytes(kind, payload[end : end + size], count)
            end += size
    except (zlib.error, KeyError, ValueError) as error:
        raise BadColumnsFile(f"{path.name} is damaged: {error}") from error
    return header["about"], columns


def _to_bytes(name: str, column: Column) -> tuple[str, bytes]:
    if isinstance(column, list):
        if any("\n" in value for value in column):
            raise ValueError(f"column {name} holds a line break")
        return _TEXT, "\n".join(column).encode()
    numbers = column
    if sys.byteorder == "big":
        numbers = array(column.typecode, column)
        numbers.byteswap()
    return column.typecode, numbers.tobytes()


def _from_bytes(kind: str, blob: bytes, count: int) -> Column:
    if kind == _TEXT:
        values = blob.decode().split("\n") if count else []
        if len(values) != count:
            raise ValueError(f"{len(values)} values where {count} were announced")
        return values
    numbers: array[int] = array(kind)
    numbers.frombytes(blob)
    if sys.byteorder == "big":
        numbers.byteswap()
    if len(numbers) != count:
        raise ValueError(f"{len(numbers)} values where {count} were announced")
    return numbers
