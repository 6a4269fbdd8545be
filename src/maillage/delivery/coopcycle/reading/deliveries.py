"""An order: drop-off alone, both ends, or any number of stops, with every shorthand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import number_in
from maillage.delivery.coopcycle.reading.addresses import address_in
from maillage.delivery.coopcycle.reading.texts import instant_in, interval_in, list_in, object_in, text_in
from maillage.delivery.coopcycle.refusals import Refused, Violations, item_not_found
from maillage.delivery.models import Store, TimeSlot
from maillage.delivery.queries import api_reading, slots
from maillage.delivery.rules.parcels import ParcelError, grams_of, metadata_of, quantity_of, tags_of
from maillage.delivery.types import (
    AddressGiven,
    DeliveryGiven,
    DeliveryOrigin,
    ParcelsGiven,
    TaskGiven,
    TaskType,
)
from maillage.kit.errors import NotAllowed, NotFound

LARGEST_METADATA = 16_000
# What the server says itself; a client that sends back what it read changes nothing by it.
_OURS = {"delivery_position", "order_id", "order_number", "order_total", "has_loopeat_returns", "zero_waste", "store"}


@dataclass(frozen=True, slots=True)
class StopSent:
    """A stop and what else was said of it. `number`: of the task that it changes; `is_unchecked`: hours of nobody's slot."""

    given: TaskGiven
    slot_id: int | None = None
    is_unchecked: bool = False
    number: int | None = None
    courier: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class OrderSent:
    """An order as it was sent. `is_forced`: with hours that no time slot offered."""

    given: DeliveryGiven
    stops: tuple[StopSent, ...]
    body: Mapping[str, Any]

    @property
    def is_forced(self) -> bool:
        return any(stop.is_unchecked for stop in self.stops)


def store_of(body: Mapping[str, Any], *, call: Call, is_needed: bool = True) -> Store | None:
    """Give the store that an order is for: the one named, else the program's own.

    Raises: Refused (unknown), NotAllowed (somebody else's), Violations (a person must name one).
    """
    actor = call.actor
    if body.get("store"):
        store_id = number_in(body["store"], kind="stores")
        if not api_reading.is_store(store_id=store_id):
            raise item_not_found(body["store"])
        if not actor.may_order_for(store_id):
            raise NotAllowed
    elif call.caller.program is not None:
        store_id = call.caller.program.store_id
    elif not (actor.is_dispatcher or actor.store_ids):
        raise NotAllowed
    elif actor.is_dispatcher and not is_needed:
        return None
    else:
        raise Violations.of("store", _("Say for which store: its identifier, such as /api/stores/7."))
    try:
        return api_reading.store_or_refused(actor=actor, store_id=store_id)
    except NotFound:
        raise NotAllowed from None


def order_in(body: Mapping[str, Any], *, call: Call, store: Store | None) -> OrderSent:
    """Read an order.

    Raises: Refused, Violations.
    """
    stops = [stop_in(each, place, kind, call=call, store=store) for place, kind, each in _stops(body, store)]
    stops = _with_load_of_delivery(body, stops)
    slot_id = next((stop.slot_id for stop in reversed(stops) if stop.slot_id), None)
    given = DeliveryGiven(
        tuple(stop.given for stop in stops), store_id=store.pk if store else None, origin=DeliveryOrigin.API,
        time_slot_id=slot_id,
    )  # fmt: skip
    return OrderSent(given, tuple(stops), body)


def _stops(body: Mapping[str, Any], store: Store | None) -> list[tuple[int, TaskType | None, dict[str, Any]]]:
    tasks = list_in(body, "tasks", most=200)
    if tasks:
        if not all(isinstance(each, dict) for each in tasks):
            raise Refused('The type of the "tasks" attribute must be "array" of objects.')
        forced = [TaskType.PICKUP, TaskType.DROPOFF] if len(tasks) == 2 else [None] * len(tasks)
        return [(place, forced[place], each) for place, each in enumerate(tasks)]
    ends = [(TaskType.PICKUP, object_in(body, "pickup")), (TaskType.DROPOFF, object_in(body, "dropoff"))]
    has_pickup = bool(ends[0][1]) or store is not None
    kept = [end for end in ends if end[1] or (end[0] is TaskType.PICKUP and has_pickup)]
    return [(place, kind, each) for place, (kind, each) in enumerate(kept)]


