"""Contrast between colours. Pure Python."""

LIGHT_TEXT = "#FFFFFF"
DARK_TEXT = "#15171A"


def contrast(*, first: str, second: str) -> float:
    """Give the contrast ratio, 1 to 21, of two `#rrggbb` colours.

    Source: WCAG 2.2, "contrast ratio".
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(*, colour: str) -> str:
    """Choose white or ink, whichever is read better on `colour`."""
    return max((LIGHT_TEXT, DARK_TEXT), key=lambda text: contrast(first=text, second=colour))


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
