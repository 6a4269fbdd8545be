"""What a file sent with a need is, by its content: its name and what a browser says of it prove nothing."""

import io
import zipfile
from dataclasses import dataclass
from enum import StrEnum

LARGEST_PAPER = 15 * 2**20
_MOST_ENTRIES = 10_000
_LONGEST_NAME = 120
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": ("odt", "application/vnd.oasis.opendocument.text"),
    b"application/vnd.oasis.opendocument.spreadsheet": ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    b"application/vnd.oasis.opendocument.presentation": ("odp", "application/vnd.oasis.opendocument.presentation"),
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN_XML = {
    "word/": ("docx", f"{_OFFICE}wordprocessingml.document"),
    "xl/": ("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "ppt/": ("pptx", f"{_OFFICE}presentationml.presentation"),
}
_OLD_OFFICE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}


class PaperRefusal(StrEnum):
    """Why a file is not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    UNKNOWN = "unknown"
    MACROS = "macros"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that may be kept. `name`: safe to write, its ending is that of the content."""

    name: str
    content_type: str


def paper_of(name: str, content: bytes, /) -> Paper | PaperRefusal:
    """Say what a file is: PDF, Office and OpenDocument without macros, JPEG, PNG, WebP, GIF; or why it is refused."""
    if not content:
        return PaperRefusal.EMPTY
    if len(content) > LARGEST_PAPER:
        return PaperRefusal.TOO_LARGE
    found = _kind(name, content)
    if isinstance(found, PaperRefusal):
        return found
    ending, content_type = found
    return Paper(f"{_stem(name)}.{ending}", content_type)


def _kind(name: str, content: bytes) -> tuple[str, str] | PaperRefusal:
    if b"%PDF-" in content[:1024]:
        return "pdf", "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png", "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg", "image/jpeg"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "gif", "image/gif"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp", "image/webp"
    if content.startswith(_OLE):
        return _old_office(name, content)
    return _zipped(content) if content.startswith(b"PK\x03\x04") else PaperRefusal.UNKNOWN


def _old_office(name: str, content: bytes) -> tuple[str, str] | PaperRefusal:
    # The names of the streams of a compound file are UTF-16: a project of macros has this one.
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        return PaperRefusal.MACROS
    ending = name.rpartition(".")[2].lower()
    return (ending, _OLD_OFFICE[ending]) if ending in _OLD_OFFICE else PaperRefusal.UNKNOWN


def _zipped(content: bytes) -> tuple[str, str] | PaperRefusal:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if len(names) > _MOST_ENTRIES:
                return PaperRefusal.BROKEN
            if any("vbaproject" in one.lower() or one.startswith("Basic/") for one in names):
                return PaperRefusal.MACROS
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                return _OPEN_DOCUMENTS.get(archive.read("mimetype").strip(), PaperRefusal.UNKNOWN)
            if "[Content_Types].xml" in names:
                return next(
                    (kind for folder, kind in _OPEN_XML.items() if any(one.startswith(folder) for one in names)),
                    PaperRefusal.UNKNOWN,
                )
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, OSError, EOFError):
        return PaperRefusal.BROKEN
    return PaperRefusal.UNKNOWN


def _stem(name: str) -> str:
    plain = name.replace("\\", "/").rpartition("/")[2]
    stem = plain.rpartition(".")[0] or plain
    safe = "".join(sign if sign.isprintable() and sign not in '<>:"|?*;' else "_" for sign in stem)
    return " ".join(safe.split()).strip(" .")[:_LONGEST_NAME] or "fichier"
