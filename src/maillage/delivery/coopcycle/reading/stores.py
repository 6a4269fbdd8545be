"""A store that is changed: partial."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import number_in
from maillage.delivery.coopcycle.reading.texts import list_in, text_in
from maillage.delivery.coopcycle.refusals import Refused, item_not_found
from maillage.delivery.models import Store
from maillage.delivery.queries import api_reading
from maillage.delivery.services.stores import StoreGiven
from maillage.kit.errors import NotFound

_MARKS = {
    "prefillPickupAddress": "prefill_pickup", "weightRequired": "weight_required",
    "packagesRequired": "packages_required", "multiDropEnabled": "multi_drop", "multiPickupEnabled": "multi_pickup",
    "cashOnDeliveryEnabled": "cash_on_delivery",
}  # fmt: skip


def store_given(body: Mapping[str, Any], *, call: Call, store: Store) -> StoreGiven:
    """Read what is to be different of a store, over what it is.

    Raises: Refused.
    """
    given = StoreGiven(
        name=text_in(body, "name", longest=120) or store.name, time_slot_id=store.time_slot_id,
        package_set_id=store.package_set_id, rule_set_id=store.rule_set_id, default_courier_id=store.default_courier_id,
        client_id=store.client_id, check_expression=store.check_expression, time_slots=tuple(store.time_slots),
        tags=tuple(store.tags), **{column: getattr(store, column) for column in _MARKS.values()},
    )  # fmt: skip
    for key, column in _MARKS.items():
        if key in body:
            if not isinstance(body[key], bool):
                raise Refused(f'The type of the "{key}" attribute must be "bool".')
            given = replace(given, **{column: body[key]})
    if "timeSlots" in body:
        slots = tuple(dict.fromkeys(_slot(one, call) for one in list_in(body, "timeSlots", most=100)))
        given = replace(given, time_slots=slots, time_slot_id=slots[0] if slots else None)
    if body.get("timeSlot"):
        first = _slot(body["timeSlot"], call)
        slots = given.time_slots if first in given.time_slots else (first, *given.time_slots)
        given = replace(given, time_slots=slots, time_slot_id=first)
    return given


def _slot(sent: object, call: Call) -> int:
    try:
        return api_reading.time_slot_of(actor=call.actor, slot_id=number_in(sent, kind="time_slots")).pk
    except NotFound:
        raise item_not_found(sent) from None
