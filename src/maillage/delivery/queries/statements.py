"""Monthly statements, as those whose they are may read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from maillage.accounts.models import Organization
from maillage.delivery.models import Courier, DeliveryService, HandOver, Statement, Store
from maillage.delivery.queries.charges import Key, Ledger, OrderFacts, ledger_of
from maillage.delivery.rules.statements import Line, RateTotal, lines_of, totals_of
from maillage.delivery.types import DeliveryActor, HandOverState, StatementKind
from maillage.kit.errors import NotAllowed, NotFound

CURRENCY = "EUR"
_TO = "names on statements"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose month it is. `slug`: of a partner."""

    kind: StatementKind
    key: Key
    name: str
    slug: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """Give the columns of a statement that name the subject."""
        column = {
            StatementKind.STORE: "store_id", StatementKind.COURIER: "courier_id", StatementKind.PARTNER: "partner_id"
        }[self.kind]  # fmt: skip
        return {"kind": self.kind.value, column: self.key}


@dataclass(frozen=True, slots=True)
class StatementSeen:
    """A month's statement: `document` holds all that pages and files show. Closed, it has a digest and its time."""

    subject: Subject
    month: date
    document: Mapping[str, Any]
    digest: str = ""
    closed_at: datetime | None = None
    unpriced: tuple[int, ...] = ()

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def has_estimates(self) -> bool:
        return any(line["is_estimate"] for line in self.document["lines"])


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement in the list of a month."""

    subject: Subject
    count: int
    gross_cents: int
    is_closed: bool
    has_unpriced: bool


def store_subject(*, actor: DeliveryActor, store_id: int) -> Subject:
    """Give a store whose months the actor may read: a dispatcher all, a store's people their own.

    Raises: NotFound.
    """
    row: Store | None = Store.objects.within(actor.scope).filter(pk=store_id).first()
    if row is None or not actor.may_order_for(store_id):
        raise NotFound
    return Subject(StatementKind.STORE, row.pk, row.name)


def courier_subject(*, actor: DeliveryActor, courier_id: int) -> Subject:
    """Give a courier whose months the actor may read: a dispatcher all, a courier one's own.

    Raises: NotFound.
    """
    row: Courier | None = Courier.objects.within(actor.scope).filter(pk=courier_id).select_related("user").first()
    if row is None or not (actor.is_dispatcher or actor.courier_id == courier_id):
        raise NotFound
    return Subject(StatementKind.COURIER, row.pk, row.user.display_name)


def partner_subject(*, actor: DeliveryActor, slug: str) -> Subject:
    """Give a co-operative with which deliveries were handed over, for a dispatcher.

    Raises: NotFound.
    """
    row = Organization.objects.filter(slug=slug, pk__in=_partners(actor)).first() if actor.is_dispatcher else None
    if row is None:
        raise NotFound
    return Subject(StatementKind.PARTNER, row.pk, row.name, row.slug)


def _partners(actor: DeliveryActor) -> set[UUID]:
    rows = HandOver.objects.across_scopes(reason="partners of the co-operative")
    us = actor.organization_id
    given = rows.filter(organization_id=us, state=HandOverState.DONE.value).values_list("taker_id", flat=True)
    taken = rows.filter(taker_id=us, state=HandOverState.DONE.value).values_list("organization_id", flat=True)
    return {*given, *taken}


def statement_of(*, subject: Subject, service: DeliveryService, month: date) -> StatementSeen:
    """Give a subject's month as it was closed, or as it stands."""
    rows = Statement.objects.across_scopes(reason="a statement that may be read")
    kept: Statement | None = rows.filter(
        organization_id=service.organization_id, month=month, **subject.columns
    ).first()
    if kept is not None:
        return StatementSeen(subject, month, kept.document, kept.digest, kept.closed_at)
    ledger = ledger_of(
        organization_id=service.organization_id,
        kind=subject.kind,
        month=month,
        zone=service.time_zone,
        only=subject.key,
    )
    return open_statement(subject=subject, service=service, month=month, ledger=ledger)


