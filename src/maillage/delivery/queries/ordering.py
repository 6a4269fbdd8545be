"""What somebody who orders chooses from: one's stores, the hours, the packages, addresses used before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from maillage.accounts.types import Actor
from maillage.delivery.models import (
    Address,
    ClosedDay,
    DeliveryService,
    Package,
    Store,
    StoreAddress,
    TimeSlot,
)
from maillage.delivery.queries.access import delivery_actor_of, service_of
from maillage.delivery.queries.places import suggestions
from maillage.delivery.rules.time_slots import (
    Choice,
    SlotError,
    SlotRule,
    choices,
    days_of_interval,
    notice_of,
    ranges_of_specifications,
)
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound
from maillage.kit.rows import first_or_not_found

MOST_REMEMBERED = 60
_OWN = "the store that one orders for"


@dataclass(frozen=True, slots=True)
class Counter:
    """Where somebody orders: the store, or none for a dispatcher's own entry."""

    service: DeliveryService
    actor: DeliveryActor
    store: Store | None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.service.time_zone)


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """A range of a slot that may be chosen now."""

    slot_id: int
    choice: Choice

    @property
    def value(self) -> str:
        return f"{self.slot_id}|{self.choice.value}"


def counter_of(*, actor: Actor, store_id: int) -> Counter:
    """Give the store where somebody orders: one's own, or of a co-operative that one dispatches for.

    Raises: NotFound.
    """
    rows = Store.objects.across_scopes(reason=_OWN).select_related("address", "organization", "package_set")
    store: Store = first_or_not_found(rows.filter(pk=store_id, closed_at=None))
    whose = delivery_actor_of(actor=actor, organization_id=store.organization_id)
    if not whose.may_order_for(store.pk):
        raise NotFound
    return Counter(service_of(organization_id=store.organization_id), whose, store)


def packages_for(*, store: Store | None) -> list[Package]:
    """List the types of package that a store may send."""
    if store is None or store.package_set_id is None:
        return []
    rows = Package.objects.across_scopes(reason="the package types that a store may send")
    return list(rows.filter(package_set_id=store.package_set_id).order_by("position", "pk"))


def remembered(*, store: Store | None, text: str = "", limit: int = MOST_REMEMBERED) -> list[Address]:
    """List the addresses that a store used, the last one first; with a text, those that hold it."""
    if store is None:
        return []
    rows = StoreAddress.objects.across_scopes(reason="addresses that a store remembers").filter(store=store)
    for word in text.split()[:5]:
        rows = rows.filter(
            Q(address__street_address__icontains=word)
            | Q(address__name__icontains=word)
            | Q(address__contact_name__icontains=word)
        )
    return [row.address for row in rows.select_related("address").order_by("-used_at", "-pk")[:limit]]


def place_options(*, counter: Counter, text: str) -> list[dict[str, Any]]:
    """Give groups of suggestions for an address being typed: those used before, then those of the map.

    An option's value is what `forms.orders` reads: `k` and a number, or `latitude,longitude`.
    """
    known = [
        {
            "label": address.name or address.contact_name or address.street_address,
            "detail": address.street_address if (address.name or address.contact_name) else address.locality,
            "text": address.street_address,
            "value": f"k{address.pk}",
        }
        for address in remembered(store=counter.store, text=text, limit=5)
    ]
    on_map = [
        # What is only near is looked up once more when ordered, so that somebody is told to look at it.
        {
            "label": place.label,
            "detail": _("near: this number is not on the map") if place.is_approximate and place.label[:1].isdigit()
            else place.locality if place.locality not in place.label else "",
            "value": "" if place.is_approximate else f"{place.point.latitude:.6f},{place.point.longitude:.6f}",
        }
        for place in suggestions(text=text, service=counter.service)
    ]  # fmt: skip
    return [{"key": "known", "options": known}, {"key": "map", "options": on_map}]


def slot_choices(*, counter: Counter, now: datetime) -> list[SlotChoice]:
    """Give the ranges that a store may choose now, soonest first."""
    store = counter.store
    if store is None or not store.time_slots:
        return []
    rows = TimeSlot.objects.across_scopes(reason="the hours that a store may choose").filter(pk__in=store.time_slots)
    closed_rows = ClosedDay.objects.across_scopes(reason="days without deliveries").filter(
        organization_id=store.organization_id, last__gte=now.astimezone(counter.zone).date()
    )
    closed = tuple(closed_rows.values_list("first", "last"))
    found = [
        SlotChoice(slot.pk, choice)
        for slot in rows
        for choice in _choices(slot, closed=closed, now=now, zone=counter.zone)
    ]
    return sorted(found, key=lambda one: (one.choice.start, one.choice.end))


def _choices(slot: TimeSlot, *, closed: Any, now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    cutoff = slot.same_day_cutoff
    try:
        rule = SlotRule(
            days_of_interval(slot.interval), ranges_of_specifications(slot.openings), notice=notice_of(slot.prior_notice),
            same_day_cutoff_min=cutoff.hour * 60 + cutoff.minute if cutoff else None, closed=closed,
            working_days_only=slot.working_days_only,
        )  # fmt: skip
        return choices(rule, now=now, zone=zone)
    except SlotError:
        return ()
