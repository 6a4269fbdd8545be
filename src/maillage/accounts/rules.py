"""Calculations about the network's identity."""

PAPER_LIGHT = "#FBF8F2"
PAPER_DARK = "#15171A"
# WCAG 2.2, success criterion 1.4.3 (AA), for text of ordinary size.
READABLE = 4.5


def contrast(*, first: str, second: str) -> float:
    """Give the contrast ratio, 1 to 21, of two `#rrggbb` colours.

    Source: WCAG 2.2, "contrast ratio".
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
