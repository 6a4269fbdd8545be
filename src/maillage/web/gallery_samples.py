"""Fictional rows for the style gallery, at real communes."""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from maillage import geodata

_TRADES = ("Menuiserie", "Brasserie", "Imprimerie", "Boulangerie", "Maraîchage", "Atelier vélo", "Librairie", "Studio")
_NAMES = (
    "La Bobine",
    "Fil à Fil",
    "Le Quatre-Mains",
    "Les Copeaux",
    "Terre Commune",
    "L’Établi",
    "Passe-Trame",
    "Nœud Plat",
)
_SHARE_SHOWN = 2500
_CELL_PX = 72
_WORLD_PX = 512


@dataclass(frozen=True, slots=True)
class Page:
    """Stands for a page of rows."""

    rows: list[int]
    next_cursor: str


def context() -> dict[str, Any]:
    """Give what the gallery shows."""
    return {
        "sample_ids": [f"sample-{number}" for number in range(18)],
        "page": Page(rows=list(range(20)), next_cursor="WzEyXQ"),
        "tones": ["neutral", "accent", "thread", "success", "warning", "danger"],
        "colours": "paper surface sunken ink muted line line-strong accent thread wheat success warning danger".split(),
        "sectors": [
            {"value": "wood", "label": "Bois, menuiserie", "count": 128, "selected": True},
            {"value": "print", "label": "Imprimerie, édition", "count": 64, "selected": False},
            {"value": "food", "label": "Alimentation", "count": 1240, "selected": False},
            {"value": "care", "label": "Aide à la personne", "count": 0, "selected": False},
            *(
                {"value": f"s{n}", "label": f"Autre métier {n}", "count": 40 - n, "selected": False}
                for n in range(1, 9)
            ),
        ],
    }


@cache
def _samples() -> list[dict[str, Any]]:
    biggest = sorted(geodata.communes(), key=lambda commune: -commune.population)[:_SHARE_SHOWN]
    return [
        {
            "id": f"sample-{number}",
            "name": f"{_TRADES[number * 7 % 8]} {_NAMES[number * 5 % 8]}",
            "lon": commune.point.longitude,
            "lat": commune.point.latitude,
            "url": "#rows",
            "place": commune.name,
        }
        for number, commune in enumerate(biggest)
    ]


def points(*, bbox: str, zoom: str) -> dict[str, Any]:
    """Cluster the samples in squares of the screen, as the directory does in SQL."""
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
        cell = 360 / (_WORLD_PX * 2 ** float(zoom)) * _CELL_PX
    except ValueError:
        return {"clusters": [], "points": []}
    cells: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for sample in _samples():
        if west <= sample["lon"] <= east and south <= sample["lat"] <= north:
            height = cell * math.cos(math.radians(sample["lat"]))
            cells[int(sample["lon"] // cell), int(sample["lat"] // height)].append(sample)
    clusters = [
        {
            "lon": sum(one["lon"] for one in group) / len(group),
            "lat": sum(one["lat"] for one in group) / len(group),
            "count": len(group),
        }
        for group in cells.values()
        if len(group) > 1
    ]
    return {"clusters": clusters, "points": [group[0] for group in cells.values() if len(group) == 1]}


def suggestions(*, text: str) -> dict[str, Any]:
    """Answer as the directory's suggestions do."""
    wanted = geodata.fold(text)
    names = [one for one in _samples() if wanted in geodata.fold(one["name"])][:4]
    places = geodata.suggest_places(text=text, limit=4)
    return {
        "groups": [
            {"label": "Structures", "options": [{"label": one["name"], "detail": one["place"]} for one in names]},
            {"label": "Lieux", "options": [{"label": str(place.name), "value": place.code} for place in places]},
        ]
    }
