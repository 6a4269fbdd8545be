"""GoGoCarto maps: full and compact elements, flattened or not, JSON-LD, and its CSV.

Source: GoGoCarto's API (`/api/elements.json`, `ontology=gogofull|gogocompact`) and import documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from maillage.directory.importing.adapters.fields import organization_of
from maillage.directory.importing.adapters.geojson import texts_of_properties
from maillage.directory.importing.mapping import ColumnGuess, TargetField, guess_mapping
from maillage.directory.importing.mapping import Mapping as ColumnMapping
from maillage.directory.importing.records import flat_record, object_of, text_of, texts_of
from maillage.directory.importing.types import (
    ImportedOrganization,
    OriginalRow,
    Outcome,
    ReadOptions,
    RejectedRow,
    reason,
)

_VISIBLE_FROM = -1
_OWN_KEYS = frozenset(
    "id name geo address sourceKey openHours createdAt updatedAt categories categoriesDescriptions stamps images status moderationState "
    "taxonomy latitude longitude streetAddress addressLocality postalCode addressCountry customFormatedAddress @id @type @context "
    "categoriesFull optionValues optionsValues".split()
)
_CSV_FIELDS = {
    "taxonomy": TargetField.TAGS, "owner": None, "source": None, "lat": TargetField.LATITUDE, "long": TargetField.LONGITUDE,
    "id": TargetField.SOURCE_ID, "streetAddress": TargetField.STREET, "streetNumber": TargetField.STREET_NUMBER,
    "addressLocality": TargetField.CITY, "postalCode": TargetField.POSTAL_CODE, "addressCountry": TargetField.COUNTRY,
}  # fmt: skip


def csv_mapping(columns: Sequence[str], sample: Sequence[Sequence[str]]) -> ColumnMapping:
    """Give the meaning of the columns of GoGoCarto's CSV; custom fields are guessed."""
    guessed = guess_mapping(columns, sample)
    fixed = tuple(
        ColumnGuess(guess.column, _CSV_FIELDS[guess.column]) if guess.column in _CSV_FIELDS else guess
        for guess in guessed.columns
    )
    return replace(guessed, columns=fixed).checked()


def converter(options: ReadOptions) -> Callable[[OriginalRow], Outcome]:
    """Make the function that reads an element."""

    def outcome(original: OriginalRow) -> Outcome:
        element = _full(original.record)
        if element is None:
            return RejectedRow(original, (reason("row.not_an_element"),))
        status = element.get("status")
        if isinstance(status, (int, float)) and status < _VISIBLE_FROM:
            why = reason("row.hidden_element", field="status", value=text_of(status))
            return RejectedRow(original, (why,), is_skip=True)
        found = organization_of(original=original, texts=_texts(element), options=options)
        if isinstance(found, ImportedOrganization):
            return found._replace(source_name=text_of(element.get("sourceKey"))[:200])
        return found

    return outcome


def _full(record: Any) -> Mapping[str, Any] | None:
    """Give a full element, from a compact one `[id, name, lat, lng, [categories], status]` too."""
    if isinstance(record, dict):
        return record
    if not isinstance(record, list) or len(record) < 4:
        return None
    identifier, name, latitude, longitude, *rest = record
    compact: dict[str, Any] = {"id": identifier, "name": text_of(name), "latitude": latitude, "longitude": longitude}
    if rest and isinstance(rest[0], list):
        compact["categories"] = rest[0]
    if len(rest) > 1:
        compact["status"] = rest[1]
    return compact


def _texts(element: Mapping[str, Any]) -> dict[TargetField, str]:
    custom = {key: text for key, text in flat_record(dict(element)).items() if key.split(".")[0] not in _OWN_KEYS}
    texts = texts_of_properties(custom)
    geo, address = object_of(element.get("geo")), object_of(element.get("address"))
    own = {
        TargetField.NAME: text_of(element.get("name")),
        TargetField.SOURCE_ID: text_of(element.get("id", element.get("@id"))),
        TargetField.LATITUDE: text_of(geo.get("latitude", element.get("latitude"))),
        TargetField.LONGITUDE: text_of(geo.get("longitude", element.get("longitude"))),
        TargetField.STREET_NUMBER: text_of(address.get("streetNumber")),
        TargetField.STREET: text_of(address.get("streetAddress", element.get("streetAddress"))),
        TargetField.CITY: text_of(address.get("addressLocality", element.get("addressLocality"))),
        TargetField.POSTAL_CODE: text_of(address.get("postalCode", element.get("postalCode"))),
        TargetField.COUNTRY: text_of(address.get("addressCountry", element.get("addressCountry"))),
        TargetField.UPDATED_ON: text_of(element.get("updatedAt")),
        TargetField.IMAGE: "\n".join(texts_of(element.get("images"))),
        TargetField.TAGS: "\n".join(_categories(element)),
        TargetField.OPENING_HOURS: _hours(element.get("openHours")),
    }
    texts.update({target: text for target, text in own.items() if text})
    if isinstance(element.get("address"), str):
        texts[TargetField.FULL_ADDRESS] = text_of(element["address"])
    return texts


def _categories(element: Mapping[str, Any]) -> list[str]:
    """Give category labels; bare numbers are identifiers of a tree that the file does not hold."""
    listed = element.get("categoriesFull") or element.get("categories") or element.get("taxonomy")
    return [label for label in texts_of(listed) if not label.isdigit()]


def _hours(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{day} {text_of(hours)}" for day, hours in value.items() if text_of(hours))
    return text_of(value)
