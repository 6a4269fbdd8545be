"""The document box as its organization has it, as an answer needs it, and who is in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Exists, Max, OuterRef, Q, Sum

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.kit.errors import NotFound
from maillage.matching.models import Answer, AnswerPart, BriefSkill, ConsortiumPartner, Paper, PaperShare
from maillage.matching.rules.document_box import (
    ALWAYS_ASKED,
    CHECK_LIST,
    MANY,
    Orderliness,
    PaperKind,
    PaperState,
    orderliness,
    required_papers,
    state_on,
)
from maillage.matching.types import AnswerState, BriefKind

_REASON = "papers of the organization, or of the answer, at hand"
# An awarded work needs its papers to its end, and for the time of its claims.
LIVES_AFTER_AWARD = timedelta(days=730)
_SHARED_WHILE = (
    AnswerState.DRAFT, AnswerState.SIGNING, AnswerState.REVIEW, AnswerState.SENT, AnswerState.AWARDED,
)  # fmt: skip
_WORKS_SECTORS = ("batiment",)
_WORKS_SKILLS = ("installation-solaire",)
_PAST_SHOWN, _SHARES_SHOWN = 20, 50


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A line of the check list: a kind, the paper that is current if one is, and where it stands."""

    kind: PaperKind
    state: PaperState
    paper: Paper | None = None
    days_left: int | None = None
    share: PaperShare | None = None  # within an answer: by which share it is read
    is_outdated: bool = False  # within an answer: an older one is shared


@dataclass(frozen=True, slots=True)
class Box:
    """A document box. `past`: replaced, latest first; `shares`: consents that hold, with how often each was used."""

    lines: Sequence[PaperLine]
    others: Sequence[PaperLine]
    past: Sequence[PaperLine]
    shares: Sequence[Any]


@dataclass(frozen=True, slots=True)
class PapersOfPartner:
    """What an answer needs of one partner. `to_share`: current papers, needed, that are not shared yet."""

    organization: Organization
    lines: Sequence[PaperLine]

    @property
    def to_share(self) -> Sequence[Paper]:
        good = (PaperState.CURRENT, PaperState.SOON)
        return [
            one.paper
            for one in self.lines
            if one.paper is not None and one.state in good and (one.share is None or one.is_outdated)
        ]


def box_of(*, organization_id: UUID, today: date, now: datetime) -> Box:
    """Give a document box. The caller has checked who looks."""
    rows = Paper.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id)
    current = list(rows.filter(replaced_at=None, removed_at=None).order_by("kind", "title", "-uploaded_at"))
    held = {PaperKind(one.kind): one for one in current}
    past = rows.filter(replaced_at__isnull=False, removed_at=None).order_by("-replaced_at")[:_PAST_SHOWN]
    shares = living_shares(now=now).filter(organization_id=organization_id)
    return Box(
        lines=[_line(kind, held.get(kind), today) for kind in CHECK_LIST],
        others=[_line(PaperKind(one.kind), one, today) for one in current if one.kind in MANY],
        past=[_line(PaperKind(one.kind), one, today) for one in past],
        shares=list(
            shares.select_related("paper", "answer__brief")
            .annotate(times=Count("readings"), last_at=Max("readings__at"))
            .order_by("-consented_at", "id")[:_SHARES_SHOWN]
        ),
    )


def _line(kind: PaperKind, paper: Paper | None, today: date, share: PaperShare | None = None) -> PaperLine:
    if paper is None:
        return PaperLine(kind, PaperState.MISSING)
    state = state_on(
        today, expires_on=paper.expires_on, is_replaced=paper.replaced_at is not None,
        is_removed=paper.removed_at is not None,
    )  # fmt: skip
    left = (paper.expires_on - today).days if paper.expires_on else None
    return PaperLine(kind, state, paper, left, share, is_outdated=share is not None and share.paper_id != paper.pk)


def own_paper(*, actor: Actor, organization_id: UUID, paper_id: UUID) -> Paper:
    """Give a paper to the organization's own people; the office reads what was shared, and nothing else.

    Raises: NotFound.
    """
    rows = Paper.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id, removed_at=None)
    found: Paper | None = rows.filter(pk=paper_id).first()
    if found is None or actor.role_in(organization_id) is None:
        raise NotFound
    return found


def current_paper(*, organization_id: UUID, paper_id: UUID) -> Paper:
    """Give a paper that stands now, for a form about it. The caller has checked who looks.

    Raises: NotFound.
    """
    rows = Paper.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id)
    found: Paper | None = rows.filter(pk=paper_id, replaced_at=None, removed_at=None).first()
    if found is None:
        raise NotFound
    return found


