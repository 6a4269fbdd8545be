"""Telling a need to the network's office, and the office's list of them."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.directory.forms.needs import NeedForm
from maillage.directory.queries import needs as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.services import messages, needs
from maillage.kit.htmx import answer


def brief(request: ScopedRequest) -> HttpResponse:
    """Take a need in the visitor's words; somebody of the office answers."""
    form = NeedForm(request.POST or None, user=request.user, initial={"text": request.GET.get("q", "")[:200]})
    if request.method == "POST" and form.is_valid():
        needs.tell_need(
            actor=request.actor,
            message=form.message(),
            place=form.cleaned_data["place"],
            sender_key=request.META.get("REMOTE_ADDR", ""),
            now=timezone.now(),
        )
        return answer(request, "directory/brief_sent.html", to=reverse("directory:brief_sent"))
    return answer(request, "directory/brief.html", context={"form": form}, status=422 if form.errors else 200)


def brief_sent(request: ScopedRequest) -> HttpResponse:
    return answer(request, "directory/brief_sent.html")


def office_messages(request: ScopedRequest) -> HttpResponse:
    """List the needs and messages that the office has received, those to handle first when asked."""
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
