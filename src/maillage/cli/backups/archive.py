"""The file of a backup: one tar that holds the dump, the files, and last a manifest with their checksums."""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
FILES = "files/"
_CHUNK = 1 << 20


class BadArchive(ValueError):
    """The file is no backup, or is damaged; the message says which."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says about itself. `members`: name → SHA-256; `rows`: table → number of rows."""

    version: str
    made_at: str
    postgres: int
    migrations: Sequence[Sequence[str]]
    rows: Mapping[str, int]
    members: Mapping[str, str]
    format: int = FORMAT


@dataclass(slots=True)
class ArchiveWriter:
    """Adds members to a backup and remembers their checksums."""

    tar: tarfile.TarFile
    members: dict[str, str] = field(default_factory=dict)

    def add_file(self, path: Path, *, name: str) -> None:
        """Add a file as it is now; one that grows meanwhile is cut at its present length."""
        with path.open("rb") as source:
            entry = self.tar.gettarinfo(arcname=name, fileobj=source)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.type = tarfile.REGTYPE
            reader = _HashingReader(source)
            self.tar.addfile(entry, reader)
        self.members[name] = reader.digest.hexdigest()

    def add_manifest(self, manifest: Manifest) -> None:
        body = json.dumps({name: getattr(manifest, name) for name in Manifest.__slots__}, indent=1).encode()
        entry = tarfile.TarInfo(MANIFEST)
        entry.size, entry.mode = len(body), 0o600
        self.tar.addfile(entry, io.BytesIO(body))


class _HashingReader:
    def __init__(self, source: IO[bytes]) -> None:
        self.source = source
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk


@contextmanager
def writing(target: Path) -> Iterator[ArchiveWriter]:
    """Write a backup beside `target` and give it the name once it is whole. Only its owner may read it."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def verified_manifest(source: Path) -> Manifest:
    """Read a whole backup, compare every checksum, and give its manifest.

    Raises: BadArchive.
    """
    found: dict[str, str] = {}
    body = b""
    try:
        with tarfile.open(source, mode="r:") as tar:
            for entry in tar:
                content = tar.extractfile(entry)
                if content is None or not _is_plain_name(entry.name) or entry.name in found:
                    raise BadArchive(f"{source} holds {entry.name!r}, which no backup holds.")
                if entry.name == MANIFEST:
                    body = content.read()
                else:
                    found[entry.name] = _digest(content)
    except (tarfile.TarError, OSError) as error:
        raise BadArchive(f"{source} cannot be read to its end: {error}") from None
    if not body:
        raise BadArchive(f"{source} holds no manifest: it is no backup of Maillage, or it was cut.")
    manifest = _read_manifest(body, source=source)
    _compare(found, manifest.members, source=source)
    return manifest


def _is_plain_name(name: str) -> bool:
    if name in {MANIFEST, DUMP}:
        return True
    return name.startswith(FILES) and not {"..", ".", ""} & set(name.split("/")[1:])


def _digest(content: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := content.read(_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def _read_manifest(body: bytes, *, source: Path) -> Manifest:
    try:
        values: dict[str, Any] = json.loads(body)
        known = int(values["format"])
        manifest = Manifest(**{name: values[name] for name in Manifest.__slots__}) if known == FORMAT else None
    except (ValueError, KeyError, TypeError) as error:
        raise BadArchive(f"The manifest of {source} cannot be read: {error}") from None
    if manifest is None:
        raise BadArchive(f"{source} has the format {known}, this Maillage reads {FORMAT}: upgrade Maillage first.")
    return manifest


def _compare(found: Mapping[str, str], promised: Mapping[str, str], *, source: Path) -> None:
    missing = sorted(set(promised) - set(found))
    changed = sorted(name for name, digest in found.items() if promised.get(name) != digest)
    if DUMP not in promised or missing or changed:
        what = ", ".join((missing + changed)[:5]) or DUMP
        raise BadArchive(f"{source} is damaged ({what}): take another copy of this backup. Nothing was changed.")


def extract(source: Path, *, folder: Path) -> None:
    """Lay the members of a verified backup out in a folder."""
    with tarfile.open(source, mode="r:") as tar:
        tar.extractall(folder, filter="data")
