"""What the variables of an expression hold: facts of a delivery, its tasks, places and packages.

Expressions reach nothing but what the tables at the foot of this module name. Source: `coopcycle_api.md`, sections 3 and 4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum

from maillage.delivery.rules.zones import Point

# What a rule that is asked about one task sees as the distance: it has none. Source: behaviour of existing rule sets.
NO_DISTANCE = -1


class Unknown(Enum):
    """The result of asking for what is not there: the hours before a pickup without a window. No comparison with it holds."""

    UNKNOWN = "unknown"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Place:
    """An address. `point`: (longitude, latitude) WGS 84, None when it was not found."""

    point: Point | None = None
    street_address: str = ""
    postal_code: str = ""
    locality: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PackageCount:
    """Packages of one type. `volume_units`: of one package."""

    name: str
    quantity: int
    volume_units: int | Decimal = 0


@dataclass(frozen=True, slots=True)
class Packages:
    counts: tuple[PackageCount, ...] = ()

    def quantity(self, name: str, /) -> int:
        return sum(one.quantity for one in self.counts if one.name == name)

    def total_volume_units(self) -> int | Decimal:
        return sum(one.quantity * one.volume_units for one in self.counts)


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A pickup or a drop-off. `kind`: PICKUP, DROPOFF, or nothing for a task that is not there; times aware; weight in grams."""

    kind: str = ""
    address: Place | None = None
    after: datetime | None = None
    before: datetime | None = None
    doorstep: bool = False
    weight_g: int | None = None
    packages: Packages = Packages()
    time_slot: str = ""


NO_TASK = TaskFacts()


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """The order of a shop, if there is one. `items_total_cents`: what its goods cost."""

    items_total_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """`low..high`, both included."""

    low: int | Decimal
    high: int | Decimal

    def __contains__(self, value: int | Decimal) -> bool:
        return min(self.low, self.high) <= value <= max(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Percentage:
    """What `price_percentage` gives: the running total becomes this many ten-thousandths of itself."""

    ten_thousandths: int


type Value = (
    bool | int | Decimal | str | datetime | tuple["Value", ...]
    | Span | Percentage | Unknown | Place | Packages | TaskFacts | OrderFacts | None
)  # fmt: skip

ATTRIBUTES: Mapping[str, Mapping[str, str]] = {
    "task": {
        "type": "text", "address": "address", "after": "time", "before": "time", "doneAfter": "time", "doneBefore": "time",
        "doorstep": "truth", "weight": "number", "packages": "packages", "timeSlot": "text",
    },
    "address": {"streetAddress": "text", "postalCode": "text", "addressLocality": "text", "name": "text"},
    "order": {"itemsTotal": "number"},
}  # fmt: skip
# Name of a method → how many arguments it takes.
METHODS: Mapping[str, Mapping[str, int]] = {
    "packages": {"quantity": 1, "containsAtLeastOne": 1, "totalVolumeUnits": 0},
}
_READERS: Mapping[type, Mapping[str, Callable[..., Value]]] = {
    TaskFacts: {
        "type": lambda task: task.kind or None,
        "address": lambda task: task.address,
        "after": lambda task: task.after,
        "before": lambda task: task.before,
        "doneAfter": lambda task: task.after,
        "doneBefore": lambda task: task.before,
        "doorstep": lambda task: task.doorstep,
        "weight": lambda task: task.weight_g,
        "packages": lambda task: task.packages,
        "timeSlot": lambda task: task.time_slot or None,
    },
    Place: {
        "streetAddress": lambda place: place.street_address,
        "postalCode": lambda place: place.postal_code,
        "addressLocality": lambda place: place.locality,
        "name": lambda place: place.name,
    },
    OrderFacts: {"itemsTotal": lambda order: order.items_total_cents},
}
SHAPES: Mapping[type, str] = {TaskFacts: "task", Place: "address", OrderFacts: "order", Packages: "packages"}


def read_attribute(owner: TaskFacts | Place | OrderFacts, name: str, /) -> Value:
    """Give an attribute that `ATTRIBUTES` names. Raises: KeyError."""
    return _READERS[type(owner)][name](owner)
