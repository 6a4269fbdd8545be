"""The facilitators' work on a brief: states, owner, next action, corrections, notes."""

import hashlib
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.matching.events import BriefAssigned, BriefMoved
from maillage.matching.models import Brief, BriefNote
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services.buyer_links import brief_of_key
from maillage.matching.services.writing import columns_of, write_parts
from maillage.matching.states import BRIEF_MOVES, CLOSED_STATES
from maillage.matching.types import BriefState
from maillage.stream.services import move, publish


class MovedMeanwhile(Conflict):
    message = _("Somebody has moved this brief in the meantime: it stands in “%(state)s” now.")
    code = "moved_meanwhile"


def _in_hand(actor: Actor, brief_id: UUID) -> Brief:
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief: Brief | None = Brief.objects.within(actor.scope).select_for_update().filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    return brief


class AwardedByHand(Conflict):
    message = _("An award is recorded on the answer that the buyer has chosen, under “Answers”.")
    code = "awarded_by_hand"


@transaction.atomic
def move_brief(
    *, actor: Actor, brief_id: UUID, seen: BriefState, target: BriefState, now: datetime, reason: str = ""
) -> Brief:
    """Move a brief on the board. `seen`: the state in which the person saw it. Publishes `BriefMoved`.

    The same move asked twice (double click, lost answer) is done once.
    Raises: NotAllowed, NotFound, MovedMeanwhile, IllegalMove, AwardedByHand.
    """
    brief = _in_hand(actor, brief_id)
    if brief.state == target.value:
        return brief
    if target is BriefState.AWARDED:
        raise AwardedByHand(field="state")
    if brief.state != seen.value:
        raise MovedMeanwhile(field="state", state=_label(brief.state))
    move_to(brief, target=target, actor_id=actor.user_id, now=now, reason=reason)
    if brief.owner_id is None and actor.user_id is not None and target not in CLOSED_STATES:
        _assigned(brief, owner_id=actor.user_id, actor=actor, now=now)
    return brief


@transaction.atomic
def withdraw_brief(*, key: str, now: datetime, reason: str = "") -> Brief:
    """Let the buyer withdraw a need; a second time changes nothing. Publishes `BriefMoved`.

    Raises: NotFound, LinkEnded, IllegalMove (awarded already).
    """
    brief = brief_of_key(key, now=now, for_update=True)
    if brief.state != BriefState.WITHDRAWN.value:
        move_to(brief, target=BriefState.WITHDRAWN, actor_id=brief.buyer_id, now=now, reason=reason)
    return brief


def move_to(brief: Brief, *, target: BriefState, actor_id: UUID | None, now: datetime, reason: str = "") -> None:
    """Move a brief that the caller has locked. Publishes `BriefMoved`.

    Raises: IllegalMove.
    """
    origin = brief.state
    move(brief, target=target.value, moves=BRIEF_MOVES, actor_id=actor_id, at=now, reason=reason)
    brief.state_since = now
    brief.closed_at = now if target in CLOSED_STATES else None
    brief.save(update_fields=["state_since", "closed_at"])
    publish(
        BriefMoved(
            at=now, actor_id=actor_id, object_id=brief.pk, organization_id=brief.buyer_organization_id,
            origin=origin, target=target.value, reason=reason,
        )
    )  # fmt: skip


@transaction.atomic
def assign_brief(*, actor: Actor, brief_id: UUID, owner_id: UUID | None, now: datetime) -> Brief:
    """Say who of the office has a brief in hand; nobody when `owner_id` is None. Publishes `BriefAssigned`.

    Raises: NotAllowed, NotFound.
    """
    brief = _in_hand(actor, brief_id)
    if brief.owner_id != owner_id:
        _assigned(brief, owner_id=owner_id, actor=actor, now=now)
    return brief


def _assigned(brief: Brief, *, owner_id: UUID | None, actor: Actor, now: datetime) -> None:
    brief.owner_id = owner_id
    brief.save(update_fields=["owner"])
    publish(
        BriefAssigned(
            at=now,
            actor_id=actor.user_id,
            object_id=brief.pk,
            organization_id=brief.buyer_organization_id,
            owner_id=owner_id,
            number=brief.number,
        )
    )


@transaction.atomic
def plan_action(*, actor: Actor, brief_id: UUID, action: str, due: date | None) -> Brief:
    """Note what is to be done next, and by when.

    Raises: NotAllowed, NotFound.
    """
    brief = _in_hand(actor, brief_id)
    brief.next_action, brief.next_action_due = action, due
    brief.save(update_fields=["next_action", "next_action_due"])
    return brief


class PlannedMeanwhile(Conflict):
    message = _("Somebody has changed who does what next in the meantime: look at it, then save yours.")
    code = "planned_meanwhile"


def plan_seen(brief: Brief, /) -> str:
    """Sum up who does what next, so that one can tell whether it has changed since it was seen."""
    said = f"{brief.owner_id or ''}|{brief.next_action}|{brief.next_action_due or ''}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@transaction.atomic
def plan_next(
    *, actor: Actor, brief_id: UUID, owner_id: UUID | None, action: str, due: date | None, seen: str, now: datetime
) -> Brief:
    """Say at once who has a brief in hand, what is next and by when. `seen`: `plan_seen` of what the person saw.

    The same thing said twice is done once. Publishes `BriefAssigned` when the owner changes.
    Raises: NotAllowed, NotFound, PlannedMeanwhile.
    """
    brief = _in_hand(actor, brief_id)
    if (brief.owner_id, brief.next_action, brief.next_action_due) == (owner_id, action, due):
        return brief
    if plan_seen(brief) != seen:
        raise PlannedMeanwhile(field="next_action")
    brief.next_action, brief.next_action_due = action, due
    brief.save(update_fields=["next_action", "next_action_due"])
    if brief.owner_id != owner_id:
        _assigned(brief, owner_id=owner_id, actor=actor, now=now)
    return brief


@transaction.atomic
def correct_brief(*, actor: Actor, brief_id: UUID, need: NeedGiven, buyer: BuyerGiven, seen_version: int) -> Brief:
    """Replace what a brief says. `seen_version`: the version that the person had before their eyes.

    Raises: NotAllowed, NotFound, Conflict (somebody saved meanwhile), UnknownSkill, UnknownPlace.
    """
    brief = _in_hand(actor, brief_id)
    if brief.version != seen_version:
        raise Conflict(field="version")
    for column, value in columns_of(need).items():
        setattr(brief, column, value)
    brief.buyer_name, brief.buyer_phone = buyer.name, buyer.phone
    brief.buyer_email = buyer.email
    brief.buyer_organization_name, brief.is_buyer_hidden = buyer.organization_name, buyer.is_hidden
    brief.version += 1
    brief.save()
    write_parts(brief, need=need)
    return brief


@transaction.atomic
def write_note(*, actor: Actor, brief_id: UUID, text: str, now: datetime) -> BriefNote:
    """Keep a note that the office alone reads.

    Raises: NotAllowed, NotFound.
    """
    brief = _in_hand(actor, brief_id)
    note: BriefNote = BriefNote.objects.create(brief=brief, author_id=actor.user_id, text=text, written_at=now)
    return note


def _label(state: str) -> str:
    from maillage.matching.labels import STATE_LABELS

    return str(STATE_LABELS[BriefState(state)])