def open_statement(*, subject: Subject, service: DeliveryService, month: date, ledger: Ledger) -> StatementSeen:
    """Make the statement of a month that is not closed."""
    lines = _lines(ledger, subject.key, month)
    orders = [ledger.orders[line.order] for line in lines]
    zone = ZoneInfo(service.time_zone)
    document = {
        "version": 1,
        "kind": subject.kind.value,
        "month": f"{month:%Y-%m}",
        "organization": service.organization.name,
        "subject": subject.name,
        "currency": CURRENCY,
        "lines": [_line(line, order, zone) for line, order in zip(lines, orders, strict=True)],
        "totals": [_total(one) for one in totals_of(lines)],
        "gross_cents": sum(line.cents for line in lines),
    }
    unpriced = tuple(one.number for one in orders if one.total_cents is None and one.state == "fulfilled")
    return StatementSeen(subject, month, document, unpriced=unpriced)


def _lines(ledger: Ledger, key: Key, month: date) -> tuple[Line[UUID], ...]:
    return lines_of(
        ledger.charges.get(key, ()), stated=ledger.stated.get(key, {}), month=month, closed=ledger.closed.get(key)
    )


def _line(line: Line[UUID], order: OrderFacts, zone: ZoneInfo) -> dict[str, Any]:
    parts = [
        [one["rule"].get("name") or one["rule"]["expression"], one["amount"]]
        for item in order.calculation.get("items", ())
        for one in item.get("rules", ())
        if one.get("matched")
    ]
    if order.reason and order.total_cents is not None:
        parts = [[order.reason, order.total_cents]]
    return {
        "order": str(order.id), "reference": order.reference, "number": order.number, "state": order.state,
        "day": order.ended_at.astimezone(zone).date().isoformat() if order.ended_at else "",
        "distance_m": order.distance_m, "is_estimate": order.is_estimate, "is_correction": line.is_correction,
        "parts": parts, "cents": line.cents, "rate_bp": line.rate_bp,
    }  # fmt: skip


def _total(one: RateTotal) -> dict[str, int]:
    return {
        "rate_bp": one.rate_bp, "net_cents": one.net_cents, "vat_cents": one.vat_cents, "gross_cents": one.gross_cents
    }  # fmt: skip


def statements_of_month(
    *, actor: DeliveryActor, service: DeliveryService, month: date
) -> Mapping[StatementKind, Sequence[StatementRow]]:
    """List a month's statements of the co-operative, those with the most first.

    Raises: NotAllowed (dispatchers only).
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    return {kind: _rows(actor, service, kind, month) for kind in StatementKind}


def _rows(actor: DeliveryActor, service: DeliveryService, kind: StatementKind, month: date) -> list[StatementRow]:
    ledger = ledger_of(organization_id=service.organization_id, kind=kind, month=month, zone=service.time_zone)
    subjects = _subjects(actor, kind)
    kept = Statement.objects.within(actor.scope).filter(kind=kind.value, month=month)
    column = "store_id" if kind is StatementKind.STORE else f"{kind.value}_id"
    closed = {getattr(row, column): row for row in kept}
    found = []
    for subject in subjects:
        row = closed.get(subject.key)
        if row is not None:
            found.append(StatementRow(subject, len(row.document["lines"]), row.gross_cents, True, False))
            continue
        lines = _lines(ledger, subject.key, month)
        if lines:
            unpriced = any(ledger.orders[line.order].total_cents is None for line in lines)
            found.append(StatementRow(subject, len(lines), sum(line.cents for line in lines), False, unpriced))
    return sorted(found, key=lambda one: (-abs(one.gross_cents), one.subject.name))


def _subjects(actor: DeliveryActor, kind: StatementKind) -> list[Subject]:
    match kind:
        case StatementKind.STORE:
            stores = Store.objects.within(actor.scope).values_list("pk", "name")
            return [Subject(kind, pk, name) for pk, name in stores]
        case StatementKind.COURIER:
            couriers = Courier.objects.within(actor.scope).select_related("user")
            return [Subject(kind, row.pk, row.user.display_name) for row in couriers]
        case StatementKind.PARTNER:
            partners = Organization.objects.filter(pk__in=_partners(actor))
            return [Subject(kind, row.pk, row.name, row.slug) for row in partners]
