"""The best places for a delivery that is nobody's."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.delivery.forms.day import day_of, number_of, seen_of
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services.day_undo import day_before
from maillage.delivery.services.insertions import best_places, insert_delivery
from maillage.delivery.views.day import remember_move
from maillage.kit.errors import DomainError, NotFound
from maillage.kit.htmx import answer

_PAGE = "delivery/plans/insertion.html"


@require_http_methods(["GET", "POST"])
def insertion(request: ScopedRequest, organization_slug: str, delivery_number: int) -> HttpResponse:
    """Show the three best places for a delivery, or take one."""
    desk = desk_of(request)
    on = day_of(request.GET.get("date", ""), today=timezone.now().astimezone(desk.zone).date())
    if request.method == "POST":
        return _taken(request, desk, delivery_number, on)
    context = {"day": on, "query": f"date={on.isoformat()}", "number": delivery_number}
    try:
        offered = best_places(
            actor=desk.actor, service=desk.service, delivery_number=delivery_number, day=on, now=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return answer(request, _PAGE, context=desk.context(problem=str(refusal), **context), status=refusal.status)
    return answer(request, _PAGE, context=desk.context(offered=offered, **context))


def _taken(request: ScopedRequest, desk: Desk, delivery_number: int, on: date) -> HttpResponse:
    day_url = f"{reverse('delivery:day', args=[desk.organization.slug])}?date={on.isoformat()}"
    seen = seen_of(request.POST)
    before = day_before(actor=desk.actor, day=on, numbers=seen.versions)
    try:
        insert_delivery(
            actor=desk.actor, delivery_number=delivery_number, courier_id=number_of(request.POST.get("courier", "")) or 0,
            day=on, seen=_numbers(request.POST, "seen"), wanted=_numbers(request.POST, "wanted"),
            versions=seen.versions, now=timezone.now(),
        )  # fmt: skip
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        url = reverse("delivery:insertion", args=[desk.organization.slug, delivery_number])
        return answer(request, _PAGE, to=f"{url}?date={on.isoformat()}")
    remember_move(request, desk, on, before)
    messages.success(request, _("The delivery has its place."))
    return answer(request, _PAGE, to=day_url)


def _numbers(data: QueryDict, name: str) -> list[int]:
    found = [number_of(text) for text in data.get(name, "")[:8000].split(",")]
    return [number for number in found if number is not None]
