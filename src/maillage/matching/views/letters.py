"""Messages between invited organizations and the office."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.kit.htmx import answer
from maillage.matching.forms.words import MessageForm
from maillage.matching.queries.briefs import brief_by_number
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import invitation_letters


@require_POST
def invited_message(request: ScopedRequest, key: str) -> HttpResponse:
    """Write to the office with the link of an invitation."""
    form = MessageForm(request.POST)
    if form.is_valid():
        invitation_letters.write_as_invited(
            key=key, actor=request.actor, text=form.cleaned_data["text"], now=timezone.now()
        )
        messages.success(request, _("Your message has gone to the network’s office."))
    else:
        messages.error(request, _("Write your message first: 10,000 signs at most."))
    return answer(request, "matching/invitation.html", to=f"{reverse('matching:invitation', args=[key])}#letters")


@require_POST
def message_to_invited(request: ScopedRequest, number: int, invitation_id: UUID) -> HttpResponse:
    """Write to an invited organization."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    form = MessageForm(request.POST)
    if form.is_valid():
        invitation_letters.write_to_invited(
            actor=request.actor, brief_id=brief.pk, invitation_id=invitation_id, text=form.cleaned_data["text"],
            now=timezone.now(),
        )  # fmt: skip
    else:
        messages.error(request, _("Write your message first: 10,000 signs at most."))
    return answer(request, "matching/brief.html", to=f"{reverse('matching:brief', args=[number])}#letters")
