"""Files of an answer: joined by its partners, read by them, the office, and the buyer of a sent one; always as downloads."""

from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.matching.forms.answer_files import AnswerFilesForm
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.answers import files
from maillage.matching.services.attachments import Sent
from maillage.matching.views.answers import back, earlier_form, page
from maillage.matching.views.attachments import keep_each, served


@require_POST
def answer_files(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Join files: each that is good is kept, of each other it is said what is wrong with it."""
    form = AnswerFilesForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, answer_id, status=422, files_form=form)

    def keep(sent: Sent) -> None:
        files.add_file(
            actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, kind=form.file_kind(),
            sent=sent, now=timezone.now(),
        )  # fmt: skip

    keep_each(request, form.sent(), keep)
    return back(request, answer_id, "files")


@require_POST
def answer_files_taken_up(request: ScopedRequest, organization_slug: str, answer_id: UUID) -> HttpResponse:
    """Join files of earlier answers."""
    form = earlier_form(request, answer_id, request.POST)
    if not form.is_valid():
        return page(request, answer_id, status=422, earlier_form=form)
    files.take_up_files(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk,
        file_ids=form.cleaned_data["earlier_files"], now=timezone.now(),
    )  # fmt: skip
    return back(request, answer_id, "files")


@never_cache
@require_GET
def answer_file(request: ScopedRequest, organization_slug: str, answer_id: UUID, file_id: UUID) -> FileResponse:
    """Give a file to a partner or to the office."""
    return served(
        files.file_for_partner(
            actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, file_id=file_id
        )
    )


@require_POST
def answer_file_removal(request: ScopedRequest, organization_slug: str, answer_id: UUID, file_id: UUID) -> HttpResponse:
    """Take a file of one's own away."""
    files.remove_file(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, file_id=file_id
    )
    return back(request, answer_id, "files")


@never_cache
@require_GET
def buyer_answer_file(request: ScopedRequest, key: str, answer_id: UUID, file_id: UUID) -> FileResponse:
    """Give a file of a sent answer to its buyer."""
    return served(files.file_for_buyer(key=key, answer_id=answer_id, file_id=file_id, now=timezone.now()))
