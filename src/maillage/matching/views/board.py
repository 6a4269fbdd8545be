"""The facilitators' board."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from maillage.kit.htmx import answer
from maillage.matching.queries import board as queries
from maillage.matching.queries.briefs import closed_briefs
from maillage.matching.requests import ScopedRequest


@require_GET
def board(request: ScopedRequest) -> HttpResponse:
    """Show the open briefs by state: everybody's, or one's own (`mine=1`); `q` finds words or a number."""
    is_mine = request.GET.get("mine") == "1"
    words = request.GET.get("q", "").strip()[:120]
    columns = queries.board(
        scope=request.actor.scope, now=timezone.now(), today=timezone.localdate(), words=words,
        owner_id=request.actor.user_id if is_mine else None,
    )  # fmt: skip
    context = {"columns": columns, "is_mine": is_mine, "words": words, "total": sum(column.count for column in columns)}
    return answer(request, "matching/board.html", part="columns", context=context)


@require_GET
def closed(request: ScopedRequest) -> HttpResponse:
    """List the briefs that have ended."""
    page = closed_briefs(scope=request.actor.scope, cursor=request.GET.get("cursor", ""))
    return answer(request, "matching/closed.html", context={"page": page})
