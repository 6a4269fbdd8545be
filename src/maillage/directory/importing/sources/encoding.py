"""Find out how bytes spell text, and decode them piece by piece."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from maillage.directory.importing.cleaning.text import mojibake_signs, repair_mojibake
from maillage.directory.importing.types import ImportFileError, reason

LINE_BYTES_MAX = 2**20
MOJIBAKE_SIGNS_MIN = 3

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1a\x1b\x85")
_BINARY_MAGIC = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"PAR1", b"SQLite format", b"Rar!", b"7z\xbc\xaf", b"BZh",
    b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"MZ", b"OggS", b"RIFF",
)  # fmt: skip


class Encoding(NamedTuple):
    """How a text file is written: `name` for codecs, the length of its byte-order mark, whether accents are doubly encoded."""

    name: str
    bom_bytes: int = 0
    is_mojibake: bool = False


def detect_encoding(*, head: bytes, name: str = "") -> Encoding:
    """Decide from the first bytes: byte-order mark, UTF-16 by its zeros, strict UTF-8, else Windows-1252.

    Raises: ImportFileError when the bytes are no text.
    """
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return _with_mojibake(Encoding(encoding, len(bom)), head)
    if guessed := _utf16_by_zeros(head):
        return Encoding(guessed)
    _refuse_binary(head, name)
    encoding = "utf-8" if _is_utf8(head) else "cp1252"
    return _with_mojibake(Encoding(encoding), head)


def _utf16_by_zeros(head: bytes) -> str:
    sample = head[:4096]
    if len(sample) < 8:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.7 * half and odd < 0.05 * half:
        return "utf-16-be"
    return ""


def _refuse_binary(head: bytes, name: str) -> None:
    controls = sum(1 for byte in head[:65_536] if byte < 32 and byte not in _TEXT_CONTROLS)
    # A stray zero byte happens in old exports; a picture has hundreds.
    if head.startswith(_BINARY_MAGIC) or controls > max(8, len(head[:65_536]) // 100):
        raise ImportFileError(reason("file.binary", field=name))


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and error.reason == "unexpected end of data"
    return True


def _with_mojibake(encoding: Encoding, head: bytes) -> Encoding:
    text = head.decode(encoding.name, "ignore")
    return encoding._replace(is_mojibake=mojibake_signs(text) >= MOJIBAKE_SIGNS_MIN)


def text_lines(*, chunks: Iterable[bytes], encoding: Encoding, name: str = "") -> Iterator[str]:
    """Give the lines of a text, each with its final `\\n` (the last one perhaps without), in constant memory.

    A UTF-8 text with a few Windows-1252 lines is read line by line: the first bytes never tell the whole file.
    Raises: ImportFileError when a line is longer than 1 MiB.
    """
    pieces = (
        _wide_pieces(chunks, encoding, name) if encoding.name.startswith("utf-") and encoding.name != "utf-8" else None
    )
    texts = pieces if pieces is not None else _narrow_pieces(chunks, encoding, name)
    mend: Callable[[str], str] | None = repair_mojibake if encoding.is_mojibake else None
    for text in texts:
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if mend:
            text = mend(text)
        start = 0
        while (end := text.find("\n", start)) >= 0:
            yield text[start : end + 1]
            start = end + 1
        if start < len(text):
            yield text[start:]


def _narrow_pieces(chunks: Iterable[bytes], encoding: Encoding, name: str) -> Iterator[str]:
    """Decode whole lines of an encoding in which the byte 0x0A is always the end of a line."""
    rest = b""
    to_skip = encoding.bom_bytes
    for chunk in chunks:
        if to_skip:
            chunk, to_skip = chunk[to_skip:], 0
        cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r", 0, len(chunk) - 1)) + 1
        if not cut:
            rest += chunk
            _refuse_long(len(rest), name)
            continue
        yield _decoded(rest + chunk[:cut], encoding.name)
        rest = chunk[cut:]
    if rest:
        yield _decoded(rest, encoding.name)


def _decoded(piece: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        try:
            return piece.decode("utf-8")
        except UnicodeDecodeError:
            return "".join(_decoded_line(line) for line in piece.splitlines(keepends=True))
    return piece.decode(encoding, "replace")


def _decoded_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _wide_pieces(chunks: Iterable[bytes], encoding: Encoding, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding.name)("replace")
    rest = ""
    to_skip = encoding.bom_bytes
    for chunk in chunks:
        text = rest + decoder.decode(chunk[to_skip:])
        to_skip = 0
        cut = max(text.rfind("\n"), text.rfind("\r", 0, len(text) - 1)) + 1
        _refuse_long(len(text) - cut, name)
        yield text[:cut]
        rest = text[cut:]
    yield rest + decoder.decode(b"", final=True)


def _refuse_long(length: int, name: str) -> None:
    if length > LINE_BYTES_MAX:
        raise ImportFileError(reason("file.line_too_long", field=name, value=str(length), most=LINE_BYTES_MAX))
