"""Stores, their time slots, packages and addresses. Source: `coopcycle_api.md`, section 7."""

import re
import secrets
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import formats
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Item, collection, paged, paged_together
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.documents.prices import nowhere_id
from maillage.delivery.coopcycle.documents.stores import (
    package_document,
    store_document,
    time_slot_document,
    time_slot_named,
)
from maillage.delivery.coopcycle.reading.addresses import address_in
from maillage.delivery.coopcycle.reading.stores import store_given
from maillage.delivery.coopcycle.reading.texts import instant_in
from maillage.delivery.coopcycle.refusals import Refused, Violations, blank
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.deliveries import documents_of
from maillage.delivery.models import Store, TimeSlot
from maillage.delivery.queries import api_reading
from maillage.delivery.queries.slots import slot_choices
from maillage.delivery.rules.time_slots import Choice
from maillage.delivery.services.addresses import add_store_address
from maillage.delivery.services.stores import save_store

_SORTS = {"order[dropoff.before]": "dropoff_before", "order[createdAt]": "ordered_at"}
_FILTER = re.compile(r"(?P<end>pickup|dropoff)[._](?P<bound>before|after)\[(?P<how>(?:strictly_)?(?:before|after))\]")
_HOW = {"after": "gte", "before": "lte", "strictly_after": "gt", "strictly_before": "lt"}
_SEARCH = (
    *_SORTS,
    *(f"{end}.{bound}[{how}]" for end in ("pickup", "dropoff") for bound in ("before", "after") for how in _HOW),
)


@for_programs("deliveries", "tasks", "orders")
def read_store(call: Call, number: int) -> Answer:
    """Give a store."""
    return Item(store_document(_store(call, number)), "Store")


def list_stores(call: Call) -> Answer:
    """Give all stores of the co-operative."""
    call.require_dispatcher()
    rows = api_reading.stores_of(actor=call.actor, is_own=False)
    return paged(rows, store_document, request=call.request, context="Store")


def list_own_stores(call: Call) -> Answer:
    """Give the stores that one orders for."""
    rows = api_reading.stores_of(actor=call.actor, is_own=True)
    return paged(rows, store_document, request=call.request, context="Store")


@for_programs("deliveries")
def list_deliveries(call: Call, number: int) -> Answer:
    """Give a store's deliveries, latest first unless asked otherwise."""
    rows = api_reading.with_ends(api_reading.deliveries_of_store(actor=call.actor, store=_store(call, number)))
    for name in call.request.GET:
        if found := _FILTER.fullmatch(name):
            instant = instant_in(call.request.GET[name], now=call.now, zone=call.zone)
            rows = rows.filter(**{f"{found['end']}_{found['bound']}__{_HOW[found['how']]}": instant})
    sorts = [
        f"{'-' if call.request.GET[name].lower() == 'desc' else ''}{column}"
        for name, column in _SORTS.items()
        if name in call.request.GET
    ]
    rows = rows.order_by(*(sorts or ["-ordered_at"]), "-number")
    documents = partial(documents_of, call)
    return paged_together(rows, documents, request=call.request, context="Delivery", search=_SEARCH)


@for_programs("deliveries")
def list_addresses(call: Call, number: int) -> Answer:
    """Give the addresses that a store finds again, the last used first."""
    rows = api_reading.addresses_of_store(store=_store(call, number))
    return paged(
        rows, lambda row: address_document(row.address), request=call.request, context="Store", search=("type",)
    )


@for_programs("deliveries")
def add_address(call: Call, number: int) -> Answer:
    """Keep an address that a store will order for."""
    store = _store(call, number)
    given = address_in(call.body() or None, path="streetAddress")
    if given is None:
        raise Violations(blank("streetAddress"))
    return Item(
        address_document(add_store_address(actor=call.actor, store_id=store.pk, given=given, now=call.now)), "Address",
        status=201,
    )  # fmt: skip


