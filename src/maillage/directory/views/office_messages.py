"""Writing to the network's office, and the office's list of what it has received."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.directory.forms.office_messages import OfficeMessageForm
from maillage.directory.queries import office_messages as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.services import messages
from maillage.directory.services import office_messages as services
from maillage.kit.caller import address_of
from maillage.kit.htmx import answer


def office_contact(request: ScopedRequest) -> HttpResponse:
    """Take a visitor's message to the network; somebody of the office answers."""
    form = OfficeMessageForm(request.POST or None, user=request.user, initial={"text": request.GET.get("q", "")[:200]})
    if request.method == "POST" and form.is_valid():
        services.write_to_office(
            actor=request.actor,
            message=form.message(),
            sender_key=address_of(request),
            now=timezone.now(),
        )
        return answer(request, "directory/office_contact_sent.html", to=reverse("directory:office_contact_sent"))
    return answer(request, "directory/office_contact.html", context={"form": form}, status=422 if form.errors else 200)


def office_contact_sent(request: ScopedRequest) -> HttpResponse:
    return answer(request, "directory/office_contact_sent.html")


def office_message_list(request: ScopedRequest) -> HttpResponse:
    """List the messages that the office has received, those to handle first when asked."""
    state = request.GET.get("state", "open")
    page = queries.messages_of_office(
        scope=request.actor.scope, is_open=state != "all", cursor=request.GET.get("cursor", "")
    )
    return answer(request, "directory/office_messages.html", context={"page": page, "state": state})


@require_POST
def office_message_handling(request: ScopedRequest, message_id: UUID) -> HttpResponse:
    """Mark a message as handled (`handled=0`: as still to handle)."""
    messages.handle_message(
        actor=request.actor,
        message_id=message_id,
        now=timezone.now(),
        is_handled=request.POST.get("handled", "1") != "0",
    )
    return answer(request, "directory/office_messages.html", to=reverse("directory:office_messages"))
