"""The documents of an answer: drafts made as they are asked for, frozen ones as they were signed."""

from collections.abc import Sequence
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from maillage.accounts.types import AccessLevel
from maillage.kit.errors import NotFound
from maillage.matching.models import AnswerDocument
from maillage.matching.queries.answers import content_of, documents_of, workspace
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.answers.access import seat_of
from maillage.matching.services.answers.sending import answer_of_buyer
from maillage.matching.services.answers.signing import document, kinds_for
from maillage.matching.types import DocumentKind

# What a buyer of an answer receives; the agreement binds the partners, and stays with them unless the call asks for it.
FOR_BUYERS = (DocumentKind.ANSWER, DocumentKind.CANDIDACY, DocumentKind.DECLARATION)


@never_cache
@require_GET
def answer_document(
    request: ScopedRequest, organization_slug: str, answer_id: UUID, document_id: UUID
) -> HttpResponse | FileResponse:
    """Give a frozen document to a partner."""
    seat = seat_of(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, level=AccessLevel.MEMBER
    )
    return _file(_one(documents_of(seat.answer), document_id), number=seat.answer.brief.number)


@never_cache
@require_GET
def answer_draft(request: ScopedRequest, organization_slug: str, answer_id: UUID, kind: str) -> HttpResponse:
    """Give a document as it would be now, marked as a draft."""
    seat = seat_of(
        actor=request.actor, answer_id=answer_id, organization_id=request.organization.pk, level=AccessLevel.MEMBER
    )
    space = workspace(seat.answer)
    found = [
        (one, partner)
        for one, partner in kinds_for(space)
        if one.value == kind and partner in (None, request.organization.pk)
    ]
    if not found:
        raise NotFound
    pdf = document(
        kind=found[0][0], content=content_of(space), digest="", made_at=timezone.now(), partner_id=found[0][1]
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(kind)}-B-{seat.answer.brief.number}.pdf"'
    return response


@never_cache
@require_GET
def buyer_document(request: ScopedRequest, key: str, answer_id: UUID, document_id: UUID) -> HttpResponse | FileResponse:
    """Give a document of a sent answer to its buyer."""
    answer = answer_of_buyer(key=key, answer_id=answer_id, now=timezone.now())
    found = _one([one for one in documents_of(answer) if one.kind in FOR_BUYERS], document_id)
    return _file(found, number=answer.brief.number)


def _one(documents: Sequence[AnswerDocument], document_id: UUID) -> AnswerDocument:
    for one in documents:
        if one.pk == document_id:
            return one
    raise NotFound


def _file(row: AnswerDocument, *, number: int) -> FileResponse:
    owner = f"-{row.partner.slug}" if row.partner else ""
    name = f"B-{number}-{row.kind}{owner}.pdf"
    response = FileResponse(row.file.open("rb"), content_type="application/pdf", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
