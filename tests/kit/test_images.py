"""Pictures that people send: what is refused, in which words, and what is left of one that is kept."""

import io
import struct
import zlib

import pytest
from django.utils import translation
from PIL import Image

from maillage.kit.images import BadPicture, clean_picture


def drawn(width, height, **saving):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(file, **{"format": "JPEG", **saving})
    return file.getvalue()


def blank_png(side):
    """A square of one bit a pixel, some kilobytes once compressed, written without ever being held whole."""
    row, rows = b"\0" * (1 + (side + 7) // 8), zlib.compressobj(9)
    packed = b"".join(rows.compress(row) for _line in range(side)) + rows.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (blank_png(20_000), "far more than 50 million pixels"),
        (blank_png(8_000), "8000 × 8000 pixels"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not a picture"),
        (drawn(300, 200)[:900], "not a picture"),
        (b"", "not a picture"),
        (b"\xff\xd8" + b"x" * (12 * 2**20), "over 12 MB"),
    ],
    ids=["20,000 × 20,000", "8,000 × 8,000", "SVG with a script", "cut", "empty", "heavy"],
)
def test_a_picture_is_refused_with_its_reason(file, words):
    with translation.override("en"), pytest.raises(BadPicture) as refusal:
        clean_picture(io.BytesIO(file), longest_side=800, field="logo")

    with translation.override("en"):
        assert (refusal.value.field, words in str(refusal.value)) == ("logo", True)


def test_a_picture_is_shrunk_turned_and_loses_its_metadata():
    taken = Image.Exif()
    taken[0x0112], taken[0x010E] = 6, "Chez Amina, 3 rue des Lilas"  # turned a quarter, and described

    kept = clean_picture(io.BytesIO(drawn(1600, 800, exif=taken)), longest_side=400)

    found = Image.open(io.BytesIO(kept.content))
    assert (found.format, found.size, (kept.width, kept.height)) == ("WEBP", (200, 400), (200, 400))
    assert (dict(found.getexif()), b"Lilas" in kept.content) == ({}, False)
