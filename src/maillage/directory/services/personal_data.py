"""What the directory knows of a person: given in their export, gone with their account."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maillage.accounts.models import User
from maillage.directory.models import Claim, ContactMessage, Edit, NewsItem, SavedSearch

# What a visitor wrote is kept for the answer and its proof, then erased.
MESSAGES_LIVE = timedelta(days=730)


def export_person(user_id: UUID) -> dict[str, Any]:
    """Give what this context knows of a person. Source: GDPR, articles 15 and 20."""
    searches = SavedSearch.objects.filter(user_id=user_id).order_by("created_at")
    claims = Claim.objects.across_scopes(reason="one's own data").filter(user_id=user_id).order_by("created_at")
    edits = Edit.objects.across_scopes(reason="one's own data").filter(actor_id=user_id).order_by("at")
    messages = _messages_of(user_id).order_by("sent_at")
    news = NewsItem.objects.filter(author_id=user_id).order_by("created_at")
    return {
        "saved_searches": [
            {"name": row.name, "search": row.query_string, "frequency": row.frequency, "kept_at": row.created_at}
            for row in searches
        ],
        "claims": [
            {
                "organization": row.organization_id, "method": row.method, "state": row.state, "message": row.message,
                "reason": row.reason, "at": row.created_at, "decided_at": row.decided_at,
            }
            for row in claims
        ],
        "edits": [
            {"organization": row.organization_id, "section": row.section, "state": row.state, "at": row.at} for row in edits
        ],
        "messages": [
            {
                "organization": row.organization_id, "name": row.sender_name, "e-mail": row.sender_email,
                "phone": row.sender_phone, "subject": row.subject, "place": row.place, "text": row.text, "at": row.sent_at,
            }
            for row in messages
        ],
        "news": [{"title": row.title, "published_at": row.published_at} for row in news],
    }  # fmt: skip


@transaction.atomic
def erase_person(user_id: UUID, now: datetime) -> None:
    """Delete what is the person's alone; edits and news stay, without a name. Source: GDPR, article 17."""
    _messages_of(user_id).delete()
    SavedSearch.objects.filter(user_id=user_id).delete()
    Claim.objects.across_scopes(reason="erasing one's own data").filter(user_id=user_id).delete()
    Claim.objects.across_scopes(reason="erasing a name").filter(decided_by_id=user_id).update(decided_by=None)
    edits = Edit.objects.across_scopes(reason="erasing a name")
    edits.filter(actor_id=user_id).update(actor=None)
    edits.filter(reviewed_by_id=user_id).update(reviewed_by=None)
    NewsItem.objects.filter(author_id=user_id).update(author=None)


def _messages_of(user_id: UUID) -> Any:
    address = User.objects.filter(pk=user_id).values("email")
    rows = ContactMessage.objects.across_scopes(reason="what a person wrote is theirs")
    return rows.filter(Q(sender_email__in=address))


@transaction.atomic
def forget_old_messages(*, now: datetime) -> int:
    """Erase the messages of visitors whose time of keeping has ended; gives how many."""
    rows = ContactMessage.objects.across_scopes(reason="erasing what is kept no longer")
    erased, _by_model = rows.filter(sent_at__lt=now - MESSAGES_LIVE).delete()
    return int(erased)
