"""Waves of invitations: those kept first, then the next on the list when somebody refuses or stays silent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory.queries.reach import gone_among
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.events import InvitationAnswered, InvitationExpired, InvitationWithdrawn, OrganizationInvited
from maillage.matching.models import Brief, Candidate, Invitation
from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.promise import add_working_hours
from maillage.matching.services.private_links import LinkEnded, read_key, sign_key
from maillage.matching.services.qualification import move_to
from maillage.matching.states import INVITATION_MOVES, OPEN_STATES
from maillage.matching.types import BriefState, DeclineReason, InvitationState
from maillage.stream.services import move, publish

_REASON = "invitations of a brief at hand"
LONGEST_ANSWER_HOURS = 400  # working hours
_BEFORE_CONTACT = (BriefState.NEW, BriefState.QUALIFYING, BriefState.SHORTLISTING)
MOST_AT_ONCE = 20


class NobodyToInvite(Conflict):
    message = _("Everybody on the shortlist has been asked already: keep others first.")
    code = "nobody_to_invite"


class InvitationOver(Conflict):
    message = _("This invitation is over: the time to answer has passed, or the need has ended.")
    code = "invitation_over"


@transaction.atomic
def invite_wave(
    *, actor: Actor, brief_id: UUID, count: int, answer_hours: int, is_automatic: bool, now: datetime
) -> Sequence[Invitation]:
    """Invite the next `count` of the shortlist, each with `answer_hours` working hours to answer.

    `is_automatic`: whoever refuses or stays silent is followed by the next by itself. The brief stands in "contacted" then.
    Publishes `OrganizationInvited` for each.
    Raises: NotAllowed, NotFound, Invalid, NobodyToInvite, Conflict (the brief has ended).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief: Brief | None = Brief.objects.within(actor.scope).select_for_update().filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid(_("Invite between 1 and 20 organizations at once."), field="count")
    if not 1 <= answer_hours <= LONGEST_ANSWER_HOURS:
        raise Invalid(_("Give between 1 and 400 working hours to answer."), field="answer_hours")
    brief.wave_size, brief.answer_hours, brief.is_wave_automatic = count, answer_hours, is_automatic
    brief.save(update_fields=["wave_size", "answer_hours", "is_wave_automatic"])
    invited = _invite_next(brief, count=count, actor_id=actor.user_id, now=now)
    if not invited:
        raise NobodyToInvite(field="count")
    return invited


def _invite_next(brief: Brief, *, count: int, actor_id: UUID | None, now: datetime) -> list[Invitation]:
    if brief.state not in {state.value for state in OPEN_STATES}:
        raise Conflict(_("This need has ended: nobody is asked any more."))
    rows = Invitation.objects.across_scopes(reason=_REASON).filter(brief=brief)
    asked = set(rows.values_list("organization_id", flat=True))
    wave = int(rows.aggregate(last=Max("wave"))["last"] or 0) + 1
    kept = Candidate.objects.across_scopes(reason=_REASON).filter(brief=brief, is_kept=True).order_by("position")
    due = add_working_hours(now, brief.answer_hours, holidays=public_holidays(years=(now.year, now.year + 1)))
    # Who has left the directory since it was kept is passed over.
    asked |= gone_among(one.organization_id for one in kept)
    following = [one for one in kept if one.organization_id not in asked][:count]
    invited = [
        Invitation.objects.create(brief=brief, organization_id=one.organization_id, wave=wave, sent_at=now, due_at=due)
        for one in following
    ]
    for one in invited:
        publish(
            OrganizationInvited(
                at=now, actor_id=actor_id, object_id=one.pk, organization_id=one.organization_id, brief_id=brief.pk,
                number=brief.number, wave=wave,
            )
        )  # fmt: skip
    if invited and BriefState(brief.state) in _BEFORE_CONTACT:
        move_to(brief, target=BriefState.CONTACTED, actor_id=actor_id, now=now)
    return invited


