"""What stores, couriers and partners are charged, or due, for the orders of a month: the ground of statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Sum

from maillage.delivery.models import HandOver, Order, Statement, StatementLine, Task
from maillage.delivery.rules.statements import Charge, charged_cents, month_of, next_month, shares_of
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import HandOverState, OrderState, StatementKind, TaskState
from maillage.kit.time import day_bounds

# An order that was changed while its month was being closed may say so with a time before the closing.
_MARGIN = timedelta(hours=1)
_SUBJECT = {StatementKind.STORE: "store_id", StatementKind.COURIER: "courier_id", StatementKind.PARTNER: "partner_id"}
_HANDED = "hand-overs between the co-operative and its partners"

type Key = int | UUID  # of a store, a courier, or a partner's organization


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as statements tell it. `ended_at`: its last stop, or when it was cancelled; None before."""

    id: UUID
    reference: str
    delivery_id: UUID
    number: int
    store_id: int | None
    state: str
    total_cents: int | None
    rate_bp: int
    calculation: Mapping[str, Any]
    reason: str  # of a price that was given in the place of the rules'
    distance_m: int
    is_estimate: bool
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that a month's statements of one kind are made of, by subject."""

    charges: Mapping[Key, Sequence[Charge[UUID]]]
    stated: Mapping[Key, Mapping[UUID, int]]
    closed: Mapping[Key, date]
    orders: Mapping[UUID, OrderFacts]


def ledger_of(*, organization_id: UUID, kind: StatementKind, month: date, zone: str, only: Key | None = None) -> Ledger:
    """Read a month of one subject, or of all of a kind, in a fixed number of queries."""
    closed = _closed(organization_id, kind, only)
    waiting = [key for key, last in closed.items() if next_month(last) == month]
    found = _ended_in(organization_id, *_month_bounds(month, zone))
    if waiting:
        start = _month_bounds(month, zone)[0]
        late = _changed(organization_id, kind, waiting) | _untold(organization_id, kind, waiting, start)
        found = [*found, *_facts(_orders(organization_id).filter(pk__in=late - {one.id for one in found}))]
    charges = _charges(organization_id, kind, found, zone=ZoneInfo(zone))
    if only is not None:
        charges = {only: charges.get(only, [])}
    told = _stated(organization_id, kind, only, [one.id for one in found])
    return Ledger(charges, told, closed, {one.id: one for one in found})


def ledger_before(*, organization_id: UUID, kind: StatementKind, month: date, zone: str, only: Key) -> Ledger:
    """Read all that is open before a month's end for one subject: to know which month is closed first."""
    last = _closed(organization_id, kind, only).get(only)
    start = _month_bounds(next_month(last), zone)[0] if last else datetime.min.replace(tzinfo=ZoneInfo("UTC"))
    end = _month_bounds(month, zone)[1]
    found = _ended_in(organization_id, start, end)
    if last is not None:
        late = _changed(organization_id, kind, [only]) | _untold(organization_id, kind, [only], start)
        found = [*found, *_facts(_orders(organization_id).filter(pk__in=late - {one.id for one in found}))]
    charges = {only: _charges(organization_id, kind, found, zone=ZoneInfo(zone)).get(only, [])}
    told = _stated(organization_id, kind, only, [one.id for one in found])
    return Ledger(charges, told, {only: last} if last else {}, {one.id: one for one in found})


def _month_bounds(month: date, zone: str) -> tuple[datetime, datetime]:
    return day_bounds(day=month, zone=zone)[0], day_bounds(day=next_month(month), zone=zone)[0]


def _orders(organization_id: UUID) -> "QuerySet[Order]":
    rows: QuerySet[Order] = Order.objects.across_scopes(reason="orders of the co-operative whose month is told")
    return rows.filter(organization_id=organization_id)


def _tasks(organization_id: UUID) -> "QuerySet[Task]":
    rows: QuerySet[Task] = Task.objects.across_scopes(reason="stops of the co-operative whose month is told")
    return rows.filter(organization_id=organization_id)


def _lines(organization_id: UUID, kind: StatementKind) -> "QuerySet[StatementLine]":
    rows: QuerySet[StatementLine] = StatementLine.objects.across_scopes(reason="what closed months have told")
    return rows.filter(organization_id=organization_id, statement__kind=kind.value)


