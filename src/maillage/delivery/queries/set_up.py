"""What a co-operative's set-up pages show."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from maillage.accounts.models import Membership
from maillage.delivery.models import (
    ClosedDay,
    Courier,
    FailureReason,
    Package,
    PackageSet,
    PricingRule,
    PricingRuleSet,
    Store,
    StorePerson,
    Tag,
    TimeSlot,
    Vehicle,
    Warehouse,
    Zone,
)
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound
from maillage.kit.rows import first_or_not_found


@dataclass(frozen=True, slots=True)
class Step:
    """Something to set up: its key, and how many there are."""

    key: str
    count: int

    @property
    def is_done(self) -> bool:
        return self.count > 0


def steps(*, actor: DeliveryActor) -> list[Step]:
    """Count what is set up, in the order in which it is best done."""
    rows = (
        ("couriers", Courier.objects.within(actor.scope).filter(left_at=None)),
        ("vehicles", Vehicle.objects.within(actor.scope)),
        ("zones", Zone.objects.within(actor.scope)),
        ("slots", TimeSlot.objects.within(actor.scope)),
        ("packages", PackageSet.objects.within(actor.scope)),
        ("rule_sets", PricingRuleSet.objects.within(actor.scope)),
        ("stores", Store.objects.within(actor.scope).filter(closed_at=None)),
    )
    return [Step(key, found.count()) for key, found in rows]


def couriers(*, actor: DeliveryActor) -> "QuerySet[Courier]":
    """List who rides now, by name."""
    rows = Courier.objects.within(actor.scope).filter(left_at=None).select_related("user", "vehicle")
    return rows.order_by("user__name", "pk")


def courier(*, actor: DeliveryActor, courier_id: int) -> Courier:
    """Raises: NotFound."""
    return _one(couriers(actor=actor), courier_id)


def members_who_could_ride(*, actor: DeliveryActor) -> list[tuple[str, str]]:
    """Give, for a choice, the members of the co-operative who are not couriers: pairs of an id and a name."""
    riding = Courier.objects.within(actor.scope).filter(left_at=None).values("user_id")
    rows = Membership.objects.within(actor.scope).filter(organization_id=actor.organization_id)
    members = rows.exclude(user_id__in=riding).select_related("user").order_by("user__name")
    return [(str(row.user_id), row.user.display_name) for row in members]


def vehicles(*, actor: DeliveryActor) -> "QuerySet[Vehicle]":
    return Vehicle.objects.within(actor.scope).select_related("warehouse").order_by("name")


def vehicle(*, actor: DeliveryActor, vehicle_id: int) -> Vehicle:
    """Raises: NotFound."""
    return _one(vehicles(actor=actor), vehicle_id)


def warehouses(*, actor: DeliveryActor) -> "QuerySet[Warehouse]":
    return Warehouse.objects.within(actor.scope).select_related("address").order_by("name", "pk")


def warehouse(*, actor: DeliveryActor, warehouse_id: int) -> Warehouse:
    """Raises: NotFound."""
    return _one(warehouses(actor=actor), warehouse_id)


def zones(*, actor: DeliveryActor) -> "QuerySet[Zone]":
    return Zone.objects.within(actor.scope).order_by("name")


def zone(*, actor: DeliveryActor, zone_id: int) -> Zone:
    """Raises: NotFound."""
    return _one(zones(actor=actor), zone_id)


def slots(*, actor: DeliveryActor) -> "QuerySet[TimeSlot]":
    return TimeSlot.objects.within(actor.scope).order_by("name")


def slot(*, actor: DeliveryActor, slot_id: int) -> TimeSlot:
    """Raises: NotFound."""
    return _one(slots(actor=actor), slot_id)


def package_sets(*, actor: DeliveryActor) -> "QuerySet[PackageSet]":
    return PackageSet.objects.within(actor.scope).annotate(types=Count("packages")).order_by("name")


def package_set(*, actor: DeliveryActor, set_id: int) -> PackageSet:
    """Raises: NotFound."""
    return _one(package_sets(actor=actor), set_id)


def packages_of(*, actor: DeliveryActor, set_id: int | None) -> list[Package]:
    """List the types of a set in their order."""
    return list(Package.objects.within(actor.scope).filter(package_set_id=set_id).order_by("position", "pk"))


def tags(*, actor: DeliveryActor) -> "QuerySet[Tag]":
    return Tag.objects.within(actor.scope).order_by("name")


def tag(*, actor: DeliveryActor, tag_id: int) -> Tag:
    """Raises: NotFound."""
    return _one(tags(actor=actor), tag_id)


def reasons(*, actor: DeliveryActor, store_id: int | None = None) -> "QuerySet[FailureReason]":
    """List the co-operative's reasons of failure, or a store's own."""
    return FailureReason.objects.within(actor.scope).filter(store=store_id).order_by("position", "pk")


def reason(*, actor: DeliveryActor, reason_id: int) -> FailureReason:
    """Raises: NotFound."""
    return _one(FailureReason.objects.within(actor.scope).select_related("store"), reason_id)


def closed_days(*, actor: DeliveryActor, today: date) -> "QuerySet[ClosedDay]":
    """List the closed days that are not over."""
    return ClosedDay.objects.within(actor.scope).filter(last__gte=today).order_by("first", "pk")


def stores(*, actor: DeliveryActor) -> "QuerySet[Store]":
    """List a co-operative's stores, the open ones first."""
    rows = Store.objects.within(actor.scope).select_related("address", "rule_set", "time_slot", "default_courier__user")
    return rows.annotate(people_count=Count("people")).order_by("closed_at", "name", "pk")


