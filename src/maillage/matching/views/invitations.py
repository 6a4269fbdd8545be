"""Inviting organizations, and their answers by one link."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.htmx import answer
from maillage.matching.calendar import deadline_calendar
from maillage.matching.forms.invitations import AcceptForm, DeclineForm, WaveForm
from maillage.matching.forms.words import MessageForm
from maillage.matching.labels import DECLINE_LABELS
from maillage.matching.models import Invitation
from maillage.matching.queries.attachments import attachments_for, attachments_of
from maillage.matching.queries.briefs import brief_by_number, skills_of
from maillage.matching.queries.letters import letters_of
from maillage.matching.queries.proposals import proposed_partners
from maillage.matching.queries.records import invitations_to, own_record
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import invitations
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import DeclineReason, InvitationState


@require_POST
def wave(request: ScopedRequest, number: int) -> HttpResponse:
    """Invite the next of the shortlist."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    form = WaveForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        invitations.invite_wave(
            actor=request.actor, brief_id=brief.pk, count=given["count"], answer_hours=given["answer_hours"],
            is_automatic=given["is_automatic"], now=timezone.now(),
        )  # fmt: skip
        return answer(request, "matching/brief.html", to=f"{reverse('matching:brief', args=[number])}#invitations")
    return answer(request, "matching/wave.html", context={"brief": brief, "form": form}, status=422)


@require_POST
def withdrawal(request: ScopedRequest, number: int, invitation_id: UUID) -> HttpResponse:
    """Take an invitation back."""
    invitations.withdraw_invitation(actor=request.actor, invitation_id=invitation_id, now=timezone.now())
    return answer(request, "matching/brief.html", to=f"{reverse('matching:brief', args=[number])}#invitations")


@require_GET
def proposal(request: ScopedRequest, number: int, invitation_id: UUID) -> HttpResponse:
    """Look in the directory for whom an invited organization has named."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    context = {"brief": brief, **proposed_partners(brief, invitation_id=invitation_id)}
    return answer(request, "matching/proposal.html", context=context)


@never_cache
@require_GET
def invitation(request: ScopedRequest, key: str) -> HttpResponse:
    """Show a need to an organization that is asked, with the two answers."""
    return _page(request, key, DeclineForm())


def _page(request: ScopedRequest, key: str, form: DeclineForm, *, status: int = 200) -> HttpResponse:
    row = invitations.invitation_of_key(key)
    context = {
        "invitation": row,
        "brief": row.brief,
        "organization": row.organization,
        "skills": skills_of(row.brief),
        "key": key,
        "attachments": attachments_for(row),
        "letters": letters_of(row),
        "message_form": MessageForm(),
        "attachment_count": len(attachments_of(row.brief)),
        "accept_form": AcceptForm(),
        "decline_form": form,
        "is_open": _is_open(row),
        "is_buyer_shown": row.state == InvitationState.ACCEPTED.value or not row.brief.is_buyer_hidden,
    }
    return answer(request, "matching/invitation.html", context=context, status=status)


def _is_open(row: Invitation) -> bool:
    is_brief_open = row.brief.state in {state.value for state in OPEN_STATES}
    return is_brief_open and row.state == InvitationState.SENT.value and row.due_at >= timezone.now()


@require_POST
def acceptance(request: ScopedRequest, key: str) -> HttpResponse:
    """Say yes."""
    row = invitations.invitation_of_key(key)
    form = AcceptForm(request.POST)
    comment = form.cleaned_data["comment"] if form.is_valid() else ""
    invitations.accept_invitation(invitation_id=row.pk, actor=request.actor, now=timezone.now(), comment=comment)
    return _back(request, key)


@require_POST
def refusal(request: ScopedRequest, key: str) -> HttpResponse:
    """Say no, with a reason."""
    row = invitations.invitation_of_key(key)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, key, form, status=422)
    given = form.cleaned_data
    invitations.decline_invitation(
        invitation_id=row.pk, actor=request.actor, reason=DeclineReason(given["reason"]), now=timezone.now(),
        comment=given["comment"], partner=given["partner"],
    )  # fmt: skip
    return _back(request, key)


def _back(request: ScopedRequest, key: str) -> HttpResponse:
    return answer(request, "matching/invitation.html", to=reverse("matching:invitation", args=[key]))


@require_GET
def deadline(request: ScopedRequest, key: str) -> HttpResponse:
    """Give the deadline as a calendar file."""
    row = invitations.invitation_of_key(key)
    response = HttpResponse(deadline_calendar(row), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="B-{row.brief.number}.ics"'
    return response


@require_GET
def invitation_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List what an organization was asked."""
    rows = [(row, invitations.invitation_key(row)) for row in invitations_to(organization_id=request.organization.pk)]
    record = own_record(organization_id=request.organization.pk, now=timezone.now())
    context = {
        "organization": request.organization,
        "invitations": rows,
        "record": record,
        "reasons": [(DECLINE_LABELS[reason], count) for reason, count in record.reasons],
    }
    return answer(request, "matching/invitation_list.html", context=context)