def _ended_in(organization_id: UUID, start: datetime, end: datetime) -> list[OrderFacts]:
    within = {"delivery_id__isnull": False}
    ridden = _tasks(organization_id).filter(**within, completed_at__gte=start, completed_at__lt=end)
    dropped = _tasks(organization_id).filter(
        **within, state=TaskState.CANCELLED.value, updated_at__gte=start, updated_at__lt=end
    )
    rows = _orders(organization_id).filter(
        Q(state=OrderState.FULFILLED.value, delivery__in=ridden.values("delivery_id"))
        | Q(state=OrderState.CANCELLED.value, delivery__in=dropped.values("delivery_id"))
    )
    facts = _facts(rows)
    return [one for one in facts if one.ended_at is not None and start <= one.ended_at < end]


def _facts(rows: "QuerySet[Order]") -> list[OrderFacts]:
    tasks = "delivery__tasks__"
    rows = rows.annotate(
        ridden_at=Max(f"{tasks}completed_at", filter=Q(**{f"{tasks}state__in": COMPLETED_STATES})),
        cancelled_at=Max(f"{tasks}updated_at", filter=Q(**{f"{tasks}state": TaskState.CANCELLED.value})),
    )
    columns = (
        "pk", "reference", "delivery_id", "delivery__number", "delivery__store_id", "state", "total_cents",
        "vat_basis_points", "calculation", "given_price_reason", "delivery__distance_m", "delivery__is_estimate",
        "ridden_at", "cancelled_at",
    )  # fmt: skip
    found = [_order(*row) for row in rows.values_list(*columns)]
    return sorted(found, key=lambda one: (one.ended_at is None, one.ended_at, one.number))


def _order(*columns: Any) -> OrderFacts:
    *most, ridden_at, cancelled_at = columns
    ended = {OrderState.FULFILLED.value: ridden_at, OrderState.CANCELLED.value: cancelled_at}
    facts: list[Any] = [*most, ended.get(columns[5])]
    return OrderFacts(*facts)


def _charges(
    organization_id: UUID, kind: StatementKind, orders: Sequence[OrderFacts], *, zone: ZoneInfo
) -> dict[Key, list[Charge[UUID]]]:
    found: dict[Key, list[Charge[UUID]]] = defaultdict(list)
    parts = {
        StatementKind.STORE: _of_stores, StatementKind.COURIER: _of_couriers, StatementKind.PARTNER: _of_partners
    }[kind](organization_id, orders)  # fmt: skip
    for order in orders:
        month = month_of(order.ended_at.astimezone(zone).date()) if order.ended_at else None
        for key, cents, rate_bp in parts.get(order.id, ()):
            found[key].append(Charge(order.id, month, cents, rate_bp))
    return found


type _Parts = Mapping[UUID, Sequence[tuple[Key, int, int]]]


def _of_stores(organization_id: UUID, orders: Sequence[OrderFacts]) -> _Parts:
    return {
        one.id: [(one.store_id, charged_cents(state=one.state, total_cents=one.total_cents), one.rate_bp)]
        for one in orders
        if one.store_id is not None
    }


def _of_couriers(organization_id: UUID, orders: Sequence[OrderFacts]) -> _Parts:
    """Part each price among those who rode it, by the stops that each has done."""
    done: dict[UUID, list[int | None]] = defaultdict(list)
    rows = _tasks(organization_id).filter(state=TaskState.DONE.value, delivery__in=[one.delivery_id for one in orders])
    for delivery_id, courier_id in rows.order_by("position").values_list("delivery_id", "courier_id"):
        done[delivery_id].append(courier_id)
    parts: dict[UUID, list[tuple[Key, int, int]]] = {}
    for one in orders:
        shares = shares_of(charged_cents(state=one.state, total_cents=one.total_cents), done.get(one.delivery_id, ()))
        parts[one.id] = [(who, cents, one.rate_bp) for who, cents in shares.items() if who is not None]
    return parts