def store(*, actor: DeliveryActor, store_id: int) -> Store:
    """Raises: NotFound."""
    return _one(stores(actor=actor), store_id)


def people_of_store(*, actor: DeliveryActor, store_id: int) -> "QuerySet[StorePerson]":
    rows = StorePerson.objects.within(actor.scope).filter(store_id=store_id)
    return rows.select_related("user").order_by("user__name", "pk")


def rule_sets(*, actor: DeliveryActor) -> "QuerySet[PricingRuleSet]":
    return PricingRuleSet.objects.within(actor.scope).annotate(rule_count=Count("rules")).order_by("name")


def rule_set(*, actor: DeliveryActor, rule_set_id: int) -> PricingRuleSet:
    """Raises: NotFound."""
    return _one(rule_sets(actor=actor), rule_set_id)


def rules(*, actor: DeliveryActor, rule_set_id: int) -> "QuerySet[PricingRule]":
    """List the rules of a set in their order."""
    return PricingRule.objects.within(actor.scope).filter(rule_set_id=rule_set_id).order_by("position", "pk")


def rule(*, actor: DeliveryActor, rule_set_id: int, rule_id: int) -> PricingRule:
    """Raises: NotFound."""
    return _one(rules(actor=actor, rule_set_id=rule_set_id).select_related("rule_set"), rule_id)


def own_stores(*, user_id: UUID) -> "QuerySet[Store]":
    """List the stores that somebody orders for, whichever co-operative delivers for them."""
    own = StorePerson.objects.across_scopes(reason="the stores that one orders for oneself")
    own = own.filter(user_id=user_id)
    rows = Store.objects.across_scopes(reason="the stores that one orders for oneself").select_related("organization")
    return rows.filter(Q(pk__in=own.values("store_id")), closed_at=None).order_by("name", "pk")


def own_rides(*, user_id: UUID) -> "QuerySet[Courier]":
    """List where somebody rides, or has ridden."""
    rows = Courier.objects.across_scopes(reason="where one rides oneself").filter(user_id=user_id)
    return rows.select_related("organization", "user").order_by("organization__name", "pk")


def own_ride(*, user_id: UUID | None, courier_id: int) -> Courier:
    """Raises: NotFound (another's, or nobody's)."""
    if user_id is None:
        raise NotFound
    return _one(own_rides(user_id=user_id), courier_id)


def _one[Row](rows: "QuerySet[Row]", key: int) -> Row:  # type: ignore[type-var]  # any model
    return first_or_not_found(rows.filter(pk=key))
