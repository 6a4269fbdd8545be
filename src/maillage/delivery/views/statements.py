"""Monthly statements: the desk's of all, a store's own, a courier's own; as pages, tables and PDF."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from maillage.delivery.models import DeliveryService
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries import statements as queries
from maillage.delivery.queries.access import delivery_actor_of, service_of
from maillage.delivery.queries.ordering import counter_of
from maillage.delivery.queries.statements import StatementSeen, Subject
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.rules.statements import next_month
from maillage.delivery.services.statements import close_statement
from maillage.delivery.statement_files import notice_of, statement_pdf, statement_rows
from maillage.delivery.tables import table_file
from maillage.kit.errors import DomainError, NotAllowed, NotFound
from maillage.kit.htmx import answer

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


def month_asked(text: str) -> date:
    """Read `2026-11`. Raises: NotFound."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise NotFound
    return date(int(found[1]), int(found[2]), 1)


def _this_month(service: DeliveryService) -> date:
    return timezone.now().astimezone(ZoneInfo(service.time_zone)).date().replace(day=1)


def _around(month: date, service: DeliveryService) -> dict[str, Any]:
    following = next_month(month)
    return {
        "month": month, "month_before": (month - timedelta(days=1)).replace(day=1),
        "month_after": following if following <= _this_month(service) else None,
        "is_over": month < _this_month(service),
    }  # fmt: skip


@require_GET
def statement_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the statements of a month, `?mois=2026-11`; the present one without it."""
    desk = desk_of(request)
    asked = request.GET.get("mois", "")
    month = month_asked(asked) if asked else _this_month(desk.service)
    rows = queries.statements_of_month(actor=desk.actor, service=desk.service, month=month)
    groups = [(kind.value, found) for kind, found in rows.items()]
    context = desk.context(groups=groups, is_empty=not any(rows.values()), **_around(month, desk.service))
    return answer(request, "delivery/statements/list.html", context=context)


@require_GET
def store_statement(request: ScopedRequest, organization_slug: str, store_id: int, month: str) -> HttpResponse:
    """Show a store's month to the desk."""
    return _desk_page(request, lambda desk: queries.store_subject(actor=desk.actor, store_id=store_id), month)


@require_GET
def courier_statement(request: ScopedRequest, organization_slug: str, courier_id: int, month: str) -> HttpResponse:
    """Show a courier's month to the desk."""
    return _desk_page(request, lambda desk: queries.courier_subject(actor=desk.actor, courier_id=courier_id), month)


@require_GET
def partner_statement(request: ScopedRequest, organization_slug: str, partner_slug: str, month: str) -> HttpResponse:
    """Show what was handed over with another co-operative in a month."""
    return _desk_page(request, lambda desk: queries.partner_subject(actor=desk.actor, slug=partner_slug), month)


@require_POST
def store_month_closing(request: ScopedRequest, organization_slug: str, store_id: int, month: str) -> HttpResponse:
    """Close a store's month."""
    return _closed(request, lambda desk: queries.store_subject(actor=desk.actor, store_id=store_id), month)


@require_POST
def courier_month_closing(request: ScopedRequest, organization_slug: str, courier_id: int, month: str) -> HttpResponse:
    """Close a courier's month."""
    return _closed(request, lambda desk: queries.courier_subject(actor=desk.actor, courier_id=courier_id), month)


@require_POST
def partner_month_closing(
    request: ScopedRequest, organization_slug: str, partner_slug: str, month: str
) -> HttpResponse:
    """Close a month with another co-operative."""
    return _closed(request, lambda desk: queries.partner_subject(actor=desk.actor, slug=partner_slug), month)


def _desk_page(request: ScopedRequest, find: Callable[[Desk], Subject], month: str) -> HttpResponse:
    desk = desk_of(request)
    seen = queries.statement_of(subject=find(desk), service=desk.service, month=month_asked(month))
    return _shown(request, seen, "delivery/statements/desk.html", desk.context(**_around(seen.month, desk.service)))


def _closed(request: ScopedRequest, find: Callable[[Desk], Subject], month: str) -> HttpResponse:
    desk = desk_of(request)
    subject = find(desk)
    try:
        close_statement(actor=desk.actor, subject=subject, month=month_asked(month), now=timezone.now())
        messages.success(request, _("This month is closed. Later corrections will stand in the next one."))
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    key = subject.slug or subject.key
    to = reverse(f"delivery:{subject.kind.value}_statement", args=[desk.organization.slug, key, month])
    return answer(request, "delivery/statements/desk.html", to=to)


@require_GET
def own_store_months(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Show a store's own month, `?mois=2026-11`; the present one without it."""
    counter = counter_of(actor=request.actor, store_id=store_id)
    subject = queries.store_subject(actor=counter.actor, store_id=store_id)
    context = {"store": counter.store, "organization": counter.service.organization, "service": counter.service}
    return _own(request, subject, counter.service, "delivery/statements/store.html", context)


@require_GET
def own_rides(request: ScopedRequest) -> HttpResponse:
    """List the co-operatives that one rides for; with one alone, show the month there."""
    rows = list(set_up_queries.own_rides(user_id=request.actor.user_id)) if request.actor.user_id else []
    if len(rows) == 1:
        return answer(request, "delivery/statements/rides.html", to=_months_of(rows[0].pk))
    return answer(request, "delivery/statements/rides.html", context={"rides": rows})


def _months_of(courier_id: int) -> str:
    return reverse("delivery:own_courier_months", args=[courier_id])


@require_GET
def own_courier_months(request: ScopedRequest, courier_id: int) -> HttpResponse:
    """Show a courier's own month, `?mois=2026-11`; the present one without it."""
    courier = set_up_queries.own_ride(user_id=request.actor.user_id, courier_id=courier_id)
    service = service_of(organization_id=courier.organization_id)
    actor = delivery_actor_of(actor=request.actor, organization_id=courier.organization_id)
    subject = queries.courier_subject(actor=actor, courier_id=courier_id)
    context = {"courier": courier, "organization": service.organization, "service": service}
    return _own(request, subject, service, "delivery/statements/courier.html", context)


def _own(
    request: ScopedRequest, subject: Subject, service: DeliveryService, template: str, context: dict[str, Any]
) -> HttpResponse:
    asked = request.GET.get("mois", "")
    month = month_asked(asked) if asked else _this_month(service)
    seen = queries.statement_of(subject=subject, service=service, month=month)
    return _shown(request, seen, template, {**context, **_around(month, service)})


def _shown(request: ScopedRequest, seen: StatementSeen, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a statement, or give it as the file that `?forme=` asks for: csv or pdf."""
    name = f"releve-{slugify(seen.subject.name)}-{seen.month:%Y-%m}"
    match request.GET.get("forme", ""):
        case "csv":
            return table_file(statement_rows(seen.document), name=name)
        case "pdf":
            response = HttpResponse(statement_pdf(seen, made_at=timezone.now()), content_type="application/pdf")
            response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
            return response
    return answer(request, template, context={**context, "seen": seen, "notice": notice_of(seen.subject.kind)})