def living_shares(*, now: datetime) -> Any:
    """Give the shares by which papers may be read now.

    None holds once it was taken back, the paper was taken out, its owner has left the consortium, or the answer was
    declined or withdrawn; two years after an award it ends.
    """
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(
        consortium_id=OuterRef("answer__consortium_id"), organization_id=OuterRef("organization_id"), left_at=None
    )
    return PaperShare.objects.across_scopes(reason=_REASON).filter(
        Q(answer__decided_at=None) | Q(answer__decided_at__gt=now - LIVES_AFTER_AWARD),
        Exists(partners),
        revoked_at=None,
        paper__removed_at=None,
        answer__state__in=[state.value for state in _SHARED_WHILE],
    )


def shared_with_buyer(answer: Answer, /, *, now: datetime) -> Sequence[PaperShare]:
    """Give what the buyer of an answer may download, partner by partner; nothing before it is sent."""
    if answer.sent_at is None:
        return []
    rows = living_shares(now=now).filter(answer=answer).select_related("paper", "organization")
    return list(rows.order_by("organization__name", "paper__kind", "id"))


def papers_for_answer(
    answer: Answer, /, *, today: date, now: datetime, organization_id: UUID | None = None
) -> Sequence[PapersOfPartner]:
    """Give what an answer needs of each partner, the lead first, or of one. Five queries, whatever their number.

    Shared papers of other kinds stand below those that are needed. The caller has checked who looks.
    """
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).select_related("organization")
    partners = partners.filter(consortium_id=answer.consortium_id, left_at=None)
    if organization_id is not None:
        partners = partners.filter(organization_id=organization_id)
    organizations = [one.organization for one in partners.order_by("-is_lead", "joined_at", "id")]
    ids = [one.pk for one in organizations]
    current = Paper.objects.across_scopes(reason=_REASON).filter(
        organization_id__in=ids, replaced_at=None, removed_at=None
    )
    held = {(one.organization_id, PaperKind(one.kind)): one for one in current.exclude(kind__in=list(MANY))}
    shares = list(living_shares(now=now).filter(answer=answer, organization_id__in=ids).select_related("paper"))
    needed = needed_for(answer)
    return [
        PapersOfPartner(one, _needed_lines(one.pk, needed, held=held, shares=shares, today=today))
        for one in organizations
    ]


def _needed_lines(
    organization_id: UUID, needed: Sequence[PaperKind], *, held: Mapping[tuple[UUID, PaperKind], Paper],
    shares: Sequence[PaperShare], today: date,
) -> Sequence[PaperLine]:  # fmt: skip
    own = [share for share in shares if share.organization_id == organization_id]
    by_kind = {PaperKind(share.paper.kind): share for share in own}
    lines = [_line(kind, held.get((organization_id, kind)), today, by_kind.get(kind)) for kind in needed]
    more = [share for share in own if PaperKind(share.paper.kind) not in needed]
    return [*lines, *(_line(PaperKind(share.paper.kind), share.paper, today, share) for share in more)]


def needed_for(answer: Answer, /) -> Sequence[PaperKind]:
    """Give the kinds of paper that an answer needs of each partner. Two queries."""
    parts = AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=answer)
    amount = parts.aggregate(cents=Sum("amount_cents"))["cents"]
    works = BriefSkill.objects.across_scopes(reason=_REASON).filter(brief_id=answer.brief_id)
    is_works = works.filter(Q(skill__sector__slug__in=_WORKS_SECTORS) | Q(skill__slug__in=_WORKS_SKILLS)).exists()
    # Calls for tender may be private too: then two papers more are asked for, and nothing is lost.
    is_public = answer.brief.kind == BriefKind.TENDER.value
    return required_papers(amount_cents=amount or None, is_public_buyer=is_public, is_works=is_works)


def orderliness_of(organization_ids: Iterable[UUID], /, *, today: date) -> Mapping[UUID, Orderliness]:
    """Say of each organization how many of the papers always asked for are current. One query."""
    ids = list(organization_ids)
    rows = Paper.objects.across_scopes(reason="the office sees who is in order, never the papers").filter(
        Q(expires_on=None) | Q(expires_on__gte=today),
        organization_id__in=ids, kind__in=[kind.value for kind in ALWAYS_ASKED], replaced_at=None, removed_at=None,
    )  # fmt: skip
    held = dict(rows.values_list("organization_id").annotate(kinds=ArrayAgg("kind")).order_by())
    counted = orderliness({str(pk): held.get(pk, ()) for pk in ids})
    return {pk: counted[str(pk)] for pk in ids}
