"""Live news of the desk's pages."""

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from maillage.delivery.presenters import points_of_places
from maillage.delivery.queries.access import dispatchers_among
from maillage.delivery.queries.positions import places_now
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services.positions import PLACE
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer
from maillage.stream.live import Audience
from maillage.stream.sse import live_answer

_TOLD_OF = frozenset({"task", "tour", "delivery", "hand_over", PLACE})


@require_GET
def day_bikes(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Say where those are who ride now and share it: a list, and the same for the map."""
    desk = desk_of(request)
    places = places_now(actor=desk.actor, now=timezone.now())
    return answer(
        request, "delivery/day/bikes.html", context=desk.context(places=places, points=points_of_places(places))
    )


@require_GET
def day_live(request: ScopedRequest, organization_slug: str) -> HttpResponseBase:
    """Tell a dispatcher's page what happens to the co-operative's tasks, by their ids, as it happens."""
    desk = desk_of(request)
    if desk.actor.user_id is None:
        raise NotFound
    audience = Audience(desk.organization.pk, _TOLD_OF, dispatchers_among)
    return live_answer(request, audience=audience, person_id=desk.actor.user_id)
