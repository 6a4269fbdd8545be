"""Papers of the document box read with one answer: consent, download, and taking back."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor, OrganizationRole
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.matching.events import PaperShareRevoked, PapersShared
from maillage.matching.models import Answer, Paper, PaperReading, PaperShare
from maillage.matching.queries.document_box import living_shares, papers_for_answer
from maillage.matching.rules.document_box import MANY, PaperState, state_on
from maillage.matching.services.answers.access import seat_of
from maillage.matching.services.answers.sending import answer_of_buyer
from maillage.matching.types import AnswerState
from maillage.stream.services import publish

_REASON = "papers shared with an answer at hand"
_ENDED = (AnswerState.DECLINED.value, AnswerState.WITHDRAWN.value)
_GOOD = (PaperState.CURRENT, PaperState.SOON)


class AnswerEnded(Conflict):
    message = _("This answer has ended: no paper is shared with it any more.")
    code = "answer_ended"


@transaction.atomic
def share_papers(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, paper_ids: Iterable[UUID], now: datetime, today: date
) -> list[PaperShare]:
    """Let an answer's readers have papers of one's organization; what is shared already stays as it is.

    A newer paper takes the place of the older one of its kind. Publishes `PapersShared`.
    Raises: NotAllowed (not an editor of that organization: the office consents for nobody), NotFound (not a partner, or
    not a current paper of its box), AnswerEnded.
    """
    answer = _answer_of_partner(actor, answer_id, organization_id)
    wanted = set(paper_ids)
    rows = Paper.objects.within(actor.scope).filter(organization_id=organization_id, replaced_at=None, removed_at=None)
    papers = [one for one in rows.filter(pk__in=wanted) if state_on(today, expires_on=one.expires_on) in _GOOD]
    if {one.pk for one in papers} != wanted:
        raise NotFound
    held = PaperShare.objects.within(actor.scope).filter(
        answer=answer, revoked_at=None, organization_id=organization_id
    )
    known = set(held.values_list("paper_id", flat=True))
    fresh = [one for one in papers if one.pk not in known]
    older = [one.kind for one in fresh if one.kind not in MANY]
    held.filter(paper__kind__in=older).update(revoked_at=now, revoked_by=actor.user_id)
    made = PaperShare.objects.bulk_create(
        PaperShare(
            organization_id=organization_id, paper=one, answer=answer, consented_by_id=actor.user_id, consented_at=now
        )
        for one in fresh
    )
    if made:
        publish(
            PapersShared(
                at=now, actor_id=actor.user_id, object_id=answer.pk, organization_id=organization_id,
                paper_ids=tuple(one.paper_id for one in made),
            )
        )  # fmt: skip
    return list(made)


@transaction.atomic
def share_needed_papers(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, now: datetime, today: date
) -> list[PaperShare]:
    """Share every current paper that an answer needs of one's organization. Publishes and raises as `share_papers`."""
    answer = _answer_of_partner(actor, answer_id, organization_id)
    own = papers_for_answer(answer, today=today, now=now, organization_id=organization_id)
    ids = [paper.pk for partner in own for paper in partner.to_share]
    return share_papers(
        actor=actor, answer_id=answer_id, organization_id=organization_id, paper_ids=ids, now=now, today=today
    )


def _answer_of_partner(actor: Actor, answer_id: UUID, organization_id: UUID) -> Answer:
    _require_own_editor(actor, organization_id)
    answer = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id, lock=True).answer
    if answer.state in _ENDED:
        raise AnswerEnded
    return answer


def _require_own_editor(actor: Actor, organization_id: UUID) -> None:
    role = actor.role_in(organization_id)
    if role is None or role.rank < OrganizationRole.EDITOR.rank:
        raise NotAllowed


@transaction.atomic
def revoke_share(*, actor: Actor, organization_id: UUID, share_id: UUID, now: datetime) -> PaperShare:
    """Take a paper back from an answer's readers; twice is once. Publishes `PaperShareRevoked`.

    Raises: NotAllowed, NotFound.
    """
    _require_own_editor(actor, organization_id)
    rows = PaperShare.objects.within(actor.scope).select_for_update(of=("self",))
    share: PaperShare | None = rows.filter(pk=share_id, organization_id=organization_id).first()
    if share is None:
        raise NotFound
    if share.revoked_at is None:
        share.revoked_at, share.revoked_by_id = now, actor.user_id
        share.save(update_fields=["revoked_at", "revoked_by"])
        publish(
            PaperShareRevoked(
                at=now, actor_id=actor.user_id, object_id=share.answer_id, organization_id=organization_id,
                paper_id=share.paper_id,
            )
        )  # fmt: skip
    return share


@transaction.atomic
def shared_paper_for_partner(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, share_id: UUID, now: datetime
) -> Paper:
    """Give a shared paper to its owner, to an editor of the lead, or to the office; the last two are written down.

    Raises: NotAllowed, NotFound.
    """
    _require_reader(actor, organization_id)
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id)
    share = _living(share_id, seat.answer, now=now)
    if share.organization_id == organization_id and not seat.is_office:
        return share.paper
    if not seat.directs:
        raise NotFound
    _note(share, person_id=actor.user_id, is_buyer=False, now=now)
    return share.paper


def _require_reader(actor: Actor, organization_id: UUID) -> None:
    # A member of the lead is not found here: papers of others are for those who write the answer.
    if not actor.is_facilitator:
        role = actor.role_in(organization_id)
        if role is None or role.rank < OrganizationRole.EDITOR.rank:
            raise NotFound


@transaction.atomic
def shared_paper_for_buyer(*, key: str, answer_id: UUID, share_id: UUID, now: datetime) -> Paper:
    """Give a paper shared with a sent answer to its buyer, and write it down.

    Raises: NotFound, LinkEnded.
    """
    answer = answer_of_buyer(key=key, answer_id=answer_id, now=now)
    share = _living(share_id, answer, now=now)
    _note(share, person_id=None, is_buyer=True, now=now)
    return share.paper


def _living(share_id: UUID, answer: Answer, *, now: datetime) -> PaperShare:
    found: PaperShare | None = living_shares(now=now).filter(pk=share_id, answer=answer).select_related("paper").first()
    if found is None:
        raise NotFound
    return found


def _note(share: PaperShare, *, person_id: UUID | None, is_buyer: bool, now: datetime) -> None:
    PaperReading.objects.create(
        organization_id=share.organization_id, share=share, person_id=person_id, is_buyer=is_buyer, at=now
    )
