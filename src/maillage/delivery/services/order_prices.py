"""Prices that dispatchers set, or have worked out anew."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import HandOver, Order, Task, TaskPackage
from maillage.delivery.queries.prices import rules_of
from maillage.delivery.rules.expressions import PackageCount, Packages
from maillage.delivery.rules.parcels import Load
from maillage.delivery.rules.pricing import MOST_OF_A_SUPPLEMENT, document_of, with_vat
from maillage.delivery.services.price_journal import charge_of, note_price
from maillage.delivery.services.prices import Chosen, priced
from maillage.delivery.types import DeliveryActor, PriceCause, TaskState, TaskType
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found

DEAREST_CENTS = 100_000_00


class SupplementUnknown(Invalid):
    message = _("This supplement is not one of the store’s prices.")
    code = "supplement_unknown"


class PriceAgreed(Conflict):
    message = _("The price of a delivery ridden for another co-operative was agreed with it: it stays.")
    code = "price_agreed"


@dataclass(frozen=True, slots=True)
class Change:
    """A price that is being changed: how, why, by whom, when."""

    cause: PriceCause
    reason: str
    actor: DeliveryActor
    at: datetime


@transaction.atomic
def set_order_price(*, actor: DeliveryActor, delivery_id: UUID, cents: int, reason: str, now: datetime) -> Order:
    """Put a price, VAT included, in the place of the rules' and of supplements; `reason`: what it is for.

    The same price for the same reason again changes nothing. Raises: NotFound, NotAllowed (dispatchers only),
    PriceAgreed, Invalid.
    """
    order = _locked(actor, delivery_id)
    if not 0 <= cents <= DEAREST_CENTS:
        raise Invalid(_("A price is a number of cents, from nothing to 100,000 euros."), field="order.arbitraryPrice")
    said = " ".join(reason.split())[:200] or str(_("Price set by hand"))
    if (order.total_cents, order.given_price_reason) == (cents, said):
        return order
    order.given_price_reason = said
    return _keep(order, cents, change=Change(PriceCause.GIVEN, said, actor, now))


@transaction.atomic
def set_supplements(
    *, actor: DeliveryActor, delivery_id: UUID, chosen: Sequence[Chosen], now: datetime, version: str | None = None
) -> Order:
    """Add supplements of the store's rules to an order in the place of those before, and work its price out anew.

    `version`: the supplements that the dispatcher saw (`supplements_version`). The same again changes nothing; a price set by
    hand ends. Raises: NotFound, NotAllowed (dispatchers only), SupplementUnknown, Invalid, Conflict.
    """
    order = _locked(actor, delivery_id)
    if version is not None and version != supplements_version(order):
        raise Conflict
    known = _manual_rules(actor, order)
    for place, one in enumerate(chosen):
        if one.rule_id not in known:
            raise SupplementUnknown(field=f"order.manualSupplements[{place}][pricingRule]")
        if not 1 <= one.quantity <= MOST_OF_A_SUPPLEMENT:
            raise Invalid(
                _("A supplement is added once at least."), field=f"order.manualSupplements[{place}][quantity]"
            )
    kept = [{"rule": one.rule_id, "quantity": one.quantity} for one in chosen]
    if kept == order.supplements and not order.given_price_reason:
        return order
    order.supplements = kept
    names = ", ".join(f"{one.quantity} × {known[one.rule_id]}" for one in chosen)[:200]
    return _by_rules(order, change=Change(PriceCause.SUPPLEMENTS, names, actor, now))


def supplements_version(order: Order) -> str:
    """Give a text that changes whenever the supplements of an order, or its price, do."""
    said = json.dumps([order.supplements, order.total_cents, order.given_price_reason])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _manual_rules(actor: DeliveryActor, order: Order) -> dict[int, str]:
    """Give the names of the supplements that the order's store has, by the ids of their rules."""
    store = order.delivery.store
    rules = rules_of(rule_set_id=store.rule_set_id if store else None)
    return {int(rule.id): rule.name or rule.price for rule in rules.rules if rule.is_manual} if rules else {}


@transaction.atomic
def recalculate_order(*, actor: DeliveryActor, delivery_id: UUID, now: datetime) -> Order:
    """Work an order's price out anew by its store's rules and its supplements, with what is left of its stops.

    Raises: NotFound, NotAllowed (dispatchers only).
    """
    order = _locked(actor, delivery_id)
    return _by_rules(order, change=Change(PriceCause.RECALCULATED, "", actor, now))


def _by_rules(order: Order, *, change: "Change") -> Order:
    delivery, actor = order.delivery, change.actor
    rows = Task.objects.within(actor.scope).select_related("address").filter(delivery=delivery)
    tasks = list(rows.exclude(state=TaskState.CANCELLED.value).order_by("position"))
    chosen = [Chosen(one["rule"], one["quantity"]) for one in order.supplements]
    loads = _own_loads(actor, tasks)
    found = priced(delivery=delivery, tasks=tasks, loads=loads, store=delivery.store, now=change.at, supplements=chosen)
    order.calculation, order.given_price_reason = document_of(found), ""
    return _keep(order, found.total_cents, change=change)


def _own_loads(actor: DeliveryActor, tasks: list[Task]) -> list[Load]:
    """Give each stop's own load: what a single pickup takes is counted where it is given."""
    rows = TaskPackage.objects.within(actor.scope).select_related("package").filter(task__in=tasks)
    counts: dict[UUID, list[PackageCount]] = {}
    for row in rows:
        count = PackageCount(row.package.name, row.quantity, row.package.volume_units)
        counts.setdefault(row.task_id, []).append(count)
    pickups = [task for task in tasks if task.type == TaskType.PICKUP.value]
    gathered = {pickups[0].pk} if len(pickups) == 1 else set()
    return [
        Load(task.type)
        if task.pk in gathered
        else Load(task.type, task.weight_g, Packages(tuple(counts.get(task.pk, ()))))
        for task in tasks
    ]


def _keep(order: Order, cents: int | None, *, change: Change) -> Order:
    before = charge_of(order)
    order.total_cents = cents
    order.vat_cents = with_vat(cents, rate_bp=order.vat_basis_points, is_included=True).tax_cents if cents else 0
    order.save(update_fields=["total_cents", "vat_cents", "calculation", "given_price_reason", "supplements"])
    note_price(
        order, before_cents=before, cause=change.cause, reason=change.reason, client=change.actor.client,
        user_id=change.actor.user_id, now=change.at,
    )  # fmt: skip
    delivery = order.delivery
    reasons = [reason for reason in delivery.review_reasons if reason != "price"] + (
        [] if cents is not None else ["price"]
    )
    if reasons != delivery.review_reasons:
        delivery.review_reasons, delivery.needs_review = reasons, bool(reasons)
        delivery.save(update_fields=["review_reasons", "needs_review"])
    return order


def _locked(actor: DeliveryActor, delivery_id: UUID) -> Order:
    if not actor.is_dispatcher:
        raise NotAllowed
    rows = Order.objects.within(actor.scope).select_related("delivery__store").select_for_update(of=("self",))
    order: Order = first_or_not_found(rows.filter(delivery_id=delivery_id))
    if HandOver.objects.across_scopes(reason="whether a price was agreed").filter(taken=delivery_id).exists():
        raise PriceAgreed
    return order
