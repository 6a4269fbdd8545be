"""A courier's tour: a page that works as plain forms, and the doors through which its queue, pictures and points come."""

from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from maillage.delivery.forms import tour as reading
from maillage.delivery.presenters_of_tour import code_words, tour_map, tour_words
from maillage.delivery.queries.tour import Rider, failures_of, rider_of, rides_of, tour_of
from maillage.delivery.requests import ScopedRequest
from maillage.delivery.services import photo_uploads
from maillage.delivery.services.positions import share_position
from maillage.delivery.services.riding import Action, Outcome, Told, hear
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer

_TOUR = "delivery/tour/tour.html"


@require_GET
def tour_list(request: ScopedRequest) -> HttpResponse:
    """List for whom one rides; with one co-operative alone, go to its tour."""
    rides = rides_of(actor=request.actor)
    if len(rides) == 1:
        return redirect("delivery:tour", rides[0].pk)
    return answer(request, "delivery/tour/list.html", context={"rides": rides})


@never_cache
@require_http_methods(["GET", "POST"])
def tour(request: ScopedRequest, courier_id: int) -> HttpResponse:
    """Show the day; do what one of its plain forms says."""
    rider = rider_of(actor=request.actor, courier_id=courier_id)
    if request.method == "GET":
        return _page(request, rider)
    now = timezone.now()
    action = reading.action_of_form(request.POST, request.FILES, now=now)
    try:
        told = hear(actor=rider.actor, action=action, now=now)
    except Invalid as refusal:
        return _page(
            request, rider, problem={"action": action, "words": str(refusal), "field": refusal.field}, status=422
        )
    return _told(request, rider, action, told)


def _told(request: ScopedRequest, rider: Rider, action: Action, told: Told) -> HttpResponse:
    if told.words:
        say = messages.warning if told.outcome in (Outcome.REFUSED, Outcome.LATER) else messages.success
        say(request, told.words)
    elif told.outcome is Outcome.DONE and action.kind in ("note", "incident"):
        messages.success(request, _("Written down: the dispatcher sees it."))
    place = told.task_number if action.kind in ("start", "scan", "note", "incident") else None
    return answer(request, _TOUR, to=_url(rider) + (f"#t{place}" if place else ""))


def _page(
    request: ScopedRequest, rider: Rider, *, problem: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    now = timezone.now()
    found = tour_of(rider=rider, now=now)
    context = {
        "rider": rider, "service": rider.service, "tour": found, "problem": problem, "now": now, "words": tour_words(),
        "key": uuid4, "drawn_states": ("DOING", "DONE", "FAILED"), "code_words": code_words(), "rendered_ms": int(now.timestamp() * 1000),
        **tour_map(found, rider.service),
    }  # fmt: skip
    with timezone.override(rider.zone):
        return answer(request, _TOUR, context=context, status=status)


def _url(rider: Rider) -> str:
    return reverse("delivery:tour", args=[rider.courier.pk])


@never_cache
@require_POST
def tour_sending(request: ScopedRequest, courier_id: int) -> HttpResponse:
    """Hear what a phone has kept, one by one; each answer says what to tell the courier."""
    rider = rider_of(actor=request.actor, courier_id=courier_id)
    now = timezone.now()
    actions = reading.actions_of_queue(reading.json_of(request), now=now)
    return JsonResponse(
        {"heard_at": int(now.timestamp() * 1000), "told": [_heard(rider, action) for action in actions]}
    )


def _heard(rider: Rider, action: Action) -> dict[str, Any]:
    try:
        told = hear(actor=rider.actor, action=action, now=timezone.now())
    except Invalid as refusal:
        # What can never be heard must not hold up the rest of the queue.
        told = Told(Outcome.REFUSED, str(refusal))
    return {"id": str(action.key), "outcome": told.outcome.value, "words": told.words, "task": told.task_number}


@never_cache
@require_http_methods(["GET", "POST"])
def tour_photo(request: ScopedRequest, courier_id: int, photo_key: UUID) -> HttpResponse:
    """Say how much of a picture is here; take its next piece."""
    rider = rider_of(actor=request.actor, courier_id=courier_id)
    if request.method == "GET":
        state = photo_uploads.state_of_upload(actor=rider.actor, key=photo_key)
    else:
        piece = reading.piece_of(request)
        state = photo_uploads.add_piece(actor=rider.actor, key=photo_key, piece=piece, now=timezone.now())
    return JsonResponse({"received": state.received, "is_over": state.is_over, "refusal": state.refusal})


@never_cache
@require_POST
def tour_position(request: ScopedRequest, courier_id: int) -> HttpResponse:
    """Keep where a courier is, on duty and as long as one shares it."""
    rider = rider_of(actor=request.actor, courier_id=courier_id)
    now = timezone.now()
    given = reading.points_of(reading.json_of(request), now=now)
    return JsonResponse({"is_shared": share_position(actor=rider.actor, given=given, now=now)})


@never_cache
@require_GET
def tour_summary(request: ScopedRequest, courier_id: int) -> HttpResponse:
    """Sum up the day."""
    rider = rider_of(actor=request.actor, courier_id=courier_id)
    found = tour_of(rider=rider, now=timezone.now())
    context = {"rider": rider, "service": rider.service, "tour": found, "failures": failures_of(tour=found)}
    with timezone.override(rider.zone):
        return answer(request, "delivery/tour/summary.html", context={**context, "words": tour_words()})


@require_safe
@cache_control(no_cache=True)
def tour_worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker, from inside the addresses that it looks after."""
    script = files("maillage.delivery") / "static" / "delivery" / "tour-worker.js"
    return HttpResponse(script.read_bytes(), content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=3600)
def tour_manifest(request: HttpRequest) -> HttpResponse:
    """Give what a phone needs to put the tour among its apps."""
    icons = [
        {"src": static(f"delivery/tour-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    start = reverse("delivery:tour_list")
    document = {
        "name": _("My tour"), "short_name": _("My tour"), "id": start, "start_url": start, "scope": start,
        "lang": get_language(), "display": "standalone", "orientation": "portrait", "background_color": "#FBF8F2",
        "theme_color": "#FBF8F2", "icons": icons,
    }  # fmt: skip
    return JsonResponse(document, content_type="application/manifest+json")
