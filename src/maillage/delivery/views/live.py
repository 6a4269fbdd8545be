"""Live news of the desk's pages."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from maillage.delivery.queries.access import dispatchers_among
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.kit.errors import NotFound
from maillage.stream.live import Audience
from maillage.stream.sse import live_answer

_TOLD_OF = frozenset({"task", "tour", "delivery", "hand_over"})


@require_GET
def day_live(request: ScopedRequest, organization_slug: str) -> HttpResponseBase:
    """Tell a dispatcher's page what happens to the co-operative's tasks, by their ids, as it happens."""
    desk = desk_of(request)
    if desk.actor.user_id is None:
        raise NotFound
    audience = Audience(desk.organization.pk, _TOLD_OF, dispatchers_among)
    return live_answer(request, audience=audience, person_id=desk.actor.user_id)
