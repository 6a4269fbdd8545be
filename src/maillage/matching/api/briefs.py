"""Needs: read from a text, sent, followed, and their candidates."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router, Status

from maillage.directory.queries.published import whole_address
from maillage.kit.api import READ_PROBLEMS, READING, WRITE_PROBLEMS, WRITING, Problem, actor_with
from maillage.kit.errors import NotAllowed
from maillage.matching.api import documents
from maillage.matching.queries.briefs_of_programs import brief_page, readable_brief
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.queries.records import kept_in
from maillage.matching.queries.suggestion import suggestion
from maillage.matching.queries.weights import network_weights
from maillage.matching.schemas import briefs as schemas
from maillage.matching.services.briefs_of_programs import file_brief

router = Router(tags=["briefs"])
_PROBLEMS = {**READ_PROBLEMS, 403: Problem}
BRIEF = Path(description=gettext_noop("Id of a need."))


@router.post(
    "/briefs/suggest",
    response={200: schemas.Suggestion, **READ_PROBLEMS},
    url_name="brief_suggestion",
    operation_id="suggest_brief",
    summary=gettext_noop("Read a need"),
    description=gettext_noop("What is understood of a text, with the words that led to it. Nothing is kept."),
    **READING,
)
def brief_suggestion(request: HttpRequest, sent: schemas.TextIn) -> Any:
    read, names = suggestion(sent.text, today=timezone.localdate())
    return documents.suggestion_document(read, names=names)


@router.get(
    "/briefs",
    response={200: schemas.BriefPage, **_PROBLEMS},
    url_name="brief_list",
    operation_id="list_briefs",
    summary=gettext_noop("List the needs"),
    description=gettext_noop("One's own needs, latest first; the office's tokens list all. Scope: briefs:read."),
)
def brief_list(request: HttpRequest, response: HttpResponse, asked: Query[schemas.BriefListParameters]) -> Any:
    actor = actor_with(request, scope="briefs:read")
    page = brief_page(actor=actor, state=asked.state, cursor=asked.cursor)
    if page.next_cursor:
        query = request.GET.copy()
        query["cursor"] = page.next_cursor
        response["Link"] = f'<{whole_address(request.path)}?{query.urlencode()}>; rel="next"'
    return {
        "results": [documents.summary_document(row, actor=actor) for row in page.rows],
        "next": page.next_cursor or None,
    }


@router.post(
    "/briefs",
    response={200: schemas.BriefOut, 201: schemas.BriefOut, **WRITE_PROBLEMS},
    url_name="brief_list",
    operation_id="send_brief",
    summary=gettext_noop("Send a need"),
    description=gettext_noop(
        "What is left out is read from the text. The same text sent again within half an hour is one need, answered "
        "with 200. Scope: briefs:write."
    ),
    **WRITING,
)
def brief_creation(request: HttpRequest, sent: schemas.BriefIn) -> Any:
    actor = actor_with(request, scope="briefs:write")
    read, _names = suggestion(sent.text, today=timezone.localdate())
    brief, is_new = file_brief(
        actor=actor, need=documents.need_of(sent, read), buyer=documents.buyer_of(sent), organization_slug=sent.organization,
        now=timezone.now(),
    )  # fmt: skip
    found = readable_brief(actor=actor, brief_id=brief.pk)
    return Status(201 if is_new else 200, documents.brief_document(found, actor=actor))


@router.get(
    "/briefs/{uuid:brief_id}",
    response={200: schemas.BriefOut, **_PROBLEMS},
    url_name="brief",
    operation_id="read_brief",
    summary=gettext_noop("Read one need"),
    description=gettext_noop("One's own, or any for the office. Scope: briefs:read."),
)
def brief(request: HttpRequest, brief_id: UUID = BRIEF) -> Any:
    actor = actor_with(request, scope="briefs:read")
    return documents.brief_document(readable_brief(actor=actor, brief_id=brief_id), actor=actor)


@router.get(
    "/briefs/{uuid:brief_id}/shortlist",
    response={200: schemas.Shortlist, **_PROBLEMS},
    url_name="brief_shortlist",
    operation_id="rank_brief",
    summary=gettext_noop("Rank the candidates of a need"),
    description=gettext_noop(
        "The organizations of the directory in order, with each criterion's value, weight and sentence, and those that are "
        "excluded with the reason. For the office. Scope: briefs:read."
    ),
)
def brief_shortlist(request: HttpRequest, asked: Query[schemas.ShortlistParameters], brief_id: UUID = BRIEF) -> Any:
    actor = actor_with(request, scope="briefs:read")
    found = readable_brief(actor=actor, brief_id=brief_id)
    if not actor.is_facilitator:
        raise NotAllowed
    ranked = rank_brief(
        found, now=timezone.now(), today=timezone.localdate(), weights=network_weights(), limit=asked.limit
    )
    return documents.shortlist_document(ranked, kept=set(kept_in(brief_id=found.pk)))
