"""What the path knows of a person: given in their export, gone with their account, forgotten two years after a need's end."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maillage.accounts.models import User
from maillage.matching.models import (
    AnswerComment,
    AnswerFile,
    AnswerText,
    Brief,
    BriefFile,
    BriefMessage,
    BriefNote,
    InvitationMessage,
    MailFailure,
    Review,
    SignOff,
)
from maillage.matching.services.qualification import move_to
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import BriefState

BUYERS_LIVE = timedelta(days=730)
_REASON = "one's own data"
# What a person wrote for an organization or the office stays, without its author's name.
_SIGNED = ((BriefMessage, "author"), (BriefNote, "author"), (InvitationMessage, "author"), (AnswerComment, "author"),
           (AnswerText, "saved_by"), (AnswerFile, "added_by"), (Review, "author"))  # fmt: skip


def export_person(user_id: UUID) -> dict[str, Any]:
    """Give what this context knows of a person. Source: GDPR, articles 15 and 20."""
    briefs = list(_needs_of(user_id).order_by("created_at"))
    messages = BriefMessage.objects.across_scopes(reason=_REASON).filter(
        Q(author_id=user_id) | Q(brief__in=briefs, is_from_buyer=True)
    )
    signatures = SignOff.objects.across_scopes(reason=_REASON).filter(person_id=user_id).order_by("signed_at")
    files = AnswerFile.objects.across_scopes(reason=_REASON).filter(added_by_id=user_id).order_by("added_at")
    reviews = Review.objects.across_scopes(reason=_REASON).filter(author_id=user_id).order_by("written_at")
    return {
        "needs": [
            {
                "number": row.number, "title": row.title, "text": row.text, "name": row.buyer_name, "e-mail": row.buyer_email,
                "phone": row.buyer_phone, "organization": row.buyer_organization_name, "at": row.created_at, "state": row.state,
            }
            for row in briefs
        ],
        "messages": [{"need": row.brief_id, "text": row.text, "at": row.sent_at} for row in messages.order_by("sent_at")],
        "notes": _written(BriefNote, user_id, "written_at"),
        "letters": _written(InvitationMessage, user_id, "sent_at"),
        "comments": _written(AnswerComment, user_id, "written_at"),
        "files": [{"answer": row.answer_id, "name": row.name, "at": row.added_at} for row in files],
        "signatures": [
            {"answer": row.answer_id, "name": row.name, "role": row.role, "digest": row.digest, "at": row.signed_at}
            for row in signatures
        ],
        "reviews": [
            {
                "coproduction": row.coproduction_id, "marks": row.marks, "comment": row.private_comment,
                "quote": row.public_quote, "at": row.written_at,
            }
            for row in reviews
        ],
    }  # fmt: skip


def _written(model: Any, user_id: UUID, at: str) -> list[dict[str, Any]]:
    rows = model.objects.across_scopes(reason=_REASON).filter(author_id=user_id).order_by(at)
    return [{"text": row.text, "at": getattr(row, at)} for row in rows]


@transaction.atomic
def erase_person(user_id: UUID, now: datetime) -> None:
    """Forget who asked, end the needs that wait, and take the name from what was written for others.

    A sign-off keeps the name that was typed: it is the proof of a contract (GDPR, article 17.3.e). Publishes `BriefMoved`.
    Source: GDPR, article 17.
    """
    for brief in _needs_of(user_id).select_for_update(of=("self",)):
        _forget_buyer(brief, now=now)
    for model, column in _SIGNED:
        model.objects.across_scopes(reason="erasing a name").filter(**{f"{column}_id": user_id}).update(
            **{column: None}
        )
    SignOff.objects.across_scopes(reason="erasing a name").filter(person_id=user_id).update(person=None)


def _needs_of(user_id: UUID) -> Any:
    address = User.objects.filter(pk=user_id).values("email")
    return Brief.objects.across_scopes(reason=_REASON).filter(Q(buyer_id=user_id) | Q(buyer_email__in=address))


def _forget_buyer(brief: Brief, *, now: datetime) -> None:
    if brief.state == BriefState.UNCONFIRMED.value:
        brief.delete()
        return
    if BriefState(brief.state) in OPEN_STATES:
        move_to(brief, target=BriefState.WITHDRAWN, actor_id=None, now=now)
    papers = BriefFile.objects.across_scopes(reason="erasing what a person sent").filter(
        brief=brief, is_from_buyer=True
    )
    for row in papers:
        row.file.delete(save=False)
    papers.delete()
    BriefMessage.objects.across_scopes(reason="erasing what a person wrote").filter(
        brief=brief, is_from_buyer=True
    ).delete()
    MailFailure.objects.across_scopes(reason="erasing an address").filter(brief=brief, invitation=None).delete()
    Review.objects.across_scopes(reason="erasing a name").filter(coproduction__brief=brief, reviewer=None).update(
        author_name=""
    )
    brief.buyer_name = brief.buyer_email = brief.buyer_phone = ""
    brief.buyer = None
    # The private link opens nothing any more.
    brief.link_generation += 1
    brief.save(update_fields=["buyer_name", "buyer_email", "buyer_phone", "buyer", "link_generation"])


def forget_old_buyers(*, now: datetime) -> int:
    """Forget who asked for the needs that ended two years ago, and what was never confirmed in a month; gives how many."""
    rows = Brief.objects.across_scopes(reason="erasing what is kept no longer")
    old = rows.filter(closed_at__lt=now - BUYERS_LIVE).exclude(buyer_name="", buyer_email="", buyer_phone="")
    unconfirmed = rows.filter(state=BriefState.UNCONFIRMED.value, created_at__lt=now - timedelta(days=30))
    forgotten = 0
    for pk in [*old.values_list("pk", flat=True)[:500], *unconfirmed.values_list("pk", flat=True)[:500]]:
        with transaction.atomic():
            brief = rows.select_for_update(of=("self",)).filter(pk=pk).first()
            if brief is not None:
                _forget_buyer(brief, now=now)
                forgotten += 1
    return forgotten