@for_programs("deliveries")
def list_time_slots(call: Call, number: int) -> Answer:
    """Give the time slots that a store may choose from, in its order."""
    slots = api_reading.time_slots_of(store=_store(call, number))
    return collection([time_slot_named(slot) for slot in slots], request=call.request, context="Store")


@for_programs("deliveries")
def list_packages(call: Call, number: int) -> Answer:
    """Give the types of package that a store may send."""
    packages = api_reading.packages_of(store=_store(call, number))
    return collection([package_document(package) for package in packages], request=call.request, context="Store")


@for_programs("deliveries")
def payment_methods(call: Call, number: int) -> Answer:
    """Give how a store's orders may be paid."""
    store = _store(call, number)
    methods = [{"type": "cash_on_delivery"}] if store.cash_on_delivery else []
    document = {"@id": f"/api/stores/{store.pk}/payment_methods", "@type": "PaymentMethodsOutput", "methods": methods}
    return Item(document, "Store")


def list_all_time_slots(call: Call) -> Answer:
    """Give all time slots of the co-operative, by name."""
    call.require_dispatcher()
    rows = TimeSlot.objects.within(call.actor.scope).order_by("name", "pk")
    return paged(rows, time_slot_document, request=call.request, context="TimeSlot")


def change_store(call: Call, number: int) -> Answer:
    """Change what is sent of a store, such as the order of its time slots: its first one is the usual one."""
    call.require_dispatcher()
    given = store_given(call.body(), call=call, store=_store(call, number))
    save_store(actor=call.actor, given=given, now=call.now, store_id=number)
    return Item(store_document(_store(call, number)), "Store")


@for_programs("deliveries", "tasks", "orders")
def read_time_slot(call: Call, number: int) -> Answer:
    """Give a time slot with its weekly ranges."""
    return Item(time_slot_document(api_reading.time_slot_of(actor=call.actor, slot_id=number)), "TimeSlot")


@for_programs("deliveries", people=False)
def own_choices(call: Call) -> Answer:
    """Give the choices of the store's own time slot."""
    program = call.caller.program
    slot = api_reading.store_or_refused(actor=call.actor, store_id=program.store_id).time_slot if program else None
    if slot is None:
        raise Refused(_("Not Found"), status=404)
    return _choices(call, slot)


@for_programs("deliveries")
def choices(call: Call, number: int) -> Answer:
    """Give the choices that a time slot offers now."""
    return _choices(call, api_reading.time_slot_of(actor=call.actor, slot_id=number))


def _choices(call: Call, slot: TimeSlot) -> Answer:
    found = slot_choices(slot=slot, service=call.service, now=call.now)
    context = {
        "@vocab": f"{settings.MAILLAGE_BASE_URL}/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "choices": "TimeSlotChoices/choices",
    }
    document = {"@type": "TimeSlotChoices", "@id": nowhere_id(), "choices": [_choice(each, call.now) for each in found]}
    return Item(document, context)


def _choice(choice: Choice, now: datetime) -> dict[str, Any]:
    return {
        "@context": "/api/contexts/TimeSlotChoice",
        "@id": f"/api/time_slot_choices/{secrets.token_hex(10)}",
        "@type": "TimeSlotChoice",
        "value": choice.value,
        "label": _label(choice, now),
    }


def _label(choice: Choice, now: datetime) -> str:
    start, end = choice.local
    words = {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    ahead = choice.days_ahead(now)
    if ahead == 0:
        return _("Today between %(start)s and %(end)s") % words
    if ahead == 1:
        return _("Tomorrow between %(start)s and %(end)s") % words
    return _("%(day)s between %(start)s and %(end)s") % {
        "day": formats.date_format(start, "l j F").capitalize(),
        **words,
    }


def _store(call: Call, number: int) -> Store:
    return api_reading.store_or_refused(actor=call.actor, store_id=number)
