"""GeoJSON features: a point and properties named freely, whose meaning is that of columns of the same names.

Source: RFC 7946.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from maillage.directory.importing.adapters.fields import organization_of
from maillage.directory.importing.mapping.fields import REPEATABLE, TargetField, field_of_header
from maillage.directory.importing.records import flat_record, object_of, text_of
from maillage.directory.importing.types import (
    ImportedOrganization,
    OriginalRow,
    Outcome,
    ReadOptions,
    RejectedRow,
    reason,
)


def converter(options: ReadOptions) -> Callable[[OriginalRow], Outcome]:
    """Make the function that reads a feature."""

    def outcome(original: OriginalRow) -> Outcome:
        record = original.record
        if not isinstance(record, dict) or not isinstance(record.get("properties"), dict):
            return RejectedRow(original, (reason("row.not_a_feature"),))
        texts = texts_of_properties(flat_record(record["properties"]))
        if "id" in record and record["id"] is not None:
            texts.setdefault(TargetField.SOURCE_ID, text_of(record["id"]))
        position = _position(object_of(record.get("geometry")))
        if position:
            texts[TargetField.LONGITUDE], texts[TargetField.LATITUDE] = position
        found = organization_of(original=original, texts=texts, options=options)
        return _told_shape(found, object_of(record.get("geometry")), position)

    return outcome


def texts_of_properties(properties: Mapping[str, str]) -> dict[TargetField, str]:
    """Give the meaning of properties by their names; the surest name wins, repeatable fields are joined."""
    texts: dict[TargetField, str] = {}
    sureness: dict[TargetField, float] = {}
    for name, text in properties.items():
        target, confidence = field_of_header(name)
        if target is None or not text:
            continue
        if target in texts and target in REPEATABLE:
            texts[target] = f"{texts[target]}\n{text}"
        elif confidence > sureness.get(target, 0.0):
            texts[target], sureness[target] = text, confidence
    return texts


def _position(geometry: Mapping[str, Any]) -> tuple[str, str] | None:
    """Give the longitude and latitude of a point, the middle of the box of any other shape."""
    if geometry.get("type") == "GeometryCollection" and isinstance(geometry.get("geometries"), list):
        return next((found for part in geometry["geometries"] if (found := _position(object_of(part)))), None)
    positions = _flat_positions(geometry.get("coordinates"), 0)
    if not positions:
        return None
    longitudes, latitudes = [place[0] for place in positions], [place[1] for place in positions]
    return repr((min(longitudes) + max(longitudes)) / 2), repr((min(latitudes) + max(latitudes)) / 2)


def _flat_positions(coordinates: Any, depth: int) -> list[tuple[float, float]]:
    if not isinstance(coordinates, list) or depth > 5:
        return []
    if len(coordinates) >= 2 and all(isinstance(number, (int, float)) for number in coordinates[:2]):
        return [(coordinates[0], coordinates[1])]
    return [position for part in coordinates for position in _flat_positions(part, depth + 1)]


def _told_shape(found: Outcome, geometry: Mapping[str, Any], position: tuple[str, str] | None) -> Outcome:
    kind = geometry.get("type")
    if isinstance(found, ImportedOrganization) and position and kind not in ("Point", None):
        return found._replace(
            warnings=(*found.warnings, reason("point.middle_of_shape", field="point", value=str(kind)))
        )
    return found
