"""How the work went, and what is shown of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from maillage.accounts.models import User
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer
from maillage.matching.forms.coproductions import MarksForm, PublicationForm, ReviewForm
from maillage.matching.models import Coproduction
from maillage.matching.queries.coproductions import reviews_of, work_page
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.coproductions import publishing, reviewing
from maillage.matching.services.coproductions.access import WorkChanged, partners_in
from maillage.matching.types import ReviewSide
from maillage.matching.views.coproductions.pages import acting, seat_before, to_page


def coproduction_review(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Say, as a partner, how the work went."""
    seat = seat_before(request, coproduction_id)
    data = request.POST if request.method == "POST" else None
    name = request.user.display_name if isinstance(request.user, User) else ""
    form = ReviewForm(data, initial={"author_name": name})
    others = [
        (one, MarksForm(data, is_optional=True, prefix=f"p{one.pk.hex}"))
        for one in partners_in(seat.work)
        if one.organization_id != request.organization.pk and one.accepted_at
    ]
    context = {
        "organization": request.organization, "work": seat.work, "form": form, "others": others,
        "has_reviewed": reviewing.has_reviewed(seat.partner),
        "is_open": reviewing.is_reviewable(seat.work, now=timezone.now()),
    }  # fmt: skip
    if data is None:
        return answer(request, "matching/coproduction_review.html", context=context)
    if not all([form.is_valid(), *(one.is_valid() for _partner, one in others)]):
        return answer(request, "matching/coproduction_review.html", context=context, status=422)
    said = {one.organization_id: given for one, marks in others if (given := marks.review()) is not None}
    reviewing.review_as_partner(**acting(request, coproduction_id), whole=form.whole(), others=said)
    messages.success(request, _("Thank you: what you said is kept."))
    return to_page(request, coproduction_id, "reviews")


@never_cache
def coproduction_buyer_review(request: ScopedRequest, key: str) -> HttpResponse:
    """Say, as the buyer, how the work went."""
    work = reviewing.work_of_key(key, now=timezone.now())
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        initial={"author_name": work.brief.buyer_name if work.brief else ""},
    )
    if request.method == "POST" and request.POST.get("choice") == "withdraw":
        publishing.withdraw_quote(key=key, now=timezone.now())
        return answer(request, "matching/coproduction_buyer_review.html", to=_back(key))
    if request.method != "POST" or not form.is_valid():
        return _buyer_page(request, work, key, form)
    reviewing.review_as_buyer(key=key, review=form.whole(), now=timezone.now())
    messages.success(request, _("Thank you: what you said is kept."))
    return answer(request, "matching/coproduction_buyer_review.html", to=_back(key))


def _back(key: str) -> str:
    return reverse("matching:coproduction_buyer_review", args=[key])


def _buyer_page(request: ScopedRequest, work: Coproduction, key: str, form: ReviewForm) -> HttpResponse:
    own = next((one for one in reviews_of(work) if one.side == ReviewSide.BUYER.value), None)
    context: dict[str, Any] = {
        "work": work, "form": form, "key": key, "own": own,
        "partners": [one for one in partners_in(work) if one.accepted_at],
        "is_open": reviewing.is_reviewable(work, now=timezone.now()),
    }  # fmt: skip
    return answer(
        request, "matching/coproduction_buyer_review.html", context=context, status=422 if form.errors else 200
    )


def coproduction_publication(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Propose the words of the common reference."""
    seat = seat_before(request, coproduction_id)
    published = work_page(seat.work, today=timezone.localdate()).published
    row = published.publication if published else None
    form = PublicationForm(request.POST) if request.method == "POST" else PublicationForm.of(seat.work, row)
    context: dict[str, Any] = {
        "organization": request.organization, "work": seat.work, "form": form, "version": row.version if row else 0,
    }  # fmt: skip
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return answer(request, "matching/coproduction_publication.html", context=context, status=status)
    version = request.POST.get("version", "")
    try:
        publishing.propose_publication(
            **acting(request, coproduction_id), given=form.given(),
            seen_version=int(version) if version.isdecimal() else 0,
        )  # fmt: skip
    except WorkChanged as conflict:
        context |= {"theirs": conflict.theirs, "version": conflict.theirs.version}  # type: ignore[attr-defined]  # of the conflicts that carry the row
        return answer(request, "matching/coproduction_publication.html", context=context, status=409)
    return to_page(request, coproduction_id, "publication")


@require_POST
def coproduction_consent(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Agree to the reference, take it back, or publish it once all agree."""
    given = acting(request, coproduction_id)
    match request.POST.get("choice", ""):
        case "agree":
            version = request.POST.get("version", "")
            if not version.isdecimal():
                raise Invalid
            publishing.give_consent(**given, seen_version=int(version))
        case "withdraw":
            publishing.withdraw_consent(**given)
        case "publish":
            publishing.publish_work(**given)
        case _:
            seat_before(request, coproduction_id)
            raise Invalid
    return to_page(request, coproduction_id, "publication")
