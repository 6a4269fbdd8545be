"""Introductions: suggested by the graph, proposed by the office, answered by both, followed until they have met."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.queries.mesh import standings_of
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.links.events import IntroductionAccepted, IntroductionAnswered, IntroductionProposed, OrganizationsMet
from maillage.links.models import Introduction
from maillage.links.services.facts import record_facts
from maillage.links.services.keys import read_key
from maillage.links.states import INTRODUCTION_MOVES, OPEN_INTRODUCTIONS
from maillage.links.types import IntroductionState, LinkKind, Meeting, NewFact
from maillage.stream.services import move, publish

_REASON = "one introduction, answered by the holder of its link or followed by the office"
_OPEN = [state.value for state in OPEN_INTRODUCTIONS]


class IntroductionOver(Conflict):
    message = _("This introduction is over. Write to the network if you would like to meet after all.")
    code = "introduction_over"


@transaction.atomic
def suggest_meetings(meetings: Iterable[Meeting], /, *, today: date) -> int:
    """Put what the graph suggests in the place of what it suggested before; pairs that were proposed or set aside stay."""
    rows = Introduction.objects.across_scopes(reason="suggestions are made anew each night")
    rows.filter(state=IntroductionState.SUGGESTED.value).delete()
    kept = set(rows.values_list("left_id", "right_id"))
    fresh = [
        Introduction(
            left_id=one.left, right_id=one.right, state=IntroductionState.SUGGESTED.value, score=one.score,
            reasons=reasons_as_json(one), suggested_on=today,
        )
        for one in meetings
        if (one.left, one.right) not in kept
    ]  # fmt: skip
    return len(Introduction.objects.bulk_create(fresh, ignore_conflicts=True))


def reasons_as_json(meeting: Meeting, /) -> list[dict[str, Any]]:
    """Give the reasons as they are kept."""
    return [
        {"reason": why.reason.value, "share": round(why.share, 3), "names": list(why.names), "metres": why.metres}
        for why in meeting.reasons
    ]


@transaction.atomic
def propose_introduction(*, actor: Actor, introduction_id: UUID, note: str, now: datetime) -> Introduction:
    """Write to both that they should meet; a second click changes nothing. `note`: a word of the office to both.

    Publishes `IntroductionProposed`. Raises: NotAllowed, NotFound, IllegalMove, Conflict (one of them has left the directory).
    """
    introduction = _of_office(actor, introduction_id)
    if introduction.state == IntroductionState.PROPOSED.value:
        return introduction
    if sum(one.is_listed for one in standings_of(_both(introduction))) < 2:
        raise Conflict(_("One of the two has no public page any more: they cannot be introduced."))
    move(
        introduction, target=IntroductionState.PROPOSED.value, moves=INTRODUCTION_MOVES, actor_id=actor.user_id, at=now
    )
    introduction.left_answer = introduction.right_answer = introduction.answered_at = None
    introduction.note, introduction.proposed_at, introduction.proposed_by_id = note.strip()[:1000], now, actor.user_id
    introduction.link_generation += 1
    introduction.save()
    publish(IntroductionProposed(**_told(introduction, actor.user_id, now)))
    return introduction


@transaction.atomic
def set_introduction_aside(*, actor: Actor, introduction_id: UUID, now: datetime) -> Introduction:
    """Say that these two need not meet: the graph does not suggest them again. Raises: NotAllowed, NotFound, IllegalMove."""
    introduction = _of_office(actor, introduction_id)
    if introduction.state != IntroductionState.SET_ASIDE.value:
        move(
            introduction, target=IntroductionState.SET_ASIDE.value, moves=INTRODUCTION_MOVES, actor_id=actor.user_id,
            at=now,
        )  # fmt: skip
    return introduction


@transaction.atomic
def answer_introduction(
    *, introduction_id: UUID, organization_id: UUID, is_yes: bool, actor: Actor, now: datetime
) -> Introduction:
    """Say yes or no for one of the two; the same again changes nothing, a no after a yes is taken.

    When both have said yes it is accepted, and each gets the other's contacts. Whoever says no is not named to the other.
    Publishes `IntroductionAnswered`, and `IntroductionAccepted` once. Raises: NotFound, IntroductionOver.
    """
    introduction = _locked(introduction_id)
    if organization_id not in _both(introduction):
        raise NotFound
    side = "left_answer" if organization_id == introduction.left_id else "right_answer"
    if getattr(introduction, side) is is_yes:
        return introduction
    if introduction.state not in _OPEN:
        raise IntroductionOver
    setattr(introduction, side, is_yes)
    introduction.answered_at = now
    introduction.save(update_fields=[side, "answered_at"])
    publish(
        IntroductionAnswered(by_id=organization_id, is_yes=is_yes, **_told(introduction, actor.user_id, now))
    )  # fmt: skip
    if not is_yes:
        _move(introduction, IntroductionState.DECLINED, actor.user_id, now)
    elif introduction.left_answer and introduction.right_answer:
        _move(introduction, IntroductionState.ACCEPTED, actor.user_id, now)
        publish(IntroductionAccepted(**_told(introduction, actor.user_id, now)))
    return introduction


@transaction.atomic
def note_met(*, actor: Actor, introduction_id: UUID, day: date, now: datetime, today: date) -> Introduction:
    """Say that they have met: a fact between the two. Said by the office or by either; a second time changes nothing.

    Publishes `OrganizationsMet`. Raises: NotAllowed, NotFound, IllegalMove.
    """
    introduction = _locked(introduction_id)
    held = [one for one in _both(introduction) if actor.may(AccessLevel.EDITOR, organization_id=one)]
    if not actor.may(AccessLevel.FACILITATOR) and not held:
        raise NotFound
    if introduction.state == IntroductionState.MET.value:
        return introduction
    introduction.met_on = min(day, today)
    introduction.save(update_fields=["met_on"])
    _move(introduction, IntroductionState.MET, actor.user_id, now)
    pair = (introduction.left_id, introduction.right_id)
    key = f"introduction:{introduction.pk}"
    record_facts(
        [NewFact(pair=pair, kind=LinkKind.MET, key=key, day=introduction.met_on, object_id=introduction.pk)],
        today=today,
    )
    publish(OrganizationsMet(**_told(introduction, actor.user_id, now)))
    return introduction


def introduction_of_key(key: str, /) -> tuple[Introduction, UUID]:
    """Give the introduction that a private address opens, and for which of the two.

    Raises: NotFound (forged, unknown, or of an organization that is no part of it), IntroductionOver (proposed anew since).
    """
    introduction_id, organization_id, generation = read_key(key)
    rows = Introduction.objects.across_scopes(reason=_REASON).select_related("left", "right")
    found: Introduction | None = rows.filter(pk=introduction_id).first()
    if found is None or organization_id not in _both(found):
        raise NotFound
    if found.link_generation != generation:
        raise IntroductionOver
    return found, organization_id


def _of_office(actor: Actor, introduction_id: UUID) -> Introduction:
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    return _locked(introduction_id)


def _locked(introduction_id: UUID) -> Introduction:
    rows = Introduction.objects.across_scopes(reason=_REASON).select_for_update(of=("self",))
    found: Introduction | None = rows.select_related("left", "right").filter(pk=introduction_id).first()
    if found is None:
        raise NotFound
    return found


def _move(introduction: Introduction, target: IntroductionState, actor_id: UUID | None, now: datetime) -> None:
    move(introduction, target=target.value, moves=INTRODUCTION_MOVES, actor_id=actor_id, at=now)


def _both(introduction: Introduction) -> tuple[UUID, UUID]:
    return introduction.left_id, introduction.right_id


def _told(introduction: Introduction, actor_id: UUID | None, now: datetime) -> dict[str, Any]:
    return {
        "at": now, "actor_id": actor_id, "object_id": introduction.pk, "organization_id": None,
        "organization_ids": _both(introduction),
    }  # fmt: skip