@transaction.atomic
def accept_invitation(*, invitation_id: UUID, actor: Actor, now: datetime, comment: str = "") -> Invitation:
    """Say yes; a second time changes nothing. Publishes `InvitationAnswered`.

    Raises: NotFound, InvitationOver, Conflict (declined already).
    """
    invitation = _open(invitation_id, now=now, wanted=InvitationState.ACCEPTED)
    if invitation.state == InvitationState.ACCEPTED.value:
        return invitation
    if invitation.state == InvitationState.DECLINED.value:
        raise Conflict(_("This invitation was declined. Write to the network if you have changed your mind."))
    _answer(invitation, InvitationState.ACCEPTED, actor=actor, now=now, comment=comment)
    return invitation


@transaction.atomic
def decline_invitation(
    *, invitation_id: UUID, actor: Actor, reason: DeclineReason, now: datetime, comment: str = "", partner: str = ""
) -> Invitation:
    """Say no, with a reason, and perhaps the name of somebody who could; a second time changes nothing.

    With automatic waves the next on the list is invited. Publishes `InvitationAnswered`.
    Raises: NotFound, InvitationOver.
    """
    invitation = _open(invitation_id, now=now, wanted=InvitationState.DECLINED)
    if invitation.state == InvitationState.DECLINED.value:
        return invitation
    invitation.reason, invitation.proposed_partner = reason.value, partner[:200]
    _answer(invitation, InvitationState.DECLINED, actor=actor, now=now, comment=comment)
    _follow(invitation.brief_id, now=now)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation_id: UUID, now: datetime) -> Invitation:
    """Take an invitation back. Publishes `InvitationWithdrawn`.

    Raises: NotAllowed, NotFound, IllegalMove.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    invitation = _locked(invitation_id)
    if invitation.state != InvitationState.WITHDRAWN.value:
        _withdraw(invitation, actor_id=actor.user_id, now=now)
    return invitation


@transaction.atomic
def close_invitations(*, brief_id: UUID, now: datetime) -> int:
    """Take back what still waits for an answer when a brief has ended; gives how many."""
    waiting = Invitation.objects.across_scopes(reason=_REASON).filter(
        brief_id=brief_id, state=InvitationState.SENT.value
    )
    rows = list(waiting.select_for_update(of=("self",)).select_related("brief").order_by("pk"))
    for invitation in rows:
        _withdraw(invitation, actor_id=None, now=now)
    return len(rows)


def advance_waves(*, now: datetime) -> int:
    """End the invitations whose time has passed, and invite the next where that is automatic; gives how many have ended.

    Each in a transaction of its own; running twice at once does each once.
    """
    late = Invitation.objects.across_scopes(reason="time passes for all").filter(
        state=InvitationState.SENT.value, due_at__lt=now
    )
    ended = 0
    for pk in list(late.order_by("due_at").values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            invitation = _locked(pk)
            if invitation.state != InvitationState.SENT.value or invitation.due_at >= now:
                continue
            move(invitation, target=InvitationState.EXPIRED.value, moves=INVITATION_MOVES, actor_id=None, at=now)
            publish(InvitationExpired(at=now, actor_id=None, **_named(invitation)))
            _follow(invitation.brief_id, now=now)
            ended += 1
    return ended


def to_remind(*, now: datetime) -> Sequence[UUID]:
    """Mark the invitations that half of their time has passed over without an answer, and give them: once each."""
    with transaction.atomic():
        rows = Invitation.objects.across_scopes(reason="time passes for all").filter(
            state=InvitationState.SENT.value, reminded_at=None, due_at__gt=now, sent_at__lt=now
        )
        half_time = ExpressionWrapper((F("due_at") - F("sent_at")) / 2, output_field=DurationField())
        half = rows.annotate(middle=ExpressionWrapper(F("sent_at") + half_time, output_field=DateTimeField())).filter(
            middle__lt=now
        )
        found = list(half.select_for_update(skip_locked=True).values_list("pk", flat=True)[:500])
        Invitation.objects.across_scopes(reason="time passes for all").filter(pk__in=found).update(reminded_at=now)
    return found


def invitation_key(invitation: Invitation, /) -> str:
    """Give the secret part of an invitation's address."""
    return sign_key(invitation.pk, generation=invitation.link_generation, purpose="invitation")


