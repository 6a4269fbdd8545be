"""The teams that could answer a need, and its answers."""

import time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Router

from maillage.kit.api import READ_PROBLEMS, Problem, actor_with
from maillage.kit.errors import NotAllowed
from maillage.matching.api import documents_of_answers as documents
from maillage.matching.api.briefs import BRIEF
from maillage.matching.queries.answers_of_programs import readable_answers
from maillage.matching.queries.briefs_of_programs import readable_brief
from maillage.matching.queries.consortia import SEARCH_S, compose_brief
from maillage.matching.schemas import consortia as schemas

router = Router(tags=["briefs"])
_PROBLEMS = {**READ_PROBLEMS, 403: Problem}


@router.get(
    "/briefs/{uuid:brief_id}/consortia",
    response={200: schemas.ComposedTeams, **_PROBLEMS},
    url_name="brief_consortia",
    operation_id="compose_teams",
    summary=gettext_noop("Compose teams for a need"),
    description=gettext_noop(
        "The best team, proven or not, and others that are better at one thing: who takes on what, the reasons as codes, "
        "numbers and sentences, and the measures; or why there is no team. For the office. Scope: briefs:read."
    ),
)
def brief_consortia(request: HttpRequest, brief_id: UUID = BRIEF) -> Any:
    actor = actor_with(request, scope="briefs:read")
    found = readable_brief(actor=actor, brief_id=brief_id)
    if not actor.is_facilitator:
        raise NotAllowed
    until = time.monotonic() + SEARCH_S
    composed = compose_brief(
        found, now=timezone.now(), today=timezone.localdate(), is_over=lambda: time.monotonic() > until
    )
    return documents.teams_document(composed)


@router.get(
    "/briefs/{uuid:brief_id}/answers",
    response={200: schemas.AnswersOfBrief, **_PROBLEMS},
    url_name="brief_answers",
    operation_id="list_answers",
    summary=gettext_noop("List the answers to a need"),
    description=gettext_noop(
        "All of them for the office; for the buyer those that were sent; for a member those in which its organization is a "
        "partner. With the partners, the sums by VAT rate and the digest of what is signed. Scope: briefs:read."
    ),
)
def brief_answers(request: HttpRequest, brief_id: UUID = BRIEF) -> Any:
    actor = actor_with(request, scope="briefs:read")
    return {"results": [documents.answer_document(one) for one in readable_answers(actor=actor, brief_id=brief_id)]}
