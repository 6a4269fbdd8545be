"""Papers joined to a need, served as downloads and never shown in place."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.errors import DomainError
from maillage.kit.htmx import answer
from maillage.matching.forms.attachments import AttachmentsForm
from maillage.matching.models import AnswerFile, BriefFile
from maillage.matching.queries.briefs import brief_by_number
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import attachments
from maillage.matching.services.attachments import Sent


@never_cache
@require_GET
def office_attachment(request: ScopedRequest, number: int, file_id: UUID) -> FileResponse:
    """Give a paper to the office."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    return served(attachments.paper_for_office(actor=request.actor, brief_id=brief.pk, file_id=file_id))


@require_POST
def office_attachments(request: ScopedRequest, number: int) -> HttpResponse:
    """Join papers."""
    brief = brief_by_number(scope=request.actor.scope, number=number)

    def keep(sent: Sent) -> None:
        attachments.add_as_office(actor=request.actor, brief_id=brief.pk, sent=sent, now=timezone.now())

    return _added(request, keep, to=reverse("matching:brief", args=[number]))


@require_POST
def office_attachment_removal(request: ScopedRequest, number: int, file_id: UUID) -> HttpResponse:
    """Take a paper away."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    attachments.remove_as_office(actor=request.actor, brief_id=brief.pk, file_id=file_id)
    return answer(request, "matching/brief.html", to=f"{reverse('matching:brief', args=[number])}#papers")


@never_cache
@require_GET
def buyer_attachment(request: ScopedRequest, key: str, file_id: UUID) -> FileResponse:
    """Give a paper to the buyer."""
    return served(attachments.paper_for_buyer(key=key, file_id=file_id, now=timezone.now()))


@require_POST
def buyer_attachments(request: ScopedRequest, key: str) -> HttpResponse:
    """Join papers with the private link."""

    def keep(sent: Sent) -> None:
        attachments.add_as_buyer(key=key, sent=sent, now=timezone.now())

    return _added(request, keep, to=reverse("matching:buyer_brief", args=[key]))


@require_POST
def buyer_attachment_removal(request: ScopedRequest, key: str, file_id: UUID) -> HttpResponse:
    """Take a paper of one's own away."""
    attachments.remove_as_buyer(key=key, file_id=file_id, now=timezone.now())
    return answer(request, "matching/buyer_brief.html", to=f"{reverse('matching:buyer_brief', args=[key])}#papers")


@never_cache
@require_GET
def invited_attachment(request: ScopedRequest, key: str, file_id: UUID) -> FileResponse:
    """Give a paper to an organization that has accepted."""
    return served(attachments.paper_for_invited(key=key, file_id=file_id))


def _added(request: ScopedRequest, keep: Callable[[Sent], None], *, to: str) -> HttpResponse:
    """Keep each file that is good, and say of each other what is wrong with it."""
    form = AttachmentsForm(request.POST, request.FILES)
    if not form.is_valid():
        for error in form.errors.get("papers", []):
            messages.error(request, str(error))
        return answer(request, "matching/brief.html", to=f"{to}#papers")
    keep_each(request, form.sent(), keep)
    return answer(request, "matching/brief.html", to=f"{to}#papers")


def keep_each(request: ScopedRequest, sent: list[Sent], keep: Callable[[Sent], object], *, again: str = "") -> None:
    """Keep files one by one: a bad one does not spoil the others. `again`: where a refused one is sent anew, if not here."""
    for one in sent:
        try:
            keep(one)
        except DomainError as refusal:
            if refusal.status not in (409, 422):
                raise
            messages.error(request, f"{refusal} {again}".strip())


def served(row: BriefFile | AnswerFile) -> FileResponse:
    """Serve inertly: a download of no known type, which no browser runs, shows or keeps."""
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
