"""Consortia: formed of those who accepted, changed and dissolved; the draft of their answer follows.

Rows are locked in one order: the brief, its consortium, the answer. So two facilitators at once, or a facilitator and a partner who
leaves, come one after the other, and the second sees what the first has done.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.events import AnswerReopened, ConsortiumDissolved, ConsortiumFormed, PartnerJoined, PartnerLeft
from maillage.matching.models import Answer, Brief, Consortium, ConsortiumPartner, Invitation
from maillage.matching.rules.consortia import PartnerGiven
from maillage.matching.services.answer_drafts import draft_answer, give_parts, hand_over, lots_of, skills_of
from maillage.matching.services.answers.files import remove_files_of
from maillage.matching.services.qualification import move_to
from maillage.matching.states import ANSWER_MOVES, CONSORTIUM_MOVES, OPEN_STATES
from maillage.matching.types import AnswerState, BriefState, ConsortiumForm, ConsortiumState, InvitationState
from maillage.stream.services import move, publish

_REASON = "consortia of a brief at hand"
_BEFORE_ANSWERING = (BriefState.NEW, BriefState.QUALIFYING, BriefState.SHORTLISTING, BriefState.CONTACTED)
_FROZEN = (AnswerState.SIGNING.value, AnswerState.REVIEW.value)
_OVER = (AnswerState.SENT.value, AnswerState.AWARDED.value, AnswerState.DECLINED.value)


class NotAccepted(Conflict):
    message = _("Only organizations that accepted the invitation can answer: ask the others first.")
    code = "not_accepted"


class PartnerAlready(Conflict):
    message = _("One of these organizations answers this need in another consortium already.")
    code = "partner_already"


class AnswerOver(Conflict):
    message = _("The answer is before the buyer: the consortium cannot change any more, only be dissolved.")
    code = "answer_over"


@transaction.atomic
def form_consortium(
    *, actor: Actor, brief_id: UUID, partners: Sequence[PartnerGiven], lead_id: UUID, form: ConsortiumForm,
    is_lead_liable: bool, now: datetime, explanation: Mapping[str, Any] | None = None,
) -> Consortium:  # fmt: skip
    """Form a consortium of organizations that accepted, with the draft of its answer; the brief stands in "answering" then.

    Each lot becomes a part of the answer, its partner's. Publishes `ConsortiumFormed`.
    Raises: NotAllowed, NotFound, Invalid, NotAccepted, PartnerAlready, Conflict (the need has ended).
    """
    brief = _brief_in_hand(actor, brief_id)
    _check_open(brief)
    _check_partners(brief, partners, lead_id=lead_id, form=form)
    _check_free(brief, [one.organization_id for one in partners])
    consortium: Consortium = Consortium.objects.create(
        brief=brief, form=form.value, is_lead_liable=is_lead_liable and form is not ConsortiumForm.ALONE,
        explanation=dict(explanation or {}), made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    ConsortiumPartner.objects.bulk_create(
        ConsortiumPartner(
            consortium=consortium, organization_id=one.organization_id, is_lead=one.organization_id == lead_id,
            lots=sorted(set(one.lots)), skills=list(one.skills), joined_at=now,
        )
        for one in partners
    )  # fmt: skip
    draft_answer(brief, consortium, partners=partners, lead_id=lead_id, now=now)
    if BriefState(brief.state) in _BEFORE_ANSWERING:
        move_to(brief, target=BriefState.ANSWERING, actor_id=actor.user_id, now=now)
    publish(ConsortiumFormed(**_facts(consortium, brief, organization_id=lead_id, actor=actor, now=now)))
    return consortium


@transaction.atomic
def dissolve_consortium(*, actor: Actor, consortium_id: UUID, reason: str, now: datetime) -> Consortium:
    """Dissolve a consortium and withdraw its answer; a second time changes nothing. Publishes `ConsortiumDissolved`.

    Raises: NotAllowed, NotFound, Invalid (no reason), Conflict (the answer is awarded).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief, consortium = _locked(consortium_id)
    if not reason.strip():
        raise Invalid(_("Say why the consortium is dissolved: its partners read it."), field="reason")
    if consortium.state == ConsortiumState.FORMED.value:
        _dissolve(brief, consortium, actor=actor, reason=reason.strip()[:300], now=now)
    return consortium


