"""Stores, their time slots, packages and addresses. Source: `coopcycle_api.md`, section 7."""

from maillage.delivery.coopcycle.answers import Answer, Item
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.stores import store_document, time_slot_document
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.queries import api_reading


@for_programs("deliveries", "tasks", "orders")
def read_store(call: Call, number: int) -> Answer:
    return Item(store_document(api_reading.store_or_refused(actor=call.actor, store_id=number)), "Store")


@for_programs("deliveries", "tasks", "orders")
def read_time_slot(call: Call, number: int) -> Answer:
    return Item(time_slot_document(api_reading.time_slot_of(actor=call.actor, slot_id=number)), "TimeSlot")
