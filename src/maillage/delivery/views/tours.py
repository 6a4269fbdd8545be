"""A tour on the dispatcher's board: given as a whole, taken back, named, filled."""

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.delivery.forms.day import number_of, step_of
from maillage.delivery.queries.tours import tour_seen
from maillage.delivery.requests import Desk, ScopedRequest
from maillage.delivery.services import dispatching, tours
from maillage.delivery.services.dispatching import Seen
from maillage.delivery.views.day import acted


@require_POST
def day_tour(request: ScopedRequest, organization_slug: str, tour_number: int) -> HttpResponse:
    """Do with a tour what `wish` says, or put the tasks that were sent into it."""

    def act(desk: Desk, seen: Seen, _on: date) -> None:
        _do(request.POST, desk=desk, seen=seen, tour_number=tour_number)

    return acted(request, act)


def _do(sent: QueryDict, *, desk: Desk, seen: Seen, tour_number: int) -> None:
    # A button within a courier's list says its tour's version beside the wish: the list's form knows none.
    wish, _colon, seen_version = sent.get("wish", "").partition(":")
    version, before = number_of(seen_version or sent.get("version", "")), number_of(sent.get("before", ""))
    shared: dict[str, Any] = {"actor": desk.actor, "now": timezone.now()}
    if wish == "put":
        dispatching.put_in_tour(**shared, seen=seen, tour_number=tour_number, before=before, version=version)
        return
    tour = tour_seen(actor=desk.actor, number=tour_number)
    shared |= {"tour_id": tour.pk, "version": version}
    if step := step_of(sent):
        steps, one = step
        tours.move_in_tour(**shared, number=next(iter(one.versions), 0), steps=steps)
        return
    match wish:
        case "give":
            tours.assign_tour(**shared, courier_id=number_of(sent.get("courier", "")) or 0, before=before)
        case "take_back":
            tours.take_back_tour(**shared)
        case "earlier" | "later" as way:
            tours.shift_tour(**shared, steps=-1 if way == "earlier" else 1)
        case "remove":
            tours.remove_tour(**shared)
        case _:
            tours.rename_tour(**shared, name=sent.get("name", ""))
