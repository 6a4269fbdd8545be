"""A person's notifications, written in the active language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from maillage.accounts.types import Actor
from maillage.kit.pages import KeyPage, page_by_key
from maillage.web.models import Notification
from maillage.web.sentences import icon_of, sentence_of


@dataclass(frozen=True, slots=True)
class ShownNotification:
    """A notification as the page shows it."""

    id: UUID
    text: str
    icon: str
    at: datetime
    is_read: bool
    leads_somewhere: bool


def unread_count(*, user_id: UUID) -> int:
    """Count what a person has not read yet."""
    return Notification.objects.filter(recipient_id=user_id, read_at__isnull=True).count()


def notifications_of(*, actor: Actor, cursor: str = "", size: int = 20) -> KeyPage[ShownNotification]:
    """Give a page of the actor's notifications, latest first.

    Raises: BadCursor.
    """
    page = page_by_key(
        Notification.objects.filter(recipient_id=actor.user_id), key=("-at", "-id"), cursor=cursor, size=size
    )
    shown = [
        ShownNotification(
            id=row.pk,
            text=sentence_of(verb=row.verb, data=row.data),
            icon=icon_of(verb=row.verb),
            at=row.at,
            is_read=row.read_at is not None,
            leads_somewhere=bool(row.url),
        )
        for row in page.rows
    ]
    return KeyPage(rows=shown, next_cursor=page.next_cursor)


def export_of_person(user_id: UUID) -> dict[str, Any]:
    """Give what this context knows of a person."""
    rows = Notification.objects.filter(recipient_id=user_id).order_by("at")
    return {
        "notifications": [
            {"text": sentence_of(verb=row.verb, data=row.data), "at": row.at, "read_at": row.read_at, "url": row.url}
            for row in rows
        ]
    }