@transaction.atomic
def leave_consortium(
    *, actor: Actor, consortium_id: UUID, organization_id: UUID, reason: str, now: datetime
) -> Consortium:
    """Let a partner leave. Its parts of the answer go to the lead, its files with it; a signed answer is a draft again.

    When the lead leaves, whoever joined first leads. One partner left answers alone; with none left the consortium is dissolved.
    Publishes `PartnerLeft`, and `AnswerReopened` when the answer was frozen.
    Raises: NotAllowed, NotFound (not a partner), Invalid (no reason), AnswerOver, Conflict (dissolved).
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id) and not actor.is_facilitator:
        raise NotAllowed
    brief, consortium = _locked(consortium_id)
    leaver = _present(consortium).filter(organization_id=organization_id).first()
    if leaver is None:
        raise NotFound
    if not reason.strip():
        raise Invalid(_("Say why: the other partners read it."), field="reason")
    answer = _answer_at_hand(consortium)
    leaver.left_at, leaver.left_reason = now, reason.strip()[:300]
    leaver.save(update_fields=["left_at", "left_reason"])
    staying = list(_present(consortium))
    publish(
        PartnerLeft(
            **_facts(consortium, brief, organization_id=organization_id, actor=actor, now=now),
            reason=leaver.left_reason,
        )
    )
    if not staying:
        _dissolve(brief, consortium, actor=actor, reason=leaver.left_reason, now=now)
        return consortium
    lead = _lead_among(staying)
    hand_over(answer, origin_id=organization_id, target_id=lead.organization_id)
    remove_files_of(answer, organization_id=organization_id)
    lead.lots = sorted({*lead.lots, *leaver.lots})
    lead.skills = list(dict.fromkeys([*lead.skills, *leaver.skills]))
    lead.save(update_fields=["lots", "skills", "is_lead"])
    if len(staying) == 1:
        _set_form(consortium, ConsortiumForm.ALONE)
    _reopen(answer, consortium, brief, lead_id=lead.organization_id, actor=actor, reason=leaver.left_reason, now=now)
    return consortium


@transaction.atomic
def change_lead(*, actor: Actor, consortium_id: UUID, lead_id: UUID, now: datetime) -> Consortium:
    """Give the lead to another partner; a frozen answer, which names the lead, is a draft again. Twice changes nothing.

    Publishes `AnswerReopened` when the answer was frozen.
    Raises: NotAllowed, NotFound (not a partner), AnswerOver, Conflict (dissolved).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief, consortium = _locked(consortium_id)
    chosen = _present(consortium).filter(organization_id=lead_id).first()
    if chosen is None:
        raise NotFound
    answer = _answer_at_hand(consortium)
    if chosen.is_lead:
        return consortium
    _present(consortium).filter(is_lead=True).update(is_lead=False)
    chosen.is_lead = True
    chosen.save(update_fields=["is_lead"])
    _reopen(answer, consortium, brief, lead_id=lead_id, actor=actor, reason="", now=now)
    return consortium