def stop_in(sent: Mapping[str, Any], place: int, kind: TaskType | None, *, call: Call, store: Store | None) -> StopSent:
    """Read one stop; `place`: its place among the stops, for what is told of faults.

    Raises: Refused, Violations.
    """
    path = f"items[{place}].task"
    address = address_in(sent.get("address"), lat_lng=sent.get("latLng"), path=f"{path}.address")
    _require_known(address, sent.get("address"), call=call, store=store)
    when: dict[str, Any] = {"now": call.now, "zone": call.zone}
    after = instant_in(sent.get("after") or sent.get("doneAfter"), **when)
    before = instant_in(sent.get("before") or sent.get("doneBefore"), **when)
    span = interval_in(sent.get("timeSlot"), **when)
    slot = _slot(sent.get("timeSlotUrl"), call=call)
    is_unchecked = False
    if span is not None:
        after, before = span.start, span.end
        if slot is not None and not slots.is_offered(
            slot=slot, service=call.service, start=after, end=before, now=call.now
        ):
            raise Refused("task.timeSlot.invalid")
        usual = slot or (store.time_slot if store else None)
        is_unchecked = usual is not None and not slots.is_offered(
            slot=usual, service=call.service, start=after, end=before, now=call.now
        )
    given = TaskGiven(
        kind or _kind(sent), address=address, after=after, before=before, comments=text_in(sent, "comments"),
        weight_g=_weight(sent.get("weight"), path), parcels=_parcels(sent, path), tags=_tags(sent.get("tags")),
        metadata=_metadata(sent.get("metadata"), path), reference=text_in(sent, "ref", longest=140),
    )  # fmt: skip
    number = _number(sent)
    return StopSent(
        given, slot.pk if slot else None, is_unchecked, number, text_in(sent, "assignedTo"), text_in(sent, "status")
    )


def _kind(sent: Mapping[str, Any]) -> TaskType:
    word = text_in(sent, "type").upper() or TaskType.DROPOFF.value
    if word not in TaskType:
        raise Refused(f'The task type "{word[:20]}" is not valid.')
    return TaskType(word)


def _number(sent: Mapping[str, Any]) -> int | None:
    if isinstance(sent.get("id"), int) and not isinstance(sent.get("id"), bool):
        return int(sent["id"])
    return number_in(sent["@id"], kind="tasks") if sent.get("@id") else None


def _require_known(address: AddressGiven | None, sent: object, *, call: Call, store: Store | None) -> None:
    if address is None or address.known_id is None:
        return
    if not api_reading.is_address_known(actor=call.actor, address_id=address.known_id, store=store):
        raise item_not_found(sent.get("@id") if isinstance(sent, dict) else sent)


def _slot(sent: object, *, call: Call) -> TimeSlot | None:
    if not sent:
        return None
    try:
        return api_reading.time_slot_of(actor=call.actor, slot_id=number_in(sent, kind="time_slots"))
    except NotFound:
        raise item_not_found(sent) from None


def _weight(sent: object, path: str) -> int | None:
    if sent in (None, False, "", 0):
        return None
    if isinstance(sent, float) and sent.is_integer():
        sent = int(sent)
    try:
        return grams_of(sent if isinstance(sent, int | str) else "?")
    except ParcelError:
        raise Violations.of(f"{path}.weight", _("A weight is a whole number of grams, above nothing.")) from None


def _parcels(sent: Mapping[str, Any], path: str) -> tuple[ParcelsGiven, ...]:
    found = []
    for each in list_in(sent, "packages"):
        if not isinstance(each, dict):
            raise Violations.of(f"{path}.packages", _("A package is an object with a type and a quantity."))
        quantity = each.get("quantity", 1)
        if quantity in (0, "0", None, ""):
            continue
        try:
            number = quantity_of(quantity if isinstance(quantity, int | str) else "?")
        except ParcelError:
            raise Violations.of(f"{path}.packages", _("A quantity is a whole number, at most 1000.")) from None
        found.append(ParcelsGiven(text_in(each, "type", longest=40) or text_in(each, "name", longest=40), number))
    return tuple(found)


def _tags(sent: object) -> tuple[str, ...]:
    return tags_of(sent) if isinstance(sent, str | list) else ()


def _metadata(sent: object, path: str) -> dict[str, Any]:
    if sent in (None, False, "", [], {}):
        return {}
    try:
        found = metadata_of(sent) if isinstance(sent, str) else sent
    except ParcelError:
        found = None
    if not isinstance(found, dict):
        raise Violations.of(f"{path}.metadata", _("Metadata is an object, or a text such as “key=value other=value”."))
    kept = {key[:100]: value for key, value in found.items() if key not in _OURS}
    if "\\u0000" in (written := json.dumps(kept)) or len(written) > LARGEST_METADATA:
        raise Violations.of(f"{path}.metadata", _("Metadata may have 16,000 characters."))
    return kept


def _with_load_of_delivery(body: Mapping[str, Any], stops: list[StopSent]) -> list[StopSent]:
    """Give the first drop-off the weight and packages that older clients send beside the stops."""
    weight, parcels = _weight(body.get("weight"), "items[0].task"), _parcels(body, "items[0].task")
    place = next((place for place, stop in enumerate(stops) if stop.given.type is TaskType.DROPOFF), None)
    if place is None or (weight is None and not parcels):
        return stops
    stop = stops[place]
    given = replace(stop.given, weight_g=stop.given.weight_g or weight, parcels=stop.given.parcels or parcels)
    return [*stops[:place], replace(stop, given=given), *stops[place + 1 :]]
