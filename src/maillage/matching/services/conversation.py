"""The thread between a buyer and the office."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import NotAllowed, NotFound
from maillage.kit.throttle import count_try
from maillage.matching.events import BriefMessageWritten
from maillage.matching.models import Brief, BriefMessage
from maillage.matching.services.buyer_links import brief_of_key
from maillage.stream.services import publish

SAME_WITHIN = timedelta(minutes=10)
PER_BRIEF_AN_HOUR = 30


@transaction.atomic
def write_to_buyer(*, actor: Actor, brief_id: UUID, text: str, now: datetime) -> BriefMessage:
    """Write to the buyer; the first message keeps the network's promise of an answer. Publishes `BriefMessageWritten`.

    Raises: NotAllowed, NotFound.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief: Brief | None = Brief.objects.within(actor.scope).select_for_update().filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    if brief.first_reply_at is None:
        brief.first_reply_at = now
        brief.save(update_fields=["first_reply_at"])
    return _write(brief, is_from_buyer=False, author_id=actor.user_id, text=text, now=now)


@transaction.atomic
def write_as_buyer(*, key: str, text: str, now: datetime, mail_id: str = "") -> BriefMessage:
    """Write to the office with a private link, or by answering an e-mail. Publishes `BriefMessageWritten`.

    Raises: NotFound, LinkEnded, TooMany.
    """
    brief = brief_of_key(key, now=now, for_update=True)
    count_try(key=f"brief-thread:{brief.pk}", limit=PER_BRIEF_AN_HOUR, period_s=3600)
    return _write(brief, is_from_buyer=True, author_id=brief.buyer_id, text=text, now=now, mail_id=mail_id)


def keep_mail(
    brief: Brief, /, *, text: str, now: datetime, is_from_buyer: bool, author_id: UUID | None, sender: str, mail_id: str
) -> BriefMessage:
    """Keep an e-mail of either side, the brief being locked; the same one twice is kept once. Publishes `BriefMessageWritten`.

    Raises: TooMany.
    """
    if is_from_buyer:
        count_try(key=f"brief-thread:{brief.pk}", limit=PER_BRIEF_AN_HOUR, period_s=3600)
        author_id = brief.buyer_id
    elif brief.first_reply_at is None:
        brief.first_reply_at = now
        brief.save(update_fields=["first_reply_at"])
    return _write(
        brief, is_from_buyer=is_from_buyer, author_id=author_id, text=text, now=now, mail_id=mail_id, sender=sender
    )


def _write(
    brief: Brief, *, is_from_buyer: bool, author_id: UUID | None, text: str, now: datetime, mail_id: str = "",
    sender: str = "",
) -> BriefMessage:  # fmt: skip
    rows = BriefMessage.objects.across_scopes(reason="a message sent twice is one message")
    same = rows.filter(brief=brief, is_from_buyer=is_from_buyer, text=text, sent_at__gt=now - SAME_WITHIN)
    known: BriefMessage | None = (rows.filter(mail_id=mail_id) if mail_id else same).first()
    if known is not None:
        return known
    message: BriefMessage = BriefMessage.objects.create(
        brief=brief, is_from_buyer=is_from_buyer, author_id=author_id, text=text, mail_id=mail_id, sent_at=now,
        sender=sender,
    )  # fmt: skip
    publish(
        BriefMessageWritten(
            at=now, actor_id=author_id, object_id=brief.pk, organization_id=brief.buyer_organization_id, message_id=message.pk,
            is_from_buyer=is_from_buyer, number=brief.number,
        )
    )  # fmt: skip
    return message
