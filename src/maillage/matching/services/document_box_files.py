"""What is kept of a file sent to the document box: checked by its content, without what a photograph tells of its place."""

import hashlib
import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from maillage.kit.errors import Invalid
from maillage.matching.rules.attachments import PaperRefusal, paper_of
from maillage.matching.rules.document_box import is_bomb

LARGEST_PIXELS = 60_000_000
# Small print of a photographed page stays readable at this size.
LONGEST_SIDE = 3000
_REFUSALS = {
    PaperRefusal.EMPTY: _("This file is empty. Send it again."),
    PaperRefusal.TOO_LARGE: _("This file weighs over 15 MB. Send a lighter one."),
    PaperRefusal.UNKNOWN: _("This is none of the files that we take. Send a PDF, a photograph (JPEG, PNG) or an Office file."),
    PaperRefusal.MACROS: _("This file holds macros. Save it without them, or as PDF."),
    PaperRefusal.BROKEN: _("This file cannot be read: it may have been cut on its way. Send it again."),
}  # fmt: skip


class BadPaper(Invalid):
    code = "bad_paper"


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file that may be kept. `name`: safe to write; `digest`: SHA-256 of what was sent, so that the same is known again."""

    name: str
    content_type: str
    content: bytes
    digest: str


def clean_file(sent: SentFile, /) -> CleanFile:
    """Check a file by its content; pictures are written anew, upright, without metadata.

    Raises: BadPaper.
    """
    found = paper_of(sent.name, sent.content)
    if isinstance(found, PaperRefusal):
        raise BadPaper(_REFUSALS[found], field="file")
    if is_bomb(sent.content):
        raise BadPaper(_REFUSALS[PaperRefusal.BROKEN], field="file")
    digest = hashlib.sha256(sent.content).hexdigest()
    if not found.content_type.startswith("image/"):
        return CleanFile(found.name, found.content_type, sent.content, digest)
    is_drawing = found.content_type == "image/png"
    ending, kind = ("png", "PNG") if is_drawing else ("jpg", "JPEG")
    content = _drawn_anew(sent.content, kind=kind)
    return CleanFile(f"{found.name.rpartition('.')[0]}.{ending}", f"image/{kind.lower()}", content, digest)


def _drawn_anew(content: bytes, *, kind: str) -> bytes:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "GIF"))
            if image.width * image.height > LARGEST_PIXELS:
                raise BadPaper(_("This picture is too large: send one of at most 60 million pixels."), field="file")
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            plain = upright.convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise BadPaper(_REFUSALS[PaperRefusal.BROKEN], field="file") from None
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    output = io.BytesIO()
    clean.save(output, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return output.getvalue()
