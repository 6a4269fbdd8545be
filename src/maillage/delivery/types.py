"""The words of delivery, and what crosses the doors of the context."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any
from uuid import UUID

from maillage.accounts.types import Scope


class _Words(StrEnum):
    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give pairs for a column's `choices`; the labels that people read stand in `labels.py`."""
        return [(word.value, word.value) for word in cls]


class TaskType(_Words):
    PICKUP = "PICKUP"
    DROPOFF = "DROPOFF"


class TaskState(_Words):
    """Where a task stands; the values are those of CoopCycle's API."""

    TODO = "TODO"
    DOING = "DOING"
    DONE = "DONE"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class TaskEventName(_Words):
    """What is told of a task, for ever; the values are those of CoopCycle's API."""

    CREATED = "task:created"
    ASSIGNED = "task:assigned"
    UNASSIGNED = "task:unassigned"
    STARTED = "task:started"
    DONE = "task:done"
    FAILED = "task:failed"
    CANCELLED = "task:cancelled"
    RESTORED = "task:restored"
    RESCHEDULED = "task:rescheduled"
    UPDATED = "task:updated"
    INCIDENT = "task:incident-reported"
    SCANNED = "task:scanned"


class DeliveryOrigin(_Words):
    """By what door an order came in."""

    STORE = "store"  # the store's own form
    DISPATCH = "dispatch"  # a dispatcher's quick entry
    API = "api"
    IMPORT = "import"
    EMBED = "embed"  # the public form in a shop's site
    RECURRENCE = "recurrence"
    NETWORK = "network"  # handed over by another co-operative


class OrderState(_Words):
    NEW = "new"
    ACCEPTED = "accepted"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    REFUSED = "refused"


class ImportKind(_Words):
    """What a row of a file is."""

    DELIVERIES = "deliveries"
    TASKS = "tasks"


class OrderImportState(_Words):
    CHECKING = "checking"
    CHECKED = "checked"
    ORDERING = "ordering"
    ORDERED = "ordered"


class PlanState(_Words):
    """Where the planning of a day stands."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    CANCELLED = "cancelled"
    FAILED = "failed"


class VehicleKind(_Words):
    BIKE = "bike"
    ELECTRIC_BIKE = "electric_bike"
    CARGO_BIKE = "cargo_bike"
    ELECTRIC_CARGO = "electric_cargo"
    TRAILER = "trailer"
    ELECTRIC_VAN = "electric_van"


class PricingStrategy(_Words):
    FIND = "find"  # the first rule that matches makes the price
    MAP = "map"  # every rule that matches adds its part


class PricingTarget(_Words):
    DELIVERY = "DELIVERY"
    TASK = "TASK"
    DYNAMIC = "LEGACY_TARGET_DYNAMIC"


class ProofKind(_Words):
    PHOTO = "photo"
    SIGNATURE = "signature"


class IncidentState(_Words):
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class IncidentPriority(IntEnum):
    HIGH = 1
    MEDIUM = 2
    LOW = 3


class PriceCause(_Words):
    """Why what an order is charged has changed."""

    ORDERED = "ordered"
    GIVEN = "given"  # a dispatcher's price in the place of the rules'
    SUPPLEMENTS = "supplements"  # chosen by hand
    RECALCULATED = "recalculated"
    CANCELLED = "cancelled"
    RESTORED = "restored"


class StatementKind(_Words):
    """Whose month a statement tells."""

    STORE = "store"
    COURIER = "courier"
    PARTNER = "partner"  # a co-operative to which deliveries were handed over, or which handed some over


class HandOverState(_Words):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RETURNED = "returned"  # accepted, then given back before anybody rode it
    DONE = "done"
    CANCELLED = "cancelled"


class HandOverReason(_Words):
    OUTSIDE = "outside"  # an address lies outside the zones that are served
    FULL = "full"  # nobody is left to ride it that day
    OTHER = "other"


class NoticeMoment(_Words):
    """The moments of a delivery of which people may be told."""

    CONFIRMED = "confirmed"
    ON_ITS_WAY = "on_its_way"
    SOON = "soon"
    DELIVERED = "delivered"
    FAILED = "failed"


class NoticeChannel(_Words):
    EMAIL = "email"
    SMS = "sms"


class NoticeAudience(_Words):
    RECIPIENT = "recipient"
    STORE = "store"


class NoticeState(_Words):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"  # true no more, refused, or the address was erased
    PARKED = "parked"  # given up: somebody looks at it


class SmsGateway(_Words):
    NONE = "none"
    HTTP = "http"  # the instance's gateway
    TEST = "test"  # kept with the e-mails of a development instance


@dataclass(frozen=True, slots=True)
class DeliveryActor:
    """Who acts on one co-operative's deliveries: a person, a store's program, or the machine itself.

    `store_ids` are the stores whose orders are theirs; a dispatcher acts on all of the co-operative's.
    """

    organization_id: UUID
    user_id: UUID | None = None
    program_id: int | None = None
    courier_id: int | None = None
    store_ids: frozenset[int] = frozenset()
    is_dispatcher: bool = False
    is_owner: bool = False
    name: str = ""
    client: str = ""  # by what program: "web", "app", the name of an API application

    @property
    def scope(self) -> Scope:
        return Scope(organization_ids=frozenset({self.organization_id}))

    def may_order_for(self, store_id: int | None) -> bool:
        """Say whether an order for this store, or for none, is theirs to make."""
        return self.is_dispatcher or (store_id is not None and store_id in self.store_ids)


@dataclass(frozen=True, slots=True)
class AddressGiven:
    """An address as it was given: by words to look up, by its point, or by the number of one that is known."""

    text: str = ""
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    contact_name: str = ""
    telephone: str = ""
    description: str = ""
    postal_code: str = ""
    locality: str = ""
    email: str = ""
    language: str = ""  # of messages to the recipient; empty is the store's
    known_id: int | None = None


@dataclass(frozen=True, slots=True)
class ParcelsGiven:
    """How many packages of one type; `name` as the store's list has it."""

    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class TaskGiven:
    """One stop of an order. `after` and `before` are aware instants; an empty `address` means the store's own."""

    type: TaskType
    address: AddressGiven | None = None
    after: datetime | None = None
    before: datetime | None = None
    comments: str = ""
    weight_g: int | None = None
    parcels: tuple[ParcelsGiven, ...] = ()
    tags: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)
    is_doorstep: bool | None = None  # None: not said
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryGiven:
    """An order as it was given, its stops in the order of the ride."""

    tasks: tuple[TaskGiven, ...]
    store_id: int | None = None
    origin: DeliveryOrigin = DeliveryOrigin.STORE
    time_slot_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a task was done: who took it, what was said, files that are already kept."""

    recipient: str = ""
    notes: str = ""
    proof_ids: tuple[int, ...] = ()
