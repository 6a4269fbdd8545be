"""A row of a file of orders: which columns there are, and what their texts mean.

Source: `coopcycle_api.md`, section 4.11.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from maillage.delivery.rules.parcels import ParcelError, grams_of_kilograms, metadata_of, quantities_of, tags_of
from maillage.delivery.rules.times import TimeTextError, instant_of, interval_of
from maillage.delivery.types import AddressGiven, ParcelsGiven, TaskGiven, TaskType

_OF_A_STOP = (
    "address", "address.name", "address.description", "address.telephone", "address.contactName", "latlong", "comments",
    "timeslot", "tags", "metadata",
)  # fmt: skip
DELIVERY_COLUMNS = (
    *(f"{stop}.{name}" for stop in ("pickup", "dropoff") for name in _OF_A_STOP),
    "dropoff.packages",
    "weight",
)
TASK_COLUMNS = (
    "type", "address", "address.streetAddress", "latlong", "address.latlng", "address.name", "address.description",
    "address.floor", "address.telephone", "address.contactName", "after", "before", "timeslot", "comments", "tags",
    "packages", "weight", "assign", "ref", "group",
)  # fmt: skip
# One of each group has to be there.
NEEDED_OF_DELIVERIES = (("dropoff.address", "dropoff.latlong"),)
NEEDED_OF_TASKS = (("address", "address.streetAddress", "latlong", "address.latlng"),)


class RowFault(StrEnum):
    """Keys of the messages."""

    ADDRESS = "address"  # missing
    TWO_ADDRESSES = "two_addresses"
    POINT = "point"
    TIME = "time"
    WINDOW = "window"
    WINDOW_MISSING = "window_missing"
    OVER = "over"
    WEIGHT = "weight"
    PACKAGES = "packages"
    PACKAGE_UNKNOWN = "package_unknown"
    METADATA = "metadata"
    TYPE = "type"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: the column, the key of the sentence, the text at fault."""

    column: str
    fault: RowFault
    text: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """What a row is read with. `packages`: the store's types by every name that a file may call them."""

    now: datetime
    zone: ZoneInfo
    packages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a file. `courier`: a short name, with or without a day."""

    task: TaskGiven
    courier: str = ""
    group: str = ""


def known_columns(header: Sequence[str], /, *, columns: Sequence[str]) -> dict[str, int]:
    """Give the place of each column that is known, whatever its case and the blanks around it; of two alike, the first."""
    plain = {name.casefold(): name for name in columns}
    found: dict[str, int] = {}
    for place, name in enumerate(header):
        known = plain.get(name.strip().casefold())
        if known is not None:
            found.setdefault(known, place)
    return found


def delivery_of_row(cells: Mapping[str, str], around: Around, /) -> tuple[tuple[TaskGiven, ...], list[Fault]]:
    """Read a delivery; a row without a pickup's address is picked up at the store. All faults of the row are given."""
    faults: list[Fault] = []
    drop = _stop(cells, "dropoff.", TaskType.DROPOFF, around, faults)
    has_pickup = any(cells.get(f"pickup.{name}") for name in ("address", "latlong"))
    pickup = _stop(cells, "pickup.", TaskType.PICKUP, around, faults, needs_address=False)
    if not has_pickup and pickup.before is None and not pickup.comments and not pickup.tags and not pickup.metadata:
        return (drop,), faults
    return (pickup, drop), faults


def task_of_row(cells: Mapping[str, str], around: Around, /) -> tuple[TaskRow, list[Fault]]:
    """Read a task of no delivery."""
    faults: list[Fault] = []
    text = cells.get("type", "").upper()
    if text not in ("", "PICKUP", "DROPOFF"):
        faults.append(Fault("type", RowFault.TYPE, text[:40]))
    kind = TaskType.PICKUP if text == "PICKUP" else TaskType.DROPOFF
    if cells.get("address") and cells.get("address.streetAddress"):
        faults.append(Fault("address", RowFault.TWO_ADDRESSES))
    plain = {
        **cells, "address": cells.get("address") or cells.get("address.streetAddress", ""),
        "latlong": cells.get("latlong") or cells.get("address.latlng", ""),
        "address.description": " ".join(filter(None, (cells.get("address.description"), cells.get("address.floor")))),
    }  # fmt: skip
    task = _stop(plain, "", kind, around, faults)
    return TaskRow(task, cells.get("assign", ""), cells.get("group", "")), faults


