"""Lines on a map as short texts. Source: Google, "Encoded Polyline Algorithm Format"."""

from collections.abc import Iterable
from itertools import accumulate

_SCALE = 100_000  # precision 5


def encode(points: Iterable[tuple[float, float]], /) -> str:
    """Write (longitude, latitude) points at precision 5; the format has the latitude first."""
    text, before = "", (0, 0)
    for longitude, latitude in points:
        here = (round(latitude * _SCALE), round(longitude * _SCALE))
        for step in (here[0] - before[0], here[1] - before[1]):
            left = ~(step << 1) if step < 0 else step << 1
            while left >= 0x20:
                text += chr((0x20 | left & 0x1F) + 63)
                left >>= 5
            text += chr(left + 63)
        before = here
    return text


def decode(text: str, /, *, precision: int = 5) -> list[tuple[float, float]]:
    """Read (longitude, latitude) points of so many decimals.

    Raises: ValueError (a character that the format does not have, or an end too soon).
    """
    scale = 10**precision
    steps, value, shift = [], 0, 0
    for part in (ord(character) - 63 for character in text):
        if not 0 <= part < 64 or shift > 30:
            raise ValueError(f"No polyline: {text[:40]!r}.")
        value |= (part & 0x1F) << shift
        shift += 5
        if part < 0x20:
            steps.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    if shift or len(steps) % 2:
        raise ValueError(f"A polyline that ends too soon: {text[-40:]!r}.")
    latitudes, longitudes = accumulate(steps[::2]), accumulate(steps[1::2])
    return [(longitude / scale, latitude / scale) for latitude, longitude in zip(latitudes, longitudes, strict=True)]