def invitation_address(invitation: Invitation, /) -> str:
    """Give the absolute address at which an organization answers."""
    return f"{settings.MAILLAGE_BASE_URL}{reverse('matching:invitation', args=[invitation_key(invitation)])}"


def invitation_of_key(key: str, /) -> Invitation:
    """Give the invitation that a private address opens.

    Raises: NotFound (forged or unknown), LinkEnded (a newer link was sent).
    """
    invitation_id, generation = read_key(key, purpose="invitation")
    rows = Invitation.objects.across_scopes(reason="the holder of the link answers for the organization")
    found: Invitation | None = rows.select_related("brief", "organization").filter(pk=invitation_id).first()
    if found is None:
        raise NotFound
    if found.link_generation != generation:
        raise LinkEnded
    return found


def _locked(invitation_id: UUID) -> Invitation:
    rows = Invitation.objects.across_scopes(reason="one invitation, answered or ended")
    found: Invitation | None = (
        rows.select_for_update(of=("self",)).select_related("brief", "organization").filter(pk=invitation_id).first()
    )
    if found is None:
        raise NotFound
    return found


def _open(invitation_id: UUID, *, now: datetime, wanted: InvitationState) -> Invitation:
    invitation = _locked(invitation_id)
    if invitation.state == wanted.value:
        return invitation
    is_waiting = invitation.state == InvitationState.SENT.value
    has_ended = invitation.brief.state not in {state.value for state in OPEN_STATES}
    is_over = invitation.state in (InvitationState.EXPIRED.value, InvitationState.WITHDRAWN.value)
    if is_over or has_ended or (is_waiting and invitation.due_at < now):
        raise InvitationOver
    return invitation


def _answer(invitation: Invitation, target: InvitationState, *, actor: Actor, now: datetime, comment: str) -> None:
    invitation.answered_at, invitation.answered_by_id = now, actor.user_id
    invitation.comment = comment[:4000]
    invitation.save(update_fields=["answered_at", "answered_by", "comment", "reason", "proposed_partner"])
    move(
        invitation,
        target=target.value,
        moves=INVITATION_MOVES,
        actor_id=actor.user_id,
        at=now,
        reason=invitation.reason,
    )
    publish(
        InvitationAnswered(
            at=now, actor_id=actor.user_id, is_accepted=target is InvitationState.ACCEPTED, reason=invitation.reason,
            in_time=now <= invitation.due_at, **_named(invitation),
        )
    )  # fmt: skip


def _withdraw(invitation: Invitation, *, actor_id: UUID | None, now: datetime) -> None:
    move(invitation, target=InvitationState.WITHDRAWN.value, moves=INVITATION_MOVES, actor_id=actor_id, at=now)
    publish(InvitationWithdrawn(at=now, actor_id=actor_id, **_named(invitation)))


def _follow(brief_id: UUID, *, now: datetime) -> None:
    # Locked: two refusals at the same moment invite two others, not one twice.
    brief = Brief.objects.across_scopes(reason=_REASON).select_for_update().get(pk=brief_id)
    if brief.is_wave_automatic and brief.state in {state.value for state in OPEN_STATES}:
        _invite_next(brief, count=1, actor_id=None, now=now)


def _named(invitation: Invitation) -> dict[str, Any]:
    return {
        "object_id": invitation.pk,
        "organization_id": invitation.organization_id,
        "brief_id": invitation.brief_id,
        "number": invitation.brief.number,
    }
