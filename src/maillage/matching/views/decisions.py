"""The buyer compares answers, asks, awards or declines; the office sends, and records what it is told."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.htmx import answer as shown
from maillage.matching.forms.answers import AwardForm, QuestionForm, RefusalForm
from maillage.matching.queries import answers as queries
from maillage.matching.queries.document_box import shared_with_buyer
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.answers import deciding, sending
from maillage.matching.services.buyer_links import brief_of_key
from maillage.matching.types import AnswerState, BuyerReason
from maillage.matching.views.answer_documents import FOR_BUYERS


@never_cache
@require_GET
def buyer_answers(request: ScopedRequest, key: str) -> HttpResponse:
    """Put the answers side by side before the buyer."""
    return _buyer_page(request, key)


def _buyer_page(
    request: ScopedRequest, key: str, *, about: UUID | None = None, status: int = 200, **forms: Any
) -> HttpResponse:
    now = timezone.now()
    brief = brief_of_key(key, now=now)
    spaces = [queries.workspace(one) for one in queries.answers_before_buyer(brief_id=brief.pk)]
    for space in spaces:
        if space.answer.seen_at is None:
            deciding.note_seen(answer=space.answer, now=now)
    columns = [
        {
            "space": space, "answer": space.answer, "is_open": space.answer.state == AnswerState.SENT.value,
            "documents": [one for one in space.documents if one.kind in FOR_BUYERS],
            "papers": shared_with_buyer(space.answer, now=now),
            "award_form": AwardForm(), "refusal_form": RefusalForm(auto_id=f"id_{space.answer.pk}_%s"),
            "question_form": QuestionForm(auto_id=f"id_{space.answer.pk}_q_%s"),
        } | (forms if about == space.answer.pk else {})
        for space in spaces
    ]  # fmt: skip
    context = {"brief": brief, "key": key, "columns": columns}
    return shown(request, "matching/buyer_answers.html", context=context, status=status)


def _to_buyer(request: ScopedRequest, key: str) -> HttpResponse:
    return shown(request, "matching/buyer_answers.html", to=reverse("matching:buyer_answers", args=[key]))


@require_POST
def buyer_award(request: ScopedRequest, key: str, answer_id: UUID) -> HttpResponse:
    """Award."""
    form = AwardForm(request.POST)
    comment = form.cleaned_data["comment"] if form.is_valid() else ""
    deciding.award_as_buyer(key=key, answer_id=answer_id, comment=comment, now=timezone.now())
    return _to_buyer(request, key)


@require_POST
def buyer_refusal(request: ScopedRequest, key: str, answer_id: UUID) -> HttpResponse:
    """Decline an answer."""
    form = RefusalForm(request.POST, auto_id=f"id_{answer_id}_%s")
    if not form.is_valid():
        return _buyer_page(request, key, about=answer_id, status=422, refusal_form=form)
    given = form.cleaned_data
    deciding.decline_as_buyer(
        key=key, answer_id=answer_id, reason=BuyerReason(given["reason"]), comment=given["comment"], now=timezone.now()
    )
    return _to_buyer(request, key)


@require_POST
def buyer_question(request: ScopedRequest, key: str, answer_id: UUID) -> HttpResponse:
    """Ask about an answer."""
    form = QuestionForm(request.POST, auto_id=f"id_{answer_id}_q_%s")
    if not form.is_valid():
        return _buyer_page(request, key, about=answer_id, status=422, question_form=form)
    sending.ask_about(key=key, answer_id=answer_id, text=form.cleaned_data["text"], now=timezone.now())
    return _to_buyer(request, key)


@require_POST
def answer_sending(request: ScopedRequest, number: int, answer_id: UUID) -> HttpResponse:
    """Send a signed answer to the buyer."""
    sending.send_answer(actor=request.actor, answer_id=answer_id, now=timezone.now())
    return _to_brief(request, number)


@require_POST
def answer_award(request: ScopedRequest, number: int, answer_id: UUID) -> HttpResponse:
    """Record an award that the office was told."""
    form = AwardForm(request.POST)
    comment = form.cleaned_data["comment"] if form.is_valid() else ""
    deciding.record_award(actor=request.actor, answer_id=answer_id, comment=comment, now=timezone.now())
    return _to_brief(request, number)


def answer_refusal(request: ScopedRequest, number: int, answer_id: UUID) -> HttpResponse:
    """Record a refusal that the office was told."""
    form = RefusalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        deciding.record_refusal(
            actor=request.actor, answer_id=answer_id, reason=BuyerReason(given["reason"]), comment=given["comment"],
            now=timezone.now(),
        )  # fmt: skip
        return _to_brief(request, number)
    context = {"form": form, "number": number, "answer_id": answer_id}
    return shown(request, "matching/answer_refusal.html", context=context, status=422 if form.errors else 200)


def _to_brief(request: ScopedRequest, number: int) -> HttpResponse:
    return shown(request, "matching/brief.html", to=f"{reverse('matching:brief', args=[number])}#answers")
