"""Open a plain, zipped or gzipped file as one or several members, refusing what cannot be data."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from maillage.directory.importing.types import ImportFileError, reason

HEAD_BYTES = 262_144
ZIP_RATIO_MAX = 250  # deflate's ceiling is 1,032; real tables stay under 40
ZIP_BYTES_MAX = 100 * 2**30
ZIP_MEMBERS_MAX = 500

_DATA_SUFFIXES = frozenset(
    {".csv", ".tsv", ".txt", ".json", ".geojson", ".jsonl", ".ndjson", ".jsonld", ".xlsx", ".xls", ".ods", ""}
)
_WORKBOOK_PARTS = ("[Content_Types].xml", "mimetype", "xl/workbook.xml", "content.xml")
_DECOMPRESSION_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile)


@dataclass(slots=True)
class Progress:
    """How much of the file has been read, in bytes of the same kind (uncompressed for zip, compressed for gzip)."""

    total_bytes: int
    done_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read: itself, or a part of an archive. `open` may be called several times."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    path: Path | None = None

    def head(self) -> bytes:
        """Give the first 256 KiB."""
        with reading_errors(self.name), self.open() as stream:
            return stream.read(HEAD_BYTES)


@contextmanager
def reading_errors(name: str) -> Iterator[None]:
    """Turn what a decompressor or a disk says into an `ImportFileError`."""
    try:
        yield
    except _DECOMPRESSION_ERRORS as error:
        raise ImportFileError(reason("file.truncated", field=name, value=str(error))) from error
    except (NotImplementedError, RuntimeError) as error:
        code = "file.encrypted" if "password" in str(error) else "file.compression_unsupported"
        raise ImportFileError(reason(code, field=name, value=str(error))) from error
    except OSError as error:
        raise ImportFileError(reason("file.unreadable", field=name, value=error.strerror or str(error))) from error


def open_members(*, path: Path) -> list[Member]:
    """List what there is to read at a path, in name order.

    Raises: ImportFileError when the file is missing, empty, encrypted, truncated, or an archive without data.
    """
    with reading_errors(path.name):
        if not path.is_file():
            raise ImportFileError(reason("file.missing", field=path.name, value=str(path)))
        size = path.stat().st_size
        with path.open("rb") as stream:
            magic = stream.read(8)
    if size == 0:
        raise ImportFileError(reason("file.empty", field=path.name))
    plain = Member(path.name, size, lambda: path.open("rb"), path)
    if magic.startswith(b"\x1f\x8b"):
        return [Member(path.name.removesuffix(".gz"), size, lambda: cast(BinaryIO, gzip.open(path, "rb")))]
    if magic.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_members(path, plain)
    return [plain]


def _zip_members(path: Path, plain: Member) -> list[Member]:
    with reading_errors(path.name), zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    names = {part.filename for part in parts}
    if names & {"xl/workbook.xml", "content.xml", "xl/workbook.bin"}:
        return [plain]
    wanted = sorted((part for part in parts if _is_data(part)), key=lambda part: part.filename)
    if not wanted:
        raise ImportFileError(reason("file.archive_without_data", field=path.name, value=", ".join(sorted(names)[:5])))
    _check_archive(path, wanted)
    return [_zip_member(path, part) for part in wanted]


def _is_data(part: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(part.filename)
    is_hidden = any(piece.startswith((".", "__MACOSX")) for piece in name.parts)
    is_note = name.stem.casefold() in ("readme", "lisezmoi", "licence", "license")
    return (
        not part.is_dir()
        and not is_hidden
        and not is_note
        and part.file_size > 0
        and name.suffix.lower() in _DATA_SUFFIXES
    )


def _check_archive(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 0x1 for part in parts):
        raise ImportFileError(reason("file.encrypted", field=path.name, value=parts[0].filename))
    if len(parts) > ZIP_MEMBERS_MAX:
        raise ImportFileError(
            reason("file.too_many_members", field=path.name, value=str(len(parts)), most=ZIP_MEMBERS_MAX)
        )
    for part in parts:
        if part.file_size > 2**20 and part.file_size > ZIP_RATIO_MAX * max(part.compress_size, 1):
            raise ImportFileError(reason("file.bomb", field=path.name, value=part.filename))
    if sum(part.file_size for part in parts) > ZIP_BYTES_MAX:
        raise ImportFileError(reason("file.bomb", field=path.name, value=path.name))


def _zip_member(path: Path, part: zipfile.ZipInfo) -> Member:
    def opened() -> BinaryIO:
        archive = zipfile.ZipFile(path)
        stream = archive.open(part)
        return cast(BinaryIO, _Owning(stream, archive))

    return Member(part.filename, part.file_size, opened)


class _Owning(io.BufferedIOBase):
    """A zip member that closes its archive with itself."""

    def __init__(self, stream: object, archive: zipfile.ZipFile) -> None:
        self._stream = cast(BinaryIO, stream)
        self._archive = archive

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._archive.close()
        super().close()


def counted_reads(*, stream: BinaryIO, progress: Progress, chunk_bytes: int = 1 << 18) -> Iterator[bytes]:
    """Read a stream to its end, chunk by chunk, keeping `progress` up to date."""
    compressed = getattr(stream, "fileobj", None) if isinstance(stream, gzip.GzipFile) else None
    start = progress.done_bytes
    while chunk := stream.read(chunk_bytes):
        progress.done_bytes = start + compressed.tell() if compressed else progress.done_bytes + len(chunk)
        yield chunk
