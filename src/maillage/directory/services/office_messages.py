"""Messages that visitors write to the network's office."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from maillage.accounts.types import Actor
from maillage.directory.events import MessageSent
from maillage.directory.models import ContactMessage
from maillage.directory.services.messages import PER_ADDRESS_AN_HOUR, PER_SENDER_AN_HOUR, Message
from maillage.kit.throttle import count_try
from maillage.stream.services import publish

SAME_WITHIN = timedelta(minutes=30)


@transaction.atomic
def write_to_office(*, actor: Actor, message: Message, sender_key: str, now: datetime) -> ContactMessage | None:
    """Keep a message for the office; the same one sent twice is kept once. Publishes `MessageSent`.

    `sender_key`: the network address; only a digest of it is used, for an hour. A message that sprang the trap is
    dropped without a word.
    Raises: TooMany.
    """
    if message.is_trap_sprung:
        return None
    digest = hashlib.sha256(sender_key.encode()).hexdigest()[:32]
    count_try(key=f"office:{digest}", limit=PER_ADDRESS_AN_HOUR, period_s=3600)
    count_try(key=f"office:{message.sender_email.lower()}", limit=PER_SENDER_AN_HOUR, period_s=3600)
    known: ContactMessage | None = (
        ContactMessage.objects.across_scopes(reason="a form sent twice is one message")
        .filter(organization=None, sender_email=message.sender_email, text=message.text, sent_at__gt=now - SAME_WITHIN)
        .first()
    )
    if known is not None:
        return known
    row: ContactMessage = ContactMessage.objects.create(
        organization_id=None,
        sender_name=message.sender_name,
        sender_email=message.sender_email,
        sender_phone=message.sender_phone,
        subject=message.subject,
        text=message.text,
        sent_at=now,
    )
    publish(
        MessageSent(
            at=now,
            actor_id=actor.user_id,
            object_id=row.pk,
            organization_id=None,
            language=translation.get_language() or "fr",
        )
    )
    return row
