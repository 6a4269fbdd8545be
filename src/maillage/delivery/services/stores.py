"""Stores, who orders for them, and what they may choose from."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Package, PackageSet, Store, StorePerson, TimeSlot, Zone
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.expressions import ExpressionError, check_condition
from maillage.delivery.services.addresses import placed_address
from maillage.delivery.services.rule_sets import RuleRefused
from maillage.delivery.types import AddressGiven, DeliveryActor
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found

_COLUMNS = ("name", "check_expression", "weight_required", "packages_required", "multi_drop", "multi_pickup",
            "cash_on_delivery", "prefill_pickup")  # fmt: skip
_CHOICES = ("time_slot_id", "package_set_id", "rule_set_id", "default_courier_id", "client_id")


@dataclass(frozen=True, slots=True)
class StoreGiven:
    """A store as a dispatcher describes it. `address`: None keeps the one it has."""

    name: str
    address: AddressGiven | None = None
    time_slot_id: int | None = None
    package_set_id: int | None = None
    rule_set_id: int | None = None
    default_courier_id: int | None = None
    client_id: UUID | None = None
    check_expression: str = ""
    weight_required: bool = False
    packages_required: bool = False
    multi_drop: bool = True
    multi_pickup: bool = False
    cash_on_delivery: bool = False
    prefill_pickup: bool = True
    time_slots: tuple[int, ...] = field(default=())
    tags: tuple[str, ...] = field(default=())  # slugs


@transaction.atomic
def save_store(*, actor: DeliveryActor, given: StoreGiven, now: datetime, store_id: int | None = None) -> Store:
    """Add a store, or change the one named.

    Raises: NotAllowed, NotFound, Invalid (no name), RuleRefused (its check), AddressUnknown, TooFar, TelephoneUnknown.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    if not given.name.strip():
        raise Invalid(_("A store needs a name."), field="name")
    rows = Store.objects.within(actor.scope).select_for_update(of=("self",))
    store = (
        Store(organization_id=actor.organization_id, opened_at=now)
        if store_id is None
        else rows.filter(pk=store_id).first()
    )
    if store is None:
        raise NotFound
    if given.address is not None:
        address = placed_address(
            given=given.address, service=service_of(organization_id=actor.organization_id), now=now
        )
        address.name = address.name or given.name.strip()
        address.save()
        store.address = address
    elif store_id is None:
        raise Invalid(_("An address is needed: a street and a town, or a point on the map."), field="address")
    _check_condition(actor, given.check_expression)
    for column in (*_COLUMNS, *_CHOICES):
        setattr(store, column, getattr(given, column))
    store.name = given.name.strip()[:120]
    store.time_slots = list(given.time_slots) or ([given.time_slot_id] if given.time_slot_id else [])
    store.tags = list(given.tags)
    store.save()
    return store


def _check_condition(actor: DeliveryActor, text: str) -> None:
    """Raises: RuleRefused (a condition that could never be worked out)."""
    if text.strip():
        names = Zone.objects.within(actor.scope).values_list("name", flat=True)
        try:
            check_condition(text, zones=frozenset(names))
        except ExpressionError as fault:
            raise RuleRefused(fault, field="check_expression", text=text) from None


@transaction.atomic
def add_store_person(*, actor: DeliveryActor, store_id: int, user_id: UUID, now: datetime) -> StorePerson:
    """Let somebody order for a store; twice changes nothing.

    Raises: NotAllowed, NotFound.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    if not Store.objects.within(actor.scope).filter(pk=store_id).exists():
        raise NotFound
    person, _is_new = StorePerson.objects.within(actor.scope).get_or_create(
        store_id=store_id, user_id=user_id, defaults={"organization_id": actor.organization_id, "added_at": now}
    )
    made: StorePerson = person
    return made


def remove_store_person(*, actor: DeliveryActor, store_id: int, user_id: UUID) -> None:
    """Take somebody's right to order for a store away; what they ordered stays.

    Raises: NotAllowed.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    StorePerson.objects.within(actor.scope).filter(store_id=store_id, user_id=user_id).delete()


def save_time_slot(
    *, actor: DeliveryActor, name: str, interval: str, openings: list[dict[str, Any]], prior_notice: str = "",
    working_days_only: bool = False, slot_id: int | None = None,
) -> TimeSlot:  # fmt: skip
    """Add the hours that stores may offer, or change those named. `openings`: `{"opens", "closes", "dayOfWeek": [...]}`.

    Raises: NotAllowed, NotFound, Invalid (no range).
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    if not any(opening.get("dayOfWeek") for opening in openings):
        raise Invalid(_("Give at least one day with hours: shops would wait for ever for a slot."), field="openings")
    rows = TimeSlot.objects.within(actor.scope)
    new = TimeSlot(organization_id=actor.organization_id)
    slot = new if slot_id is None else first_or_not_found(rows.filter(pk=slot_id))
    slot.name, slot.interval, slot.openings = name[:80], interval, openings
    slot.prior_notice, slot.working_days_only = prior_notice, working_days_only
    slot.save()
    return slot


@transaction.atomic
def save_package_set(
    *, actor: DeliveryActor, name: str, packages: list[tuple[str, str, int]], set_id: int | None = None
) -> PackageSet:
    """Keep a list of package types, `(name, short code, volume units)`; one that is in use stays, though not listed.

    Raises: NotAllowed, NotFound.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    rows = PackageSet.objects.within(actor.scope)
    new = PackageSet(organization_id=actor.organization_id)
    kept = new if set_id is None else first_or_not_found(rows.filter(pk=set_id))
    kept.name = name[:80]
    kept.save()
    for position, (label, code, units) in enumerate(packages):
        Package.objects.within(actor.scope).update_or_create(
            package_set=kept, name=label, organization_id=actor.organization_id,
            defaults={"short_code": code, "volume_units": units, "position": position},
        )  # fmt: skip
    return kept
