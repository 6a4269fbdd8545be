"""What pages draw, from rows that were read: shapes on a map, parts of a price, what happened."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Delivery, DeliveryService, Task, TaskEvent, Zone
from maillage.delivery.queries.day import DayBoard
from maillage.delivery.queries.evidence import Evidence
from maillage.delivery.queries.positions import Place
from maillage.delivery.rules.pricing import Calculation, Outcome
from maillage.delivery.rules.progress import delivery_state
from maillage.delivery.rules.zones import ZoneError, zone_of
from maillage.delivery.sentences import sentence_of
from maillage.routing.polyline import decode

_AROUND_DEGREES = 0.02
_MARGIN_DEGREES = 0.002


def shapes_of(service: DeliveryService, *, zones: Iterable[Zone], also: Zone | None = None) -> dict[str, Any]:
    """Give the zones as one GeoJSON collection, and the bounds that hold them: the co-operative's surroundings at least."""
    listed = list(zones)
    features = [
        {"type": "Feature", "geometry": zone.area, "properties": {"name": zone.name, "is_served": zone.is_served}}
        for zone in listed
    ]
    boxes = [_box(zone.area) for zone in ([*listed, also] if also else listed)]
    known = [box for box in boxes if box]
    if not known:
        longitude, latitude = service.longitude, service.latitude
        known = [(longitude - _AROUND_DEGREES, latitude - _AROUND_DEGREES, longitude + _AROUND_DEGREES,
                  latitude + _AROUND_DEGREES)]  # fmt: skip
    west, south, east, north = zip(*known, strict=True)
    return {
        "shapes": {"type": "FeatureCollection", "features": features},
        "bounds": _edges_text(min(west), min(south), max(east), max(north)),
        "no_points": {"points": [], "clusters": []},
    }


def _box(area: dict[str, Any]) -> tuple[float, float, float, float] | None:
    try:
        return zone_of(area).box
    except ZoneError:
        return None


@dataclass(frozen=True, slots=True)
class PricePart:
    """What one rule did: its words, whether it matched, what it added; `fault` when it could not be worked out."""

    position: int
    name: str
    expression: str
    price: str
    is_matched: bool
    part_cents: int
    target: str = ""
    fault: str = ""
    quantity: int = 1
    is_supplement: bool = False


def parts_of(calculation: Calculation) -> list[PricePart]:
    """Give what each rule did, in the order in which they were asked."""
    return [
        PricePart(
            one.position + 1, one.rule.name, one.rule.expression, one.rule.price, one.is_matched, one.part_cents,
            item.target.value, sentence_of(one.fault) if one.fault else "",
        )
        for item in calculation.items
        for one in item.applied
    ]  # fmt: skip


def parts_of_document(document: dict[str, Any]) -> list[PricePart]:
    """Give the same from what an order keeps, without the rules that had no part in it."""
    found = []
    for item in document.get("items", ()):
        for one in item.get("rules", ()):
            if one.get("matched"):
                rule = one["rule"]
                found.append(
                    PricePart(
                        rule["position"] + 1, rule.get("name") or "", rule["expression"], rule["price"], True,
                        one["amount"], item["target"], quantity=one.get("quantity", 1),
                        is_supplement=one.get("isSupplement", False),
                    )
                )  # fmt: skip
    return found


OUTCOME_WORDS = {
    Outcome.NO_RULE_SET: _("This store has no prices yet: a dispatcher gives one."),
    Outcome.NO_MATCH: _("No rule matches: a dispatcher gives a price."),
    Outcome.FAULTY: _("A rule could not be worked out: a dispatcher gives a price."),
}


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as a list shows it."""

    row: Delivery
    state: str
    dropoffs: list[Task]

    @property
    def last(self) -> Task:
        """Give the stop that tells when it is delivered."""
        return self.dropoffs[-1]

    @property
    def more(self) -> int:
        return len(self.dropoffs) - 1


def delivery_lines(rows: Iterable[Delivery]) -> list[DeliveryLine]:
    """Give deliveries, read with their tasks, as lists show them."""
    return [_line(row) for row in rows]


def _line(row: Delivery) -> DeliveryLine:
    tasks = list(row.tasks.all())
    dropoffs = [task for task in tasks if task.type == "DROPOFF"] or tasks[-1:]
    return DeliveryLine(row, delivery_state(task.state for task in tasks), dropoffs)


def delivery_page(
    row: Delivery, *, events: list[TaskEvent], evidence: Evidence, links: Mapping[UUID, str] | None = None
) -> dict[str, Any]:
    """Give what a delivery's page shows: stops with their proofs, what went wrong, what happened, price by rule, map.

    `links`: the recipients' pages by drop-off, for whoever may see them.
    """
    tasks = list(row.tasks.all())
    line = _line(row)
    points = [
        {
            "id": str(task.number), "lon": task.address.longitude, "lat": task.address.latitude,
            "name": task.address.name or task.address.street_address, "place": task.address.street_address,
        }
        for task in tasks
    ]  # fmt: skip
    order = getattr(row, "order", None)
    lines = line_shapes([(row.polyline, "")])
    return {
        "delivery": row, "state": line.state, "tasks": tasks, "events": events, "order": order,
        "stops": [(task, evidence.proofs.get(task.pk, []), (links or {}).get(task.pk, "")) for task in tasks],
        "incidents": evidence.incidents,
        "parts": parts_of_document(order.calculation) if order else [],
        "may_cancel": line.state == "todo" and all(task.courier_id is None and task.ridden_for_id is None for task in tasks),
        "map_points": {"points": points, "clusters": []},
        "map_lines": lines, "map_bounds": _bounds_of(points, lines),
    }  # fmt: skip


def _bounds_of(points: Iterable[Mapping[str, Any]], lines: Mapping[str, Any]) -> str:
    """Give the edges of the map that holds stops and the way between them."""
    places = [(point["lon"], point["lat"]) for point in points if point["lon"] is not None]
    places += [tuple(place) for one in lines["features"] for place in one["geometry"]["coordinates"]]
    return _edges([place[0] for place in places], [place[1] for place in places]) if places else ""


def _edges(longitudes: Sequence[float], latitudes: Sequence[float]) -> str:
    margin = _MARGIN_DEGREES
    return _edges_text(
        min(longitudes) - margin, min(latitudes) - margin, max(longitudes) + margin, max(latitudes) + margin
    )


def _edges_text(west: float, south: float, east: float, north: float) -> str:
    return f"{west:.5f},{south:.5f},{east:.5f},{north:.5f}"


def line_shapes(lines: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give encoded lines, each with its colour or none, as GeoJSON."""
    features = []
    for text, color in lines:
        try:
            points = decode(text)
        except ValueError:
            points = []
        if len(points) > 1:
            properties = {"color": color} if color else {}
            geometry = {"type": "LineString", "coordinates": points}
            features.append({"type": "Feature", "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def day_bounds_on_map(board: DayBoard, service: DeliveryService) -> str:
    """Give the edges of the map that holds the day's stops, or the centre without any."""
    tasks = [task for column in (board.nobodys, *board.columns) for task in column.shown]
    longitudes = [task.longitude for task in tasks] or [service.longitude]
    latitudes = [task.latitude for task in tasks] or [service.latitude]
    return _edges(longitudes, latitudes)


def points_of_places(places: Iterable[Place]) -> list[dict[str, Any]]:
    """Give what the map draws of couriers who ride."""
    return [
        {
            "courier": place.courier.pk, "lon": round(place.longitude, 5), "lat": round(place.latitude, 5),
            "color": place.courier.color, "is_silent": place.is_silent,
        }
        for place in places
    ]  # fmt: skip
