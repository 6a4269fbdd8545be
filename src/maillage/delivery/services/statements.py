"""A month is closed: its statement stays as it was told, and later corrections stand in the next one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import DeliveryService, Order, Statement, StatementLine
from maillage.delivery.queries.charges import ledger_before
from maillage.delivery.queries.statements import Subject, statement_of
from maillage.delivery.rules.statements import month_of, month_to_close_first
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, NotAllowed
from maillage.kit.rows import first_or_not_found


class MonthNotOver(Conflict):
    message = _("This month is not over: close it from the first day of the next one on.")
    code = "month_not_over"


class EarlierMonthOpen(Conflict):
    message = _("%(month)s is still open: close it first, then this one.")
    code = "earlier_month_open"


class PriceMissing(Conflict):
    message = _("These deliveries have no price yet: %(numbers)s. Give them one, then close the month.")
    code = "price_missing"


class NothingToClose(Conflict):
    message = _("Nothing was ordered in this month: there is nothing to close.")
    code = "nothing_to_close"


@transaction.atomic
def close_statement(*, actor: DeliveryActor, subject: Subject, month: date, now: datetime) -> Statement:
    """Keep a month's statement as it stands, for ever. Closing it again gives the one that was kept.

    Raises: NotAllowed (owners only), NotFound, MonthNotOver, EarlierMonthOpen, PriceMissing, NothingToClose.
    """
    if not actor.is_owner:
        raise NotAllowed
    # Months of one co-operative are closed one after the other.
    services = DeliveryService.objects.within(actor.scope).select_for_update(of=("self",))
    service: DeliveryService = first_or_not_found(services.filter(organization_id=actor.organization_id))
    rows = Statement.objects.within(actor.scope).filter(month=month, **subject.columns)
    kept: Statement | None = rows.first()
    if kept is not None:
        return kept
    if month >= month_of(now.astimezone(ZoneInfo(service.time_zone)).date()):
        raise MonthNotOver
    _require_earlier_closed(subject, service, month)
    seen = statement_of(subject=subject, service=service, month=month)
    if seen.unpriced:
        raise PriceMissing(numbers=", ".join(f"D-{number}" for number in seen.unpriced))
    if not seen.document["lines"]:
        raise NothingToClose
    return _keep(actor, subject, seen.document, month=month, now=now)


def digest_of(document: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a document's canonical JSON."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _require_earlier_closed(subject: Subject, service: DeliveryService, month: date) -> None:
    ledger = ledger_before(
        organization_id=service.organization_id,
        kind=subject.kind,
        month=month,
        zone=service.time_zone,
        only=subject.key,
    )
    first = month_to_close_first(
        ledger.charges[subject.key], stated=ledger.stated.get(subject.key, {}), month=month,
        closed=ledger.closed.get(subject.key),
    )  # fmt: skip
    if first is not None:
        raise EarlierMonthOpen(month=date_format(first, "F Y").capitalize())


def _keep(
    actor: DeliveryActor, subject: Subject, document: Mapping[str, Any], *, month: date, now: datetime
) -> Statement:
    lines = document["lines"]
    # Whoever changes a price waits until the month is closed, and is then counted in the next one.
    list(Order.objects.within(actor.scope).filter(pk__in=[one["order"] for one in lines]).select_for_update())
    kept: Statement = Statement.objects.create(
        organization_id=actor.organization_id, month=month, document=document, digest=digest_of(document),
        gross_cents=document["gross_cents"], closed_at=now, closed_by_id=actor.user_id, **subject.columns,
    )  # fmt: skip
    StatementLine.objects.bulk_create(
        StatementLine(organization_id=actor.organization_id, statement=kept, order_id=one["order"], cents=one["cents"])
        for one in lines
    )
    return kept