def _stop(
    cells: Mapping[str, str], prefix: str, kind: TaskType, around: Around, faults: list[Fault], *,
    needs_address: bool = True,
) -> TaskGiven:  # fmt: skip
    def text(name: str) -> str:
        return cells.get(prefix + name, "")

    def read[Value](name: str, fault: RowFault, reading: Callable[[str], Value], otherwise: Value) -> Value:
        try:
            return reading(text(name)) if text(name) else otherwise
        except ParcelError:
            faults.append(Fault(prefix + name, fault, text(name)[:60]))
            return otherwise

    address = _address(cells, prefix, faults, is_needed=needs_address)
    after, before = _window(cells, prefix, around, faults, is_needed=kind is TaskType.DROPOFF)
    is_loaded = kind is TaskType.DROPOFF
    # A delivery's weight has a column without a stop's name.
    weight_g = _weight(cells, faults) if is_loaded else None
    none: dict[str, int] = {}
    counts = read("packages", RowFault.PACKAGES, quantities_of, none) if is_loaded else none
    no_words: dict[str, str] = {}
    metadata: dict[str, Any] = dict(read("metadata", RowFault.METADATA, metadata_of, no_words))
    return TaskGiven(
        kind, address, after, before, text("comments"), weight_g,
        _parcels(counts, prefix, around, faults), tags_of(text("tags")), metadata, reference=text("ref"),
    )  # fmt: skip


def _address(cells: Mapping[str, str], prefix: str, faults: list[Fault], *, is_needed: bool) -> AddressGiven | None:
    def text(name: str) -> str:
        return cells.get(prefix + name, "")

    latitude, longitude = None, None
    if text("latlong"):
        try:
            first, second = text("latlong").replace(";", ",").split(",")
            latitude, longitude = float(first), float(second)
            if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
                raise ValueError("point")
        except ValueError:
            faults.append(Fault(f"{prefix}latlong", RowFault.POINT, text("latlong")[:60]))
            return None
    elif not text("address"):
        if is_needed:
            faults.append(Fault(f"{prefix}address", RowFault.ADDRESS))
        return None
    return AddressGiven(
        text=text("address"), latitude=latitude, longitude=longitude, name=text("address.name"),
        contact_name=text("address.contactName"), telephone=text("address.telephone"),
        description=text("address.description"),
    )  # fmt: skip


def _window(
    cells: Mapping[str, str], prefix: str, around: Around, faults: list[Fault], *, is_needed: bool
) -> tuple[datetime | None, datetime | None]:
    slot, after, before = (cells.get(prefix + name, "") for name in ("timeslot", "after", "before"))
    column = "before" if before and not slot else f"{prefix}timeslot"
    start: datetime | None = None
    try:
        if slot:
            interval = interval_of(slot, now=around.now, zone=around.zone)
            start, end = interval.start, interval.end
        elif before:
            end = instant_of(before, now=around.now, zone=around.zone)
            start = instant_of(after, now=around.now, zone=around.zone) if after else None
            if start is not None and start >= end:
                raise TimeTextError(f"{after} / {before}", "order")
        else:
            if is_needed:
                faults.append(Fault(column, RowFault.WINDOW_MISSING))
            return None, None
    except TimeTextError as error:
        fault = RowFault.WINDOW if error.problem == "order" else RowFault.TIME
        faults.append(Fault(column, fault, error.text[:60]))
        return None, None
    if end <= around.now:
        faults.append(Fault(column, RowFault.OVER, (slot or before)[:60]))
    return start, end


def _weight(cells: Mapping[str, str], faults: list[Fault]) -> int | None:
    try:
        return grams_of_kilograms(cells.get("weight", ""))
    except ParcelError as error:
        faults.append(Fault("weight", RowFault.WEIGHT, error.text))
        return None


def _parcels(counts: Mapping[str, int], prefix: str, around: Around, faults: list[Fault]) -> tuple[ParcelsGiven, ...]:
    found: dict[str, int] = {}
    for name, count in counts.items():
        known = around.packages.get(name.casefold())
        if known is None:
            faults.append(Fault(f"{prefix}packages", RowFault.PACKAGE_UNKNOWN, name[:60]))
        else:
            found[known] = found.get(known, 0) + count
    return tuple(ParcelsGiven(name, count) for name, count in found.items())
