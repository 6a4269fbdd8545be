"""Messages that visitors write to organizations."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.events import MessageSent
from maillage.directory.models import ContactMessage, Profile
from maillage.directory.services.statistics import count_contact
from maillage.directory.types import Listing
from maillage.kit.errors import NotFound
from maillage.kit.throttle import count_try
from maillage.stream.services import publish

PER_SENDER_AN_HOUR = 8
PER_ADDRESS_AN_HOUR = 20
SAME_WITHIN = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Message:
    """What a visitor typed. `is_trap_sprung`: the field that people do not see was filled in."""

    sender_name: str
    sender_email: str
    text: str
    sender_phone: str = ""
    subject: str = ""
    is_trap_sprung: bool = False


@transaction.atomic
def write_to_organization(
    *, actor: Actor, organization_id: UUID, message: Message, sender_key: str, now: datetime
) -> ContactMessage | None:
    """Keep a message for an organization and count it; the same message sent twice is kept once.

    `sender_key`: what tells senders apart (the network address); only a digest of it is used, for an hour.
    Publishes `MessageSent`. A message that sprang the trap is dropped without a word.
    Raises: NotFound (not listed), TooMany.
    """
    listed = Profile.objects.across_scopes(reason="anybody may write to a listed organization").filter(
        pk=organization_id, listing=Listing.LISTED
    )
    if not listed.exists():
        raise NotFound
    if message.is_trap_sprung:
        return None
    digest = hashlib.sha256(sender_key.encode()).hexdigest()[:32]
    count_try(key=f"contact:{digest}", limit=PER_ADDRESS_AN_HOUR, period_s=3600)
    count_try(key=f"contact:{message.sender_email.lower()}", limit=PER_SENDER_AN_HOUR, period_s=3600)
    same = ContactMessage.objects.across_scopes(reason="a form sent twice is one message").filter(
        organization_id=organization_id,
        sender_email=message.sender_email,
        text=message.text,
        sent_at__gt=now - SAME_WITHIN,
    )
    known: ContactMessage | None = same.first()
    if known is not None:
        return known
    row: ContactMessage = ContactMessage.objects.create(
        organization_id=organization_id,
        sender_name=message.sender_name,
        sender_email=message.sender_email,
        sender_phone=message.sender_phone,
        subject=message.subject,
        text=message.text,
        sent_at=now,
    )
    count_contact(organization_id=organization_id, day=now.date())
    publish(
        MessageSent(
            at=now,
            actor_id=actor.user_id,
            object_id=row.pk,
            organization_id=organization_id,
            language=translation.get_language() or "fr",
        )
    )
    return row


@transaction.atomic
def handle_message(*, actor: Actor, message_id: UUID, now: datetime, is_handled: bool = True) -> ContactMessage:
    """Mark a message as handled, or as still to handle.

    Raises: NotFound (outside the actor's scope, or below the role of editor).
    """
    row: ContactMessage | None = (
        ContactMessage.objects.within(actor.scope).select_for_update().filter(pk=message_id).first()
    )
    if row is None:
        raise NotFound
    level = AccessLevel.EDITOR if row.organization_id else AccessLevel.FACILITATOR
    if not actor.may(level, organization_id=row.organization_id):
        raise NotFound
    row.handled_at = now if is_handled else None
    row.handled_by_id = actor.user_id if is_handled else None
    row.save(update_fields=["handled_at", "handled_by"])
    return row