def _of_partners(organization_id: UUID, orders: Sequence[OrderFacts]) -> _Parts:
    """Give what partners owe for deliveries ridden for them, and below zero what is owed to them."""
    by_delivery = {one.delivery_id: one for one in orders}
    parts: dict[UUID, list[tuple[Key, int, int]]] = defaultdict(list)
    handed = HandOver.objects.across_scopes(reason=_HANDED).filter(state=HandOverState.DONE.value)
    given = handed.filter(organization_id=organization_id, delivery__in=list(by_delivery))
    columns = ("taker_cents", "taken__order__vat_basis_points")
    for delivery_id, key, cents, rate_bp in given.values_list("delivery_id", "taker_id", *columns):
        parts[by_delivery[delivery_id].id].append((key, -cents, rate_bp))
    taken = handed.filter(taker_id=organization_id, taken__in=list(by_delivery))
    for delivery_id, key, cents, rate_bp in taken.values_list("taken_id", "organization_id", *columns):
        parts[by_delivery[delivery_id].id].append((key, cents, rate_bp))
    return parts


def _closed(organization_id: UUID, kind: StatementKind, only: Key | None) -> dict[Key, date]:
    rows = Statement.objects.across_scopes(reason="months that are closed").filter(
        organization_id=organization_id, kind=kind.value, **({_SUBJECT[kind]: only} if only is not None else {})
    )
    return dict(rows.values_list(_SUBJECT[kind]).annotate(last=Max("month")))


def _stated(
    organization_id: UUID, kind: StatementKind, only: Key | None, orders: Collection[UUID]
) -> dict[Key, dict[UUID, int]]:
    rows = _lines(organization_id, kind).filter(order__in=list(orders))
    if only is not None:
        rows = rows.filter(**{f"statement__{_SUBJECT[kind]}": only})
    found: dict[Key, dict[UUID, int]] = defaultdict(dict)
    sums = rows.values_list(f"statement__{_SUBJECT[kind]}", "order_id").annotate(sum=Sum("cents"))
    for key, order_id, cents in sums:
        found[key][order_id] = cents
    return found


def _changed(organization_id: UUID, kind: StatementKind, keys: Sequence[Key]) -> set[UUID]:
    """Give orders that were told and have changed since, or may have."""
    since = F("statement__closed_at") - _MARGIN
    rows = _lines(organization_id, kind).filter(**{f"statement__{_SUBJECT[kind]}__in": keys})
    prices = rows.filter(order__price_changes__at__gt=since)
    stops = rows.filter(order__delivery__tasks__updated_at__gt=since)
    return {*prices.values_list("order_id", flat=True), *stops.values_list("order_id", flat=True)}


def _untold(organization_id: UUID, kind: StatementKind, keys: Sequence[Any], start: datetime) -> set[UUID]:
    """Give orders that ended before an instant and that no closed month has told: heard of too late."""
    lines = _lines(organization_id, kind)
    orders = _orders(organization_id).filter(state=OrderState.FULFILLED.value)
    match kind:
        case StatementKind.STORE:
            orders = orders.filter(delivery__store__in=keys, delivery__tasks__completed_at__lt=start)
            rows = orders.filter(~Exists(lines.filter(order=OuterRef("pk"))))
        case StatementKind.COURIER:
            told = lines.filter(statement__courier=OuterRef("courier"), order__delivery=OuterRef("delivery"))
            tasks = _tasks(organization_id).filter(
                courier__in=keys, state=TaskState.DONE.value, completed_at__lt=start, delivery__isnull=False
            )
            rows = orders.filter(delivery__in=tasks.filter(~Exists(told)).values("delivery_id"))
        case StatementKind.PARTNER:
            handed = HandOver.objects.across_scopes(reason=_HANDED).filter(state=HandOverState.DONE.value)
            ours = handed.filter(organization_id=organization_id, taker__in=keys).values("delivery_id")
            theirs = handed.filter(taker_id=organization_id, organization__in=keys).values("taken_id")
            orders = orders.filter(Q(delivery__in=ours) | Q(delivery__in=theirs))
            orders = orders.filter(delivery__tasks__completed_at__lt=start)
            rows = orders.filter(~Exists(lines.filter(order=OuterRef("pk"))))
    return set(rows.values_list("pk", flat=True))
