from collections.abc import Mapping
from typing import Any

from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import Verbatim
from maillage.delivery.models import ApiProgram, Package, Store, TimeSlot


def store_document(store: Store, /) -> dict[str, Any]:
    slots = list(store.time_slots) or ([store.time_slot_id] if store.time_slot_id else [])
    return {
        "@id": iri("stores", store.pk),
        "@type": "http://schema.org/Store",
        "id": store.pk,
        "name": store.name,
        "enabled": store.closed_at is None,
        "address": address_document(store.address),
        "timeSlot": _or_none("time_slots", store.time_slot_id),
        "timeSlots": [iri("time_slots", slot) for slot in slots],
        "pricingRuleSet": _or_none("pricing_rule_sets", store.rule_set_id),
        "prefillPickupAddress": store.prefill_pickup,
        "weightRequired": store.weight_required,
        "packagesRequired": store.packages_required,
        "multiDropEnabled": store.multi_drop,
        "multiPickupEnabled": store.multi_pickup,
        "cashOnDeliveryEnabled": store.cash_on_delivery,
    }


def _or_none(kind: str, number: int | None) -> str | None:
    return iri(kind, number) if number else None


def program_document(program: ApiProgram, /) -> dict[str, Any]:
    return {
        "@id": iri("api_apps", program.pk),
        "@type": "http://schema.org/SoftwareApplication",
        "store": iri("stores", program.store_id),
        "shop": None,
        "name": program.name,
    }


def time_slot_document(slot: TimeSlot, /) -> dict[str, Any]:
    """Show a time slot; shop software computes the choices from the weekly ranges, so they are always a few."""
    return {
        "@id": iri("time_slots", slot.pk),
        "@type": "TimeSlot",
        "name": slot.name,
        "interval": slot.interval,
        "priorNotice": slot.prior_notice or None,
        "workingDaysOnly": slot.working_days_only,
        "choices": [],
        "openingHoursSpecification": [_opening(one) for one in slot.openings],
    }


def _opening(given: Mapping[str, Any]) -> Verbatim:
    days = given.get("dayOfWeek", [])
    return Verbatim(
        {
            "@type": "OpeningHoursSpecification",
            "opens": given.get("opens", ""),
            "closes": given.get("closes", ""),
            "dayOfWeek": [days] if isinstance(days, str) else list(days),
        }
    )


def time_slot_named(slot: TimeSlot, /) -> dict[str, Any]:
    return {"@id": iri("time_slots", slot.pk), "@type": "TimeSlot", "name": slot.name}


def package_document(package: Package, /) -> dict[str, Any]:
    return {"@type": "Package", "@id": iri("packages", package.pk), "name": package.name}
