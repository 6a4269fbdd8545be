"""Regular orders: their list, one with its next days, its pause, its end. Dispatchers use the store's own pages."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.orders import STOPS, typed_order
from maillage.delivery.forms.recurring import RecurringForm, initial_recurring, tell_refusal, today_of
from maillage.delivery.forms.saving import saved
from maillage.delivery.models import RecurringOrder
from maillage.delivery.presenters_of_recurring import recurring_lines, rule_sentence
from maillage.delivery.queries import ordering
from maillage.delivery.queries import recurring as queries
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.ordering import Counter
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.rules.recurrence import RecurrenceError, recurrence_of
from maillage.delivery.services import recurring as services
from maillage.delivery.services.deliveries import OrderRefused
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer

_LIST, _ONE, _DAYS = (f"delivery/recurring/{name}.html" for name in ("store_list", "one", "days"))


@require_GET
def recurring_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the regular orders of all stores."""
    desk = desk_of(request)
    stores = [one for one in set_up_queries.stores(actor=desk.actor) if one.closed_at is None]
    rows = queries.recurring_orders(actor=desk.actor)
    context = desk.context(lines=recurring_lines(rows), stores=stores)
    return answer(request, "delivery/recurring/desk_list.html", context=context)


@require_GET
def store_recurring_list(request: ScopedRequest, store_id: int) -> HttpResponse:
    """List a store's regular orders."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    rows = queries.recurring_orders(actor=counter.actor, store_id=store_id)
    return answer(request, _LIST, context=_context(counter, lines=recurring_lines(rows)))


@require_http_methods(["GET", "HEAD", "POST"])
def store_recurring_new(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Make a regular order."""
    return _edit(request, ordering.counter_of(actor=request.actor, store_id=store_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
def store_recurring(request: ScopedRequest, store_id: int, recurring_id: int) -> HttpResponse:
    """Show a regular order with its next days; on POST, change it."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    return _edit(request, counter, _of_store(counter, recurring_id))


def _edit(request: ScopedRequest, counter: Counter, kept: RecurringOrder | None) -> HttpResponse:
    if request.method != "POST" or "more" in request.POST:
        is_more = request.method == "POST"
        initial = typed_order(request.POST) if is_more else _initial(kept, counter)
        form, stops = _forms(counter, initial=initial, is_more=is_more)
        return _page(request, counter, kept, form, stops)
    form, stops = _forms(counter, request.POST)
    if all((form.is_valid(), stops.is_valid())):
        made = saved(form, lambda: _kept(counter, kept, form, stops), rename={"price_cents": "price_euros"})
        if made:
            messages.success(request, _("Saved. Each delivery is ordered three days ahead."))
            return answer(request, _ONE, to=_to(counter, "store_recurring", made.pk))
    return _page(request, counter, kept, form, stops, status=422)


def _kept(counter: Counter, kept: RecurringOrder | None, form: RecurringForm, stops: Any) -> RecurringOrder | None:
    try:
        return services.save_recurring(
            actor=counter.actor, given=form.given(stops), now=timezone.now(), recurring_id=kept.pk if kept else None,
            version=form.cleaned_data["version"],
        )  # fmt: skip
    except OrderRefused as refusal:
        tell_refusal(refusal, form=form, stops=stops)
        return None


def _initial(kept: RecurringOrder | None, counter: Counter) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    if kept is None:
        return {"starts_on": today_of(counter, timezone.now())}, []
    first, stops = initial_recurring(kept)
    names = {package.name: package.pk for package in ordering.packages_for(store=counter.store)}
    for stop in stops:
        parcels = stop.pop("parcels")
        stop |= {f"colis_{names[name]}": quantity for name, quantity in parcels.items() if name in names}
    return first, stops


def _forms(
    counter: Counter, data: Any = None, *, initial: Any = None, is_more: bool = False
) -> tuple[RecurringForm, Any]:
    first, stops = initial or ({}, [])
    known = {address.pk: address for address in ordering.remembered(store=counter.store)}
    more = {"counter": counter, "packages": ordering.packages_for(store=counter.store), "known": known}
    lines = STOPS(data, initial=stops, prefix="arrets", form_kwargs=more)
    lines.extra = 1 if is_more or not stops else 0
    return RecurringForm(data, counter=counter, initial=first), lines


def _page(
    request: ScopedRequest, counter: Counter, kept: RecurringOrder | None, form: RecurringForm, stops: Any, *,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = timezone.now()
    days = queries.next_days(recurring=kept, service=counter.service, now=now) if kept else []
    problems = queries.last_problems(recurring=kept) if kept else []
    sentence = rule_sentence(kept.rule, starts_on=kept.starts_on) if kept else ""
    context = _context(counter, kept=kept, form=form, stops=stops, days=days, problems=problems, sentence=sentence)
    return answer(request, _ONE, part="order", context=context, status=status)


@require_POST
def store_recurring_days(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Say on which days the rule being typed would fall."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    form = RecurringForm(request.POST, counter=counter)
    form.is_valid()
    days, problem = [], ""
    if {"weekdays", "rule", "every", "until", "starts_on"}.isdisjoint(form.errors):
        try:
            rule = recurrence_of(form.rule_text(), starts_on=form.cleaned_data["starts_on"], zone=counter.zone)
            found = queries.coming_days(rule, today=today_of(counter, timezone.now()))
            days = queries.with_closed_days(found, service=counter.service)
        except RecurrenceError as fault:
            problem = str(services.RuleRefused(fault))
    return answer(request, _DAYS, context=_context(counter, days=days, problem=problem))


@require_POST
def store_recurring_pause(request: ScopedRequest, store_id: int, recurring_id: int) -> HttpResponse:
    """Order nothing for now, or order again."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    kept = _of_store(counter, recurring_id)
    is_paused = request.POST.get("wish") != "resume"
    services.pause_recurring(actor=counter.actor, recurring_id=kept.pk, is_paused=is_paused, now=timezone.now())
    return answer(request, _ONE, to=_to(counter, "store_recurring", kept.pk))


@require_POST
def store_recurring_day(request: ScopedRequest, store_id: int, recurring_id: int) -> HttpResponse:
    """Leave a day out, or take it in again."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    kept = _of_store(counter, recurring_id)
    try:
        day = date.fromisoformat(request.POST.get("jour", ""))
    except ValueError:
        raise NotFound from None
    is_skipped = request.POST.get("wish") != "resume"
    services.skip_day(actor=counter.actor, recurring_id=kept.pk, day=day, is_skipped=is_skipped, now=timezone.now())
    return answer(request, _ONE, to=_to(counter, "store_recurring", kept.pk))


@require_POST
def store_recurring_end(request: ScopedRequest, store_id: int, recurring_id: int) -> HttpResponse:
    """Order nothing any more."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    kept = _of_store(counter, recurring_id)
    cancels = "cancel" in request.POST
    count = services.end_recurring(actor=counter.actor, recurring_id=kept.pk, cancels_ahead=cancels, now=timezone.now())
    told = _("This order does not come back any more.")
    if count:
        told += " " + ngettext("%(count)s delivery was cancelled.", "%(count)s deliveries were cancelled.", count) % {
            "count": count
        }
    messages.success(request, told)
    return answer(request, _LIST, to=_to(counter, "store_recurring_list"))


def _of_store(counter: Counter, recurring_id: int) -> RecurringOrder:
    kept = queries.recurring_seen(actor=counter.actor, recurring_id=recurring_id)
    if counter.store is None or kept.store_id != counter.store.pk:
        raise NotFound
    return kept


def _context(counter: Counter, **more: Any) -> dict[str, Any]:
    service = counter.service
    return {
        "store": counter.store, "service": service, "organization": service.organization, "counter": counter, **more,
    }  # fmt: skip


def _to(counter: Counter, route: str, *arguments: object) -> str:
    return reverse(f"delivery:{route}", args=[counter.store.pk if counter.store else 0, *arguments])
