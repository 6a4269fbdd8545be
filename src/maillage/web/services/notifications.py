"""What people are told in the shell."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maillage.accounts.types import Actor
from maillage.kit.errors import NotAllowed
from maillage.web.models import Notification

KEPT_AFTER_READING = timedelta(days=365)


@transaction.atomic
def notify(
    *,
    recipients: Iterable[UUID],
    verb: str,
    at: datetime,
    url: str = "",
    besides: UUID | None = None,
    **data: str | int | None,
) -> int:
    """Tell people that something happened; gives how many were told.

    `verb` must have a sentence in `maillage.web.sentences`, which is filled with `data`. `besides` is not told: the
    one who did it knows. Call it from a subscriber: the stream makes it happen once.
    """
    told = [
        Notification(recipient_id=person, verb=verb, data=data, url=url, at=at)
        for person in dict.fromkeys(recipients)
        if person != besides
    ]
    Notification.objects.bulk_create(told)
    return len(told)


@transaction.atomic
def mark_read(*, actor: Actor, now: datetime, notification_id: UUID | None = None) -> str:
    """Mark one of the actor's notifications as read, or all; gives the address that the one leads to.

    An unknown notification, or somebody else's, changes nothing and leads nowhere. Raises: NotAllowed (visitors).
    """
    if actor.user_id is None:
        raise NotAllowed
    rows = Notification.objects.filter(recipient_id=actor.user_id)
    if notification_id is not None:
        rows = rows.filter(pk=notification_id)
    url = rows.values_list("url", flat=True).first() if notification_id is not None else ""
    rows.filter(read_at__isnull=True).update(read_at=now)
    return url or ""


def forget_old_notifications(*, now: datetime) -> int:
    """Delete what was read over a year ago; gives how many."""
    deleted, _by_model = Notification.objects.filter(read_at__lt=now - KEPT_AFTER_READING).delete()
    return deleted


def erase_person(user_id: UUID, now: datetime) -> None:
    """Delete what this context keeps of a person."""
    Notification.objects.filter(recipient_id=user_id).delete()
