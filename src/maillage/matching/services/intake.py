"""How a need comes in: by the public form, by a telephone call, from a member."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from maillage.accounts.models import User
from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import NotAllowed
from maillage.kit.throttle import count_try
from maillage.matching.events import BriefReceived, BriefWritten
from maillage.matching.models import Brief
from maillage.matching.queries.briefs import briefs_of_buyer
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services.buyer_links import brief_of_key
from maillage.matching.services.writing import columns_of, write_parts
from maillage.matching.states import BRIEF_MOVES
from maillage.matching.types import BriefOrigin, BriefState
from maillage.stream.services import move, publish

SAME_WITHIN = timedelta(minutes=30)
PER_SENDER_AN_HOUR = 8
PER_ADDRESS_AN_HOUR = 20


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a public form came from. `key`: the network address, of which a digest is kept for an hour."""

    key: str
    is_trap_sprung: bool = False


@transaction.atomic
def write_brief(*, actor: Actor, need: NeedGiven, buyer: BuyerGiven, sender: Sender, now: datetime) -> Brief | None:
    """Keep a need from the public form; the same one sent twice is kept once.

    A buyer who is signed in with the address given is known: the brief is before the office at once. Another one
    confirms by e-mail first. Publishes `BriefWritten` or `BriefReceived`. A sprung trap gives None, without a word.
    Raises: TooMany, UnknownSkill, UnknownPlace.
    """
    if sender.is_trap_sprung:
        return None
    digest = hashlib.sha256(sender.key.encode()).hexdigest()[:32]
    count_try(key=f"brief:{digest}", limit=PER_ADDRESS_AN_HOUR, period_s=3600)
    count_try(key=f"brief:{buyer.email.lower()}", limit=PER_SENDER_AN_HOUR, period_s=3600)
    known: Brief | None = (
        Brief.objects.across_scopes(reason="a form sent twice is one brief")
        .filter(buyer_email__iexact=buyer.email, text=need.text, created_at__gt=now - SAME_WITHIN)
        .first()
    )
    if known is not None:
        return known
    is_known = actor.user_id is not None and _address_of(actor.user_id) == buyer.email.lower()
    brief = _create(actor=actor, need=need, buyer=buyer, origin=BriefOrigin.FORM, is_received=is_known, now=now)
    if not is_known:
        publish(BriefWritten(at=now, actor_id=actor.user_id, object_id=brief.pk, organization_id=None))
    return brief


@transaction.atomic
def enter_brief(
    *, actor: Actor, need: NeedGiven, buyer: BuyerGiven, now: datetime, buyer_organization_id: UUID | None = None
) -> Brief:
    """Keep a need that somebody told the office; whoever enters it takes it in hand. Publishes `BriefReceived`.

    Raises: NotAllowed, UnknownSkill, UnknownPlace.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    return _create(
        actor=actor, need=need, buyer=buyer, origin=BriefOrigin.PHONE, is_received=True, now=now,
        owner_id=actor.user_id, buyer_organization_id=buyer_organization_id,
    )  # fmt: skip


@transaction.atomic
def ask_as_member(*, actor: Actor, organization_id: UUID, need: NeedGiven, now: datetime) -> Brief:
    """Keep a need of one of the directory's organizations, told by one of its people. Publishes `BriefReceived`.

    Raises: NotAllowed, UnknownSkill, UnknownPlace.
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id) or actor.user_id is None:
        raise NotAllowed
    person = User.objects.get(pk=actor.user_id)
    buyer = BuyerGiven(name=person.display_name, email=person.email)
    return _create(
        actor=actor, need=need, buyer=buyer, origin=BriefOrigin.MEMBER, is_received=True, now=now,
        buyer_organization_id=organization_id,
    )  # fmt: skip


@transaction.atomic
def brief_of_opportunity(*, actor: Actor, need: NeedGiven, buyer: BuyerGiven, now: datetime) -> Brief:
    """Keep a need made from a published call; whoever makes it takes it in hand. Publishes `BriefReceived`.

    Raises: NotAllowed, UnknownSkill, UnknownPlace.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    return _create(
        actor=actor, need=need, buyer=buyer, origin=BriefOrigin.OPPORTUNITY, is_received=True, now=now,
        owner_id=actor.user_id,
    )  # fmt: skip


@transaction.atomic
def confirm_brief(*, key: str, now: datetime) -> Brief:
    """Take the buyer's word that the address is theirs; a second time changes nothing. Publishes `BriefReceived`.

    Raises: NotFound, LinkEnded, IllegalMove (withdrawn in the meantime).
    """
    brief = brief_of_key(key, now=now, for_update=True)
    if brief.received_at is not None:
        return brief
    move(brief, target=BriefState.NEW.value, moves=BRIEF_MOVES, actor_id=brief.buyer_id, at=now)
    brief.received_at = brief.state_since = now
    brief.save(update_fields=["received_at", "state_since"])
    _tell_received(brief, actor_id=brief.buyer_id, now=now)
    return brief


@transaction.atomic
def own_briefs(*, actor: Actor) -> Sequence[Brief]:
    """Give the needs of an account, latest first; those told before with its address, without an account, become its own.

    An address is confirmed before one is signed in: it proves whose the need is, as the link of the e-mail would.
    """
    if actor.user_id is None:
        return []
    rows = Brief.objects.across_scopes(reason="a buyer takes over what was told with their address")
    rows.filter(buyer=None, buyer_organization=None, buyer_email__iexact=_address_of(actor.user_id)).exclude(
        origin=BriefOrigin.OPPORTUNITY.value
    ).update(buyer_id=actor.user_id)
    return briefs_of_buyer(user_id=actor.user_id)


def _create(
    *,
    actor: Actor,
    need: NeedGiven,
    buyer: BuyerGiven,
    origin: BriefOrigin,
    is_received: bool,
    now: datetime,
    **columns: Any,
) -> Brief:
    brief: Brief = Brief.objects.create(
        **columns_of(need),
        **columns,
        origin=origin.value,
        state=(BriefState.NEW if is_received else BriefState.UNCONFIRMED).value,
        buyer_id=actor.user_id if is_received and origin not in (BriefOrigin.PHONE, BriefOrigin.OPPORTUNITY) else None,
        buyer_name=buyer.name,
        buyer_email=buyer.email,
        buyer_phone=buyer.phone,
        buyer_organization_name=buyer.organization_name,
        is_buyer_hidden=buyer.is_hidden,
        created_at=now,
        state_since=now,
        received_at=now if is_received else None,
    )
    brief.refresh_from_db(fields=["number"])
    write_parts(brief, need=need)
    if is_received:
        _tell_received(brief, actor_id=actor.user_id, now=now)
    return brief


def _tell_received(brief: Brief, *, actor_id: UUID | None, now: datetime) -> None:
    publish(
        BriefReceived(
            at=now,
            actor_id=actor_id,
            object_id=brief.pk,
            organization_id=brief.buyer_organization_id,
            number=brief.number,
        )
    )


def _address_of(user_id: UUID) -> str:
    return str(User.objects.values_list("email", flat=True).get(pk=user_id)).lower()
