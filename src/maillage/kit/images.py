"""Pictures sent by people: checked, resized, stripped of metadata."""

import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from maillage.kit.errors import Invalid

ACCEPTED_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
LARGEST_BYTES = 12 * 2**20
LARGEST_PIXELS = 50_000_000


class BadPicture(Invalid):
    message = _("This file is not a picture that we can read. Send a JPEG, PNG or WebP file.")
    code = "bad_picture"


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean WebP picture: bytes, width and height in pixels."""

    content: bytes
    width: int
    height: int


def clean_picture(file: IO[bytes], *, longest_side: int, field: str = "picture") -> Picture:
    """Decode, turn upright, shrink to `longest_side` pixels and encode anew as WebP: no metadata survives.

    Raises: BadPicture (not a picture, SVG included; over 12 MiB; over 50 million pixels).
    """
    raw = file.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        raise BadPicture(_("This picture weighs over 12 MB. Send a smaller one."), field=field)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(raw), formats=ACCEPTED_FORMATS)
            if image.width * image.height > LARGEST_PIXELS:
                raise BadPicture(
                    _("This picture is %(width)d × %(height)d pixels: send one of at most 50 million pixels."),
                    field=field,
                    width=image.width,
                    height=image.height,
                )
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
            plain = upright.convert("RGBA" if _has_alpha(upright) else "RGB")
    except Image.DecompressionBombError:  # so large that it is refused before its size can be read
        raise BadPicture(
            _("This picture has far more than 50 million pixels: reduce it, for instance to 4,000 × 3,000."),
            field=field,
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise BadPicture(field=field) from None
    output = io.BytesIO()
    plain.save(output, "WEBP", quality=84, method=4)
    return Picture(content=output.getvalue(), width=plain.width, height=plain.height)


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
