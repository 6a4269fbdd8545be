"""JSON records as text: one value by its path, or the whole record as the cells of a table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from maillage.directory.importing.cleaning.text import repair_mojibake

_DEPTH_MAX = 6


def text_of(value: Any, /) -> str:
    """Give the text of a JSON value: whole numbers without `.0`, lists joined by commas, empty for null and objects."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, list):
        return ", ".join(filter(None, (text_of(item) for item in value)))
    return str(value)


def texts_of(value: Any, /) -> tuple[str, ...]:
    """Give a list of texts from a list, or from a text whose items are separated by commas or semicolons."""
    if isinstance(value, list):
        return tuple(filter(None, (text_of(_named(item)) for item in value)))
    return tuple(filter(None, (piece.strip() for piece in text_of(value).replace(";", ",").split(","))))


def _named(item: Any) -> Any:
    return (
        next((item[key] for key in ("name", "url", "label", "value") if item.get(key)), "")
        if isinstance(item, dict)
        else item
    )


def object_of(value: Any, /) -> Mapping[str, Any]:
    """Give the value when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def flat_record(record: Any, /) -> dict[str, str]:
    """Give a record as one row of cells that the table format understands when it comes back.

    Nested objects become `address.postalCode`; a GeoJSON feature gives its properties with `latitude` and `longitude`.
    """
    if not isinstance(record, dict):
        return {f"colonne {place}": text_of(item) for place, item in enumerate(record, start=1)} if isinstance(record, list) else {
            "value": text_of(record)
        }  # fmt: skip
    flat: dict[str, str] = {}
    if record.get("type") == "Feature":
        if record.get("id") is not None:
            flat["id"] = text_of(record["id"])
        _flatten(object_of(record.get("properties")), "", flat, 0)
        coordinates = object_of(record.get("geometry")).get("coordinates")
        if isinstance(coordinates, list) and len(coordinates) >= 2 and not isinstance(coordinates[0], list):
            flat["longitude"], flat["latitude"] = text_of(coordinates[0]), text_of(coordinates[1])
        return flat
    _flatten(record, "", flat, 0)
    return flat


def _flatten(record: Mapping[str, Any], prefix: str, flat: dict[str, str], depth: int) -> None:
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < _DEPTH_MAX:
            _flatten(value, f"{name}.", flat, depth + 1)
        elif isinstance(value, (dict, list)) and _is_nested(value):
            flat[name] = json.dumps(value, ensure_ascii=False, default=str)
        else:
            flat[name] = text_of(value)


def _is_nested(value: dict[str, Any] | list[Any]) -> bool:
    return isinstance(value, dict) or any(isinstance(item, (dict, list)) for item in value)


def mended_record(record: Any, /) -> Any:
    """Give the record with the accents of doubly encoded texts put right."""
    if isinstance(record, str):
        return repair_mojibake(record)
    if isinstance(record, dict):
        return {key: mended_record(value) for key, value in record.items()}
    if isinstance(record, list):
        return [mended_record(item) for item in record]
    return record
