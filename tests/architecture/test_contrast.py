"""Every pair of colours that the style sheets put together can be read: WCAG 2.2, level AA, light and dark."""

import re
from pathlib import Path

import pytest

from maillage.web.colours import contrast

CSS = Path(__file__).resolve().parents[2] / "src" / "maillage" / "web" / "static" / "css"
TEXT, SHAPE = 4.5, 3.0
COLOURED = ("accent", "thread", "success", "warning", "danger")
GROUNDS = ("paper", "surface", "sunken")
TEXT_PAIRS = (
    *((text, ground) for text in ("ink", "muted", "wheat", *COLOURED) for ground in GROUNDS if text != "wheat"),
    ("wheat", "paper"),
    ("wheat", "surface"),
    *((name, f"{name}-wash") for name in (*COLOURED, "wheat")),
    *(("ink", f"{name}-wash") for name in (*COLOURED, "wheat")),
    *(("muted", f"{name}-wash") for name in (*COLOURED, "wheat")),
    ("on-accent", "accent"),
    ("on-danger", "danger"),
    ("paper", "ink"),
    ("map-label", "map-land"),
    ("map-label", "map-water"),
)
SHAPE_PAIRS = (
    *((shape, ground) for shape in ("line-strong", "accent", "thread", "wheat") for ground in ("paper", "surface")),
    ("accent", "map-land"),
    ("accent", "map-water"),
    ("thread", "map-land"),
    ("thread", "map-water"),
    ("thread", "line"),
    ("accent", "line"),
)


def _tokens() -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", (CSS / "tokens.css").read_text(encoding="utf-8")))


def _resolve(value: str, *, theme: str, tokens: dict[str, str]) -> str:
    """Compute a colour as a browser does; opaque colours only."""
    value = value.strip()
    if re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        return value
    if re.fullmatch(r"#[0-9a-fA-F]{3}", value):
        return "#" + "".join(digit * 2 for digit in value[1:])
    if found := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return _resolve(tokens[found[1]], theme=theme, tokens=tokens)
    if value.startswith("light-dark("):
        light, dark = _arguments(value.removeprefix("light-dark("))
        return _resolve(light if theme == "light" else dark, theme=theme, tokens=tokens)
    if value.startswith("color-mix(in srgb,"):
        first, second = _arguments(value.removeprefix("color-mix(in srgb,"))
        colour, percent = first.rsplit(" ", 1)
        return _mix(
            _resolve(colour, theme=theme, tokens=tokens),
            _resolve(second, theme=theme, tokens=tokens),
            float(percent.rstrip("%")) / 100,
        )
    raise ValueError(value)


def _arguments(text: str) -> list[str]:
    return [part.strip() for part in re.split(r",(?![^(]*\))", text.removesuffix(")"))]


def _mix(first: str, second: str, share: float) -> str:
    parts = ((int(first[at : at + 2], 16), int(second[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in parts)


def _ratio(text: str, ground: str, *, theme: str) -> float:
    tokens = _tokens()
    return contrast(
        first=_resolve(text, theme=theme, tokens=tokens), second=_resolve(ground, theme=theme, tokens=tokens)
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_read_on_its_ground(text: str, ground: str, theme: str) -> None:
    assert _ratio(f"var(--{text})", f"var(--{ground})", theme=theme) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shape_is_seen_on_its_ground(shape: str, ground: str, theme: str) -> None:
    assert _ratio(f"var(--{shape})", f"var(--{ground})", theme=theme) >= SHAPE


def _rules_with_both() -> list[tuple[str, str, str]]:
    found = []
    for sheet in sorted(CSS.glob("*.css")):
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet.read_text(encoding="utf-8")):
            declared = dict(re.findall(r"(?:^|;)\s*(background|color):\s*([^;]+)", body))
            paints = {name: value.strip() for name, value in declared.items()}
            if {"background", "color"} <= paints.keys() and "disabled" not in selector:
                found.append((f"{sheet.name} {' '.join(selector.split())}", paints["color"], paints["background"]))
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_rule_that_sets_both_colours_is_readable(theme: str) -> None:
    weak, checked = [], 0
    for name, colour, ground in _rules_with_both():
        if {colour, ground} & {"none", "inherit", "transparent", "currentColor"}:
            continue
        checked += 1
        ratio = _ratio(colour, ground, theme=theme)
        if ratio < TEXT:
            weak.append(f"{name}: {ratio:.2f}")

    assert checked > 30
    assert weak == []


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast(first="#000000", second="#FFFFFF") == pytest.approx(21)
