"""Messages to recipients: what a co-operative chooses, what a store chooses, the journal, and answers by SMS."""

import json
from typing import Any
from uuid import UUID

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.notices import NoticesForm, StoreNoticesForm, initial_notices, initial_store_notices
from maillage.delivery.forms.saving import saved
from maillage.delivery.queries import notices as queries
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services import notice_sending, notice_settings, stop_words
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer

_SETTINGS, _STORE = "delivery/notices/settings.html", "delivery/notices/store.html"
_JOURNAL = "delivery/notices/journal.html"


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show of what recipients are told, and how; on POST, change it."""
    desk = desk_of(request)
    form = NoticesForm(request.POST or None, initial=initial_notices(queries.notice_settings_of(actor=desk.actor)))
    if saved(form, lambda: notice_settings.save_notice_settings(actor=desk.actor, given=form.given())):
        messages.success(request, _("Saved."))
        return answer(request, _SETTINGS, to=reverse("delivery:notice_settings", args=[organization_slug]))
    context = desk.context(form=form, may_change=desk.actor.is_owner)
    return answer(request, _SETTINGS, context=context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def store_settings(request: ScopedRequest, organization_slug: str, store_id: int) -> HttpResponse:
    """Show what differs for a store; on POST, change it."""
    desk = desk_of(request)
    store = set_up_queries.store(actor=desk.actor, store_id=store_id)
    known = queries.store_notices_of(actor=desk.actor, store_id=store_id)
    form = StoreNoticesForm(request.POST or None, initial=initial_store_notices(known))
    made = saved(
        form, lambda: notice_settings.save_store_notices(actor=desk.actor, store_id=store_id, given=form.given())
    )
    if made:
        messages.success(request, _("Saved."))
        return answer(request, _STORE, to=reverse("delivery:store_notices", args=[organization_slug, store_id]))
    mean, count = queries.rating_figures(actor=desk.actor, store_id=store_id)
    context = desk.context(
        form=form, store=store, known=known, ratings=queries.latest_ratings(actor=desk.actor, store_id=store_id),
        ratings_mean=mean, ratings_count=count,
    )  # fmt: skip
    return answer(request, _STORE, context=context, status=422 if form.is_bound else 200)


@require_GET
def journal(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the messages, with what became of each, and what recipients said last."""
    desk = desk_of(request)
    state, cursor = request.GET.get("etat", ""), request.GET.get("cursor", "")
    mean, count = queries.rating_figures(actor=desk.actor)
    context = desk.context(
        page=queries.notices(actor=desk.actor, state=state, cursor=cursor), state=state,
        parked=queries.parked_count(actor=desk.actor), ratings=queries.latest_ratings(actor=desk.actor, limit=10),
        ratings_mean=mean, ratings_count=count, known=queries.notice_settings_of(actor=desk.actor),
    )  # fmt: skip
    return answer(request, _JOURNAL, context=context)


@require_POST
def sending(request: ScopedRequest, organization_slug: str, notice_id: UUID) -> HttpResponse:
    """Send a message that was given up."""
    notice_sending.send_again(actor=desk_of(request).actor, notice_id=notice_id)
    messages.success(request, _("It is sent again."))
    return answer(request, _JOURNAL, to=reverse("delivery:notices", args=[organization_slug]))


@csrf_exempt
@require_POST
def sms_answer(request: HttpRequest, sms_secret: str) -> HttpResponse:
    """Hear what somebody answered by SMS: the gateway posts `from` and `text`, as a form or as JSON."""
    known = django_settings.MAILLAGE_SMS_STOP_SECRET
    if not known or not constant_time_compare(sms_secret, known):
        raise NotFound
    said = _said(request)
    stop_words.hear(sender=said.get("from", ""), text=said.get("text", ""), now=timezone.now())
    return HttpResponse(status=204)


def _said(request: HttpRequest) -> dict[str, str]:
    given: Any = request.POST
    if request.content_type == "application/json":
        try:
            given = json.loads(request.body)
        except ValueError:
            given = {}
    if not hasattr(given, "get"):
        return {}
    return {name: str(given.get(name) or "")[:500] for name in ("from", "text")}
