"""Prices that dispatchers set, or have worked out anew."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import HandOver, Order, Task, TaskPackage
from maillage.delivery.rules.expressions import PackageCount, Packages
from maillage.delivery.rules.parcels import Load
from maillage.delivery.rules.pricing import document_of, with_vat
from maillage.delivery.services.price_journal import charge_of, note_price
from maillage.delivery.services.prices import priced
from maillage.delivery.types import DeliveryActor, PriceCause, TaskState, TaskType
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound

DEAREST_CENTS = 100_000_00


class PriceAgreed(Conflict):
    message = _("The price of a delivery ridden for another co-operative was agreed with it: it stays.")
    code = "price_agreed"


@transaction.atomic
def set_order_price(*, actor: DeliveryActor, delivery_id: UUID, cents: int, reason: str, now: datetime) -> Order:
    """Put a price, VAT included, in the place of the rules'; `reason`: what it is for.

    Raises: NotFound, NotAllowed (dispatchers only), PriceAgreed, Invalid.
    """
    order = _locked(actor, delivery_id)
    if not 0 <= cents <= DEAREST_CENTS:
        raise Invalid(_("A price is a number of cents, from nothing to 100,000 euros."), field="order.arbitraryPrice")
    order.given_price_reason = reason.strip()[:200] or str(_("Price set by hand"))
    return _keep(order, cents, cause=PriceCause.GIVEN, actor=actor, now=now)


@transaction.atomic
def recalculate_order(*, actor: DeliveryActor, delivery_id: UUID, now: datetime) -> Order:
    """Work an order's price out anew by its store's rules, with what is left of its stops.

    Raises: NotFound, NotAllowed (dispatchers only).
    """
    order = _locked(actor, delivery_id)
    delivery = order.delivery
    rows = Task.objects.within(actor.scope).select_related("address").filter(delivery=delivery)
    tasks = list(rows.exclude(state=TaskState.CANCELLED.value).order_by("position"))
    found = priced(delivery=delivery, tasks=tasks, loads=_own_loads(actor, tasks), store=delivery.store, now=now)
    order.calculation, order.given_price_reason = document_of(found), ""
    return _keep(order, found.total_cents, cause=PriceCause.RECALCULATED, actor=actor, now=now)


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


def _keep(order: Order, cents: int | None, *, cause: PriceCause, actor: DeliveryActor, now: datetime) -> Order:
    before = charge_of(order)
    order.total_cents = cents
    order.vat_cents = with_vat(cents, rate_bp=order.vat_basis_points, is_included=True).tax_cents if cents else 0
    order.save(update_fields=["total_cents", "vat_cents", "calculation", "given_price_reason"])
    note_price(order, before_cents=before, cause=cause, user_id=actor.user_id, now=now)
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
    order: Order | None = rows.filter(delivery_id=delivery_id).first()
    if order is None:
        raise NotFound
    if HandOver.objects.across_scopes(reason="whether a price was agreed").filter(taken=delivery_id).exists():
        raise PriceAgreed
    return order
