"""What went wrong, as the desk follows it: the list, and what is said or settled of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from maillage.delivery.queries.evidence import incidents_by_state
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services import incidents
from maillage.delivery.types import IncidentState
from maillage.kit.htmx import answer

_STATES = {"close": IncidentState.CLOSED, "open": IncidentState.OPEN}


@require_GET
def incident_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the incidents that are open, or with `?clos` those that are closed."""
    desk = desk_of(request)
    state = IncidentState.CLOSED if "clos" in request.GET else IncidentState.OPEN
    context = {
        "incidents": incidents_by_state(actor=desk.actor, state=state),
        "is_closed": state is IncidentState.CLOSED,
        "may_follow": True,
    }
    return answer(request, "delivery/incidents/list.html", context=desk.context(**context))


@require_POST
def incident(request: ScopedRequest, organization_slug: str, incident_id: int) -> HttpResponse:
    """Say something of an incident, close it or open it again; an empty comment with a wish is none."""
    desk = desk_of(request)
    now, wish, comment = timezone.now(), request.POST.get("wish", ""), request.POST.get("comment", "")
    if comment.strip() or wish not in _STATES:
        row = incidents.comment_incident(actor=desk.actor, incident_id=incident_id, comment=comment, now=now)
    if wish in _STATES:
        given = incidents.IncidentGiven(state=_STATES[wish].value)
        row = incidents.change_incident(actor=desk.actor, incident_id=incident_id, given=given, now=now)
        messages.success(request, _("Closed.") if wish == "close" else _("Open again."))
    delivery = row.task.delivery
    if request.POST.get("back") == "delivery" and delivery is not None:
        to = reverse("delivery:delivery", args=[organization_slug, delivery.number])
    else:
        to = reverse("delivery:incident_list", args=[organization_slug])
    return answer(request, "delivery/incidents/list.html", to=f"{to}#incident-{row.pk}")
