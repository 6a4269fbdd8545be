"""Zones, hours, packages, words: what orders and prices choose from."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms import choices as of
from maillage.delivery.forms.saving import saved
from maillage.delivery.presenters import shapes_of
from maillage.delivery.queries import set_up as queries
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services import areas, lists, slots
from maillage.kit.htmx import answer

_SETUP = "delivery/setup/"


@require_GET
def zone_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the zones on the map."""
    desk = desk_of(request)
    zones = list(queries.zones(actor=desk.actor))
    context = desk.context(zones=zones, **shapes_of(desk.service, zones=zones))
    return answer(request, f"{_SETUP}zones.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def zone(request: ScopedRequest, organization_slug: str, zone_id: int | None = None) -> HttpResponse:
    """Draw a zone, or draw it anew."""
    desk = desk_of(request)
    row = None if zone_id is None else queries.zone(actor=desk.actor, zone_id=zone_id)
    form = of.ZoneForm(request.POST or None, initial=of.initial_zone(row) if row else {})
    if saved(form, lambda: areas.save_zone(actor=desk.actor, given=form.given(), zone_id=zone_id)):
        return answer(request, f"{_SETUP}zones.html", to=_to("zone_list", organization_slug))
    others = [one for one in queries.zones(actor=desk.actor) if one.pk != zone_id]
    context = desk.context(zone=row, form=form, **shapes_of(desk.service, zones=others, also=row))
    return answer(request, f"{_SETUP}zone.html", context=context, status=422 if form.is_bound else 200)


@require_POST
def zone_removal(request: ScopedRequest, organization_slug: str, zone_id: int) -> HttpResponse:
    """Take a zone off the map."""
    areas.remove_zone(actor=desk_of(request).actor, zone_id=zone_id)
    return answer(request, f"{_SETUP}zones.html", to=_to("zone_list", organization_slug))


@require_GET
def slot_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the hours and the packages that stores may be given."""
    desk = desk_of(request)
    context = desk.context(slots=queries.slots(actor=desk.actor), package_sets=queries.package_sets(actor=desk.actor))
    return answer(request, f"{_SETUP}offers.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def slot(request: ScopedRequest, organization_slug: str, slot_id: int | None = None) -> HttpResponse:
    """Say which hours may be chosen."""
    desk = desk_of(request)
    row = None if slot_id is None else queries.slot(actor=desk.actor, slot_id=slot_id)
    form = of.SlotForm(
        request.POST or None, initial=of.initial_slot(row) if row else {"hours": "Mo-Fr 09:00-12:00,14:00-18:00"}
    )
    if saved(form, lambda: slots.keep_slot(actor=desk.actor, given=form.given(), slot_id=slot_id)):
        return answer(request, f"{_SETUP}offers.html", to=_to("slot_list", organization_slug))
    context = desk.context(slot=row, form=form)
    return answer(request, f"{_SETUP}slot.html", context=context, status=422 if form.is_bound else 200)


@require_POST
def slot_removal(request: ScopedRequest, organization_slug: str, slot_id: int) -> HttpResponse:
    """Take a choice of hours away."""
    slots.remove_slot(actor=desk_of(request).actor, slot_id=slot_id)
    return answer(request, f"{_SETUP}offers.html", to=_to("slot_list", organization_slug))


@require_http_methods(["GET", "HEAD", "POST"])
def package_set(request: ScopedRequest, organization_slug: str, set_id: int | None = None) -> HttpResponse:
    """Say which types of package may be sent."""
    desk = desk_of(request)
    row = None if set_id is None else queries.package_set(actor=desk.actor, set_id=set_id)
    form = of.PackageSetForm(request.POST or None, initial={"name": row.name} if row else {})
    initial = of.initial_packages(queries.packages_of(actor=desk.actor, set_id=set_id)) if row else []
    lines = of.PACKAGE_LINES(request.POST or None, initial=initial, prefix="colis")
    if lines.is_valid() and saved(form, lambda: _keep_packages(desk, form, lines, set_id)):
        return answer(request, f"{_SETUP}offers.html", to=_to("slot_list", organization_slug))
    context = desk.context(package_set=row, form=form, lines=lines)
    return answer(request, f"{_SETUP}packages.html", context=context, status=422 if form.is_bound else 200)


def _keep_packages(desk: Desk, form: forms.Form, lines: Any, set_id: int | None) -> Any:
    name = form.cleaned_data["name"]
    return slots.keep_packages(actor=desk.actor, name=name, packages=lines.given(), set_id=set_id)


@require_POST
def package_set_removal(request: ScopedRequest, organization_slug: str, set_id: int) -> HttpResponse:
    """Take a list of packages away."""
    slots.remove_packages(actor=desk_of(request).actor, set_id=set_id)
    return answer(request, f"{_SETUP}offers.html", to=_to("slot_list", organization_slug))


@require_GET
def word_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show tags, reasons of failure and closed days."""
    return _words(request, desk_of(request))


def _words(request: ScopedRequest, desk: Desk, *, status: int = 200, **bound: forms.Form) -> HttpResponse:
    today = timezone.now().astimezone(desk.zone).date()
    context = desk.context(
        tags=queries.tags(actor=desk.actor), reasons=queries.reasons(actor=desk.actor),
        closed=queries.closed_days(actor=desk.actor, today=today), tag_form=bound.get("tag") or of.TagForm(prefix="mot"),
        reason_form=bound.get("reason") or of.ReasonForm(prefix="raison"),
        closed_form=bound.get("closed") or of.ClosedDaysForm(prefix="jours"),
    )  # fmt: skip
    return answer(request, f"{_SETUP}words.html", context=context, status=status)


def _add(request: ScopedRequest, slug: str, key: str, form: forms.Form, add: Callable[[Desk], Any]) -> HttpResponse:
    desk = desk_of(request)
    if form.is_valid() and saved(form, lambda: add(desk)):
        return answer(request, f"{_SETUP}words.html", to=_to("word_list", slug))
    return _words(request, desk, status=422, **{key: form})


@require_POST
def tag_creation(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Add a word that tasks and stores may bear."""
    form = of.TagForm(request.POST, prefix="mot")
    return _add(
        request, organization_slug, "tag", form, lambda desk: lists.add_tag(actor=desk.actor, **form.cleaned_data)
    )


@require_POST
def tag_removal(request: ScopedRequest, organization_slug: str, tag_id: int) -> HttpResponse:
    """Take a word off the list."""
    lists.remove_tag(actor=desk_of(request).actor, tag_id=tag_id)
    return answer(request, f"{_SETUP}words.html", to=_to("word_list", organization_slug))


@require_POST
def reason_creation(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Add a reason of failure."""
    form = of.ReasonForm(request.POST, prefix="raison")
    return _add(
        request, organization_slug, "reason", form, lambda desk: lists.add_reason(actor=desk.actor, **form.cleaned_data)
    )


@require_POST
def reason_removal(request: ScopedRequest, organization_slug: str, reason_id: int) -> HttpResponse:
    """Take a reason of failure off the list."""
    store_id = lists.remove_reason(actor=desk_of(request).actor, reason_id=reason_id)
    to = _to("store", organization_slug, store_id) + "#raisons" if store_id else _to("word_list", organization_slug)
    return answer(request, f"{_SETUP}words.html", to=to)


@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: ScopedRequest, organization_slug: str, tag_id: int) -> HttpResponse:
    """Give a word another name or colour."""
    desk = desk_of(request)
    row = queries.tag(actor=desk.actor, tag_id=tag_id)
    form = of.TagForm(request.POST or None, initial={"name": row.name, "color": row.color})
    back = _to("word_list", organization_slug)
    if saved(form, lambda: lists.change_tag(actor=desk.actor, tag_id=tag_id, **form.cleaned_data)):
        return answer(request, f"{_SETUP}word.html", to=back)
    return _word(request, desk, form, title=row.name, back=_("Tags, reasons, closed days"), back_url=back)


@require_http_methods(["GET", "HEAD", "POST"])
def reason(request: ScopedRequest, organization_slug: str, reason_id: int) -> HttpResponse:
    """Say a reason of failure in other words."""
    desk = desk_of(request)
    row = queries.reason(actor=desk.actor, reason_id=reason_id)
    form = of.ReasonForm(request.POST or None, initial={"description": row.description})
    of_store = row.store
    back_url = _to("store", organization_slug, of_store.pk) if of_store else _to("word_list", organization_slug)
    if saved(form, lambda: lists.change_reason(actor=desk.actor, reason_id=reason_id, **form.cleaned_data)):
        return answer(request, f"{_SETUP}word.html", to=back_url)
    back = of_store.name if of_store else _("Tags, reasons, closed days")
    return _word(request, desk, form, title=row.description, back=back, back_url=back_url)


def _word(request: ScopedRequest, desk: Desk, form: forms.Form, **more: str) -> HttpResponse:
    context = desk.context(form=form, **more)
    return answer(request, f"{_SETUP}word.html", context=context, status=422 if form.is_bound else 200)


@require_POST
def closed_creation(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Close some days."""
    form = of.ClosedDaysForm(request.POST, prefix="jours")
    return _add(
        request, organization_slug, "closed", form, lambda desk: lists.close_days(actor=desk.actor, **form.cleaned_data)
    )


@require_POST
def closed_removal(request: ScopedRequest, organization_slug: str, closed_id: int) -> HttpResponse:
    """Deliver again on closed days."""
    lists.reopen_days(actor=desk_of(request).actor, closed_id=closed_id)
    return answer(request, f"{_SETUP}words.html", to=_to("word_list", organization_slug))


def _to(route: str, *arguments: object) -> str:
    return reverse(f"delivery:{route}", args=arguments)