@transaction.atomic
def add_partner(
    *, actor: Actor, consortium_id: UUID, organization_id: UUID, lots: Sequence[int], now: datetime,
    skills: Sequence[str] = (),
) -> Consortium:  # fmt: skip
    """Add somebody who accepted to a consortium that stands; the lots that it takes on are its own then. Twice changes nothing.

    One who answered alone is in a conjoint consortium then. Publishes `PartnerJoined`, and `AnswerReopened` when it was frozen.
    Raises: NotAllowed, NotFound, Invalid, NotAccepted, PartnerAlready, AnswerOver, Conflict (dissolved, or the need has ended).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief, consortium = _locked(consortium_id)
    if _present(consortium).filter(organization_id=organization_id).exists():
        return consortium
    _check_open(brief)
    partner = PartnerGiven(organization_id, tuple(lots), tuple(skills))
    _check_known(brief, [partner])
    _check_free(brief, [organization_id])
    answer = _answer_at_hand(consortium)
    ConsortiumPartner.objects.across_scopes(reason=_REASON).update_or_create(
        consortium=consortium, organization_id=organization_id,
        defaults={
            "lots": sorted(set(lots)), "skills": list(skills), "joined_at": now, "left_at": None, "left_reason": "",
            "is_lead": False,
        },
    )  # fmt: skip
    if consortium.form == ConsortiumForm.ALONE.value:
        _set_form(consortium, ConsortiumForm.CONJOINT)
    _take_lots(consortium, partner)
    give_parts(answer, brief, partner)
    lead_id = _lead_among(list(_present(consortium))).organization_id
    publish(
        PartnerJoined(
            **_facts(consortium, brief, organization_id=lead_id, actor=actor, now=now), partner_id=organization_id
        )
    )
    _reopen(answer, consortium, brief, lead_id=lead_id, actor=actor, reason="", now=now)
    return consortium


def _brief_in_hand(actor: Actor, brief_id: UUID) -> Brief:
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief: Brief | None = Brief.objects.within(actor.scope).select_for_update().filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    return brief


def _locked(consortium_id: UUID) -> tuple[Brief, Consortium]:
    rows = Consortium.objects.across_scopes(reason=_REASON)
    brief_id = rows.filter(pk=consortium_id).values_list("brief_id", flat=True).first()
    if brief_id is None:
        raise NotFound
    brief: Brief = Brief.objects.across_scopes(reason=_REASON).select_for_update().get(pk=brief_id)
    return brief, rows.select_for_update().get(pk=consortium_id)


def _check_open(brief: Brief) -> None:
    if brief.state not in {state.value for state in OPEN_STATES}:
        raise Conflict(_("This need has ended: nobody answers it any more."))


def _check_partners(brief: Brief, partners: Sequence[PartnerGiven], *, lead_id: UUID, form: ConsortiumForm) -> None:
    ids = [one.organization_id for one in partners]
    if not partners or len(set(ids)) != len(ids):
        raise Invalid(_("Choose each partner once, and one at least."), field="partners")
    if lead_id not in ids:
        raise Invalid(_("The lead must be one of the partners."), field="lead")
    if (form is ConsortiumForm.ALONE) != (len(ids) == 1):
        raise Invalid(_("One organization answers alone; several are conjoint or solidaire."), field="form")
    _check_known(brief, partners)
    lots = [lot for one in partners for lot in set(one.lots)]
    if len(set(lots)) != len(lots):
        raise Invalid(_("A lot is taken on by one partner: divide it by skill otherwise."), field="partners")


def _check_known(brief: Brief, partners: Sequence[PartnerGiven]) -> None:
    lots, skills = lots_of(brief), {skill.slug for skill in skills_of(brief)}
    for one in partners:
        if not set(one.lots) <= set(lots) or not set(one.skills) <= skills:
            raise Invalid(_("The need has changed: look at its lots and skills again."), field="partners")


def _check_free(brief: Brief, ids: Sequence[UUID]) -> None:
    # Locked, so that nobody takes back its word between the check and the consortium.
    accepted = Invitation.objects.across_scopes(reason=_REASON).filter(
        brief=brief, organization_id__in=ids, state=InvitationState.ACCEPTED.value
    )
    if {row.organization_id for row in accepted.select_for_update().order_by("pk")} != set(ids):
        raise NotAccepted(field="partners")
    busy = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(
        consortium__brief=brief, consortium__state=ConsortiumState.FORMED.value, left_at__isnull=True,
        organization_id__in=ids,
    )  # fmt: skip
    if busy.exists():
        raise PartnerAlready(field="partners")


def _take_lots(consortium: Consortium, partner: PartnerGiven) -> None:
    for other in _present(consortium).exclude(organization_id=partner.organization_id):
        left = [lot for lot in other.lots if lot not in partner.lots]
        if left != other.lots:
            other.lots = left
            other.save(update_fields=["lots"])


def _lead_among(staying: Sequence[ConsortiumPartner]) -> ConsortiumPartner:
    lead = next((one for one in staying if one.is_lead), staying[0])
    lead.is_lead = True
    return lead


def _present(consortium: Consortium) -> Any:
    rows = ConsortiumPartner.objects.across_scopes(reason=_REASON)
    return rows.filter(consortium=consortium, left_at__isnull=True).order_by("joined_at", "pk")


def _answer_at_hand(consortium: Consortium) -> Answer:
    if consortium.state != ConsortiumState.FORMED.value:
        raise Conflict(_("This consortium is dissolved."))
    answer: Answer = Answer.objects.across_scopes(reason=_REASON).select_for_update().get(consortium=consortium)
    if answer.state in _OVER:
        raise AnswerOver
    return answer


def _set_form(consortium: Consortium, form: ConsortiumForm) -> None:
    consortium.form = form.value
    consortium.is_lead_liable = consortium.is_lead_liable and form is not ConsortiumForm.ALONE
    consortium.save(update_fields=["form", "is_lead_liable"])


def _reopen(
    answer: Answer, consortium: Consortium, brief: Brief, *, lead_id: UUID, actor: Actor, reason: str, now: datetime
) -> None:
    if answer.state not in _FROZEN:
        return
    move(answer, target=AnswerState.DRAFT.value, moves=ANSWER_MOVES, actor_id=actor.user_id, at=now, reason=reason)
    answer.digest, answer.frozen_at = "", None
    answer.save(update_fields=["digest", "frozen_at"])
    facts = _facts(consortium, brief, organization_id=lead_id, actor=actor, now=now)
    publish(AnswerReopened(**facts | {"object_id": answer.pk}, reason=reason))


def _dissolve(brief: Brief, consortium: Consortium, *, actor: Actor, reason: str, now: datetime) -> None:
    answer = Answer.objects.across_scopes(reason=_REASON).select_for_update().get(consortium=consortium)
    if answer.state == AnswerState.AWARDED.value:
        raise Conflict(_("This answer is awarded: its consortium stands."))
    partners = list(_present(consortium))
    lead_id = next((one.organization_id for one in partners if one.is_lead), None)
    if answer.state not in (AnswerState.DECLINED.value, AnswerState.WITHDRAWN.value):
        move(
            answer, target=AnswerState.WITHDRAWN.value, moves=ANSWER_MOVES, actor_id=actor.user_id, at=now,
            reason=reason,
        )  # fmt: skip
    consortium.dissolved_at = now
    move(
        consortium, target=ConsortiumState.DISSOLVED.value, moves=CONSORTIUM_MOVES, actor_id=actor.user_id, at=now,
        reason=reason, also=["dissolved_at"],
    )  # fmt: skip
    facts = _facts(consortium, brief, organization_id=lead_id, actor=actor, now=now)
    publish(ConsortiumDissolved(**facts, reason=reason))


def _facts(
    consortium: Consortium, brief: Brief, *, organization_id: UUID | None, actor: Actor, now: datetime
) -> dict[str, Any]:
    return {
        "at": now, "actor_id": actor.user_id, "object_id": consortium.pk, "organization_id": organization_id,
        "brief_id": brief.pk, "number": brief.number,
        "organization_ids": tuple(one.organization_id for one in _present(consortium)),
    }  # fmt: skip
