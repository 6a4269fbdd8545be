"""Quiet abstract pictures, woven from a seed: galleries are not empty and nobody's photograph is taken."""

from __future__ import annotations

import io
import math
from random import Random

from PIL import Image, ImageDraw

from maillage.directory.demo.types import DemoPicture

PAPER = (251, 248, 242)
INK = (29, 32, 38)
MADDER = (179, 48, 42)
TEAL = (15, 107, 107)
WHEAT = (148, 101, 12)
_THREADS = (MADDER, TEAL, WHEAT)
_OVERSAMPLING = 2

Colour = tuple[int, int, int]


def draw_picture(*, random: Random, caption: str) -> DemoPicture:
    """Draw the seed of a picture for a caption."""
    seed = random.randrange(2**31)
    words = ("fils tissés", "collines de fils", "toiture et façades", "nœuds reliés")[seed % 4]
    return DemoPicture(
        seed=seed, caption=caption, alternative=f"Illustration abstraite : {words}, teintes {_tint(seed)}"
    )


def _tint(seed: int) -> str:
    return ("garance", "bleu canard", "blé")[seed // 4 % 3]


def render_picture(*, seed: int, width: int = 1200, height: int = 800) -> bytes:
    """Render the picture of a seed as WebP; the same seed gives the same picture.

    `width`, `height`: pixels.
    """
    random = Random(seed)
    main = _THREADS[seed // 4 % 3]
    size = (width * _OVERSAMPLING, height * _OVERSAMPLING)
    image = Image.new("RGB", size, _mix(PAPER, main, 0.06))
    draw = ImageDraw.Draw(image)
    (_weave, _hills, _roofs, _knots)[seed % 4](draw, size, main, random)
    output = io.BytesIO()
    image.resize((width, height), Image.Resampling.LANCZOS).save(output, "WEBP", quality=82, method=4)
    return output.getvalue()


def _mix(ground: Colour, colour: Colour, share: float) -> Colour:
    red, green, blue = (round(g + (c - g) * share) for g, c in zip(ground, colour, strict=True))
    return red, green, blue


def _second(main: Colour, random: Random) -> Colour:
    return random.choice([colour for colour in _THREADS if colour != main])


def _weave(draw: ImageDraw.ImageDraw, size: tuple[int, int], main: Colour, random: Random) -> None:
    """Weave warp and weft: bands of several widths, the weft passing over and under."""
    width, height = size
    step = width // random.randint(16, 26)
    thread = max(4, int(step * 0.58))
    accent = _second(main, random)
    columns = range(0, width + step, step)
    for x in columns:
        draw.rectangle((x, 0, x + thread, height), fill=_mix(PAPER, main, random.uniform(0.15, 0.75)))
    for row, y in enumerate(range(0, height + step, step)):
        colour = _mix(PAPER, accent if row % 5 == 2 else main, random.uniform(0.2, 0.85))
        for column, x in enumerate(columns):
            if (row + column) % 2 == 0:
                draw.rectangle((x - step + thread, y, x + step, y + thread), fill=colour)


def _hills(draw: ImageDraw.ImageDraw, size: tuple[int, int], main: Colour, random: Random) -> None:
    """Lay ridges one before another, darker towards the foot, under a low sun."""
    width, height = size
    radius = height * random.uniform(0.07, 0.12)
    sun = (width * random.uniform(0.15, 0.85), height * random.uniform(0.18, 0.32))
    box = (sun[0] - radius, sun[1] - radius, sun[0] + radius, sun[1] + radius)
    draw.ellipse(box, fill=_mix(PAPER, _second(main, random), 0.6))
    ridges = random.randint(5, 8)
    for ridge in range(ridges):
        base = height * (0.38 + 0.62 * ridge / ridges)
        phase, length = random.uniform(0, 6.28), width / random.uniform(0.7, 1.8)
        swell = height * random.uniform(0.03, 0.1)
        points = [
            (x, base + swell * (math.sin(x / length * 6.28 + phase) + 0.4 * math.sin(x / length * 15 + phase * 2)))
            for x in range(0, width + 16, 16)
        ]
        draw.polygon([*points, (width, height), (0, height)], fill=_mix(PAPER, main, 0.16 + 0.7 * (ridge + 1) / ridges))
        for offset in range(1, 4):
            thread = [(x, y + offset * height * 0.012) for x, y in points]
            draw.line(thread, fill=_mix(PAPER, main, 0.1 + 0.6 * ridge / ridges), width=3)


def _roofs(draw: ImageDraw.ImageDraw, size: tuple[int, int], main: Colour, random: Random) -> None:
    """Line up façades under pitched roofs, some windows lit."""
    width, height = size
    accent = _second(main, random)
    x = -width * 0.04
    while x < width:
        wide = width * random.uniform(0.09, 0.17)
        top = height * random.uniform(0.34, 0.6)
        wall = _mix(PAPER, random.choice((main, main, accent, INK)), random.uniform(0.12, 0.5))
        draw.rectangle((x, top, x + wide, height), fill=wall)
        ridge = top - wide * random.uniform(0.28, 0.55)
        draw.polygon(
            [(x - wide * 0.05, top), (x + wide / 2, ridge), (x + wide * 1.05, top)], fill=_mix(wall, INK, 0.35)
        )
        columns = random.randint(2, 3)
        pane = wide / (columns * 2 + 1)
        for level in range(int((height - top) / (pane * 2.4))):
            for column in range(columns):
                left, upper = x + pane * (1 + 2 * column), top + pane * (0.9 + 2.4 * level)
                lit = random.random() < 0.3
                draw.rectangle(
                    (left, upper, left + pane, upper + pane * 1.35),
                    fill=_mix(PAPER, accent if lit else wall, 0.5 if lit else 0.25),
                )
        x += wide


def _knots(draw: ImageDraw.ImageDraw, size: tuple[int, int], main: Colour, random: Random) -> None:
    """Tie points to their nearest neighbours with sagging threads."""
    width, height = size
    points = [
        (width * random.uniform(0.06, 0.94), height * random.uniform(0.1, 0.85)) for _ in range(random.randint(14, 22))
    ]
    accent = _second(main, random)
    for x, y in points:
        nearest = sorted(points, key=lambda other: math.dist((x, y), other))[1:4]
        for other_x, other_y in nearest:
            sag = 0.12 * math.dist((x, y), (other_x, other_y))
            curve = [
                (x + (other_x - x) * t / 24, y + (other_y - y) * t / 24 + sag * math.sin(math.pi * t / 24))
                for t in range(25)
            ]
            draw.line(
                curve, fill=_mix(PAPER, main, random.uniform(0.25, 0.6)), width=max(3, width // 500), joint="curve"
            )
    for rank, (x, y) in enumerate(points):
        radius = height * random.uniform(0.012, 0.04)
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=_mix(PAPER, accent if rank % 4 == 0 else main, 0.9)
        )
