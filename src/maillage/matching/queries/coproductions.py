"""Common work as its partners and the office read it: a fixed number of queries, whatever its size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum
from django.db.models.functions import Coalesce

from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.matching.models import (
    Coproduction,
    CoproductionFile,
    CoproductionPartner,
    Decision,
    DecisionAgreement,
    Deliverable,
    Milestone,
    Publication,
    PublicationConsent,
    Review,
    WorkEntry,
)
from maillage.matching.rules.coproductions import Entry, Progress, Spent, Step, progress_of, spent_by
from maillage.matching.rules.timelines import Span, Timeline, timeline_of
from maillage.matching.states import COPRODUCTION_MOVES, LIVING_STATES, WORKING_STATES
from maillage.matching.types import CoproductionState, ReviewSide
from maillage.stream.models import StateMove
from maillage.stream.queries import facts_about

_REASON = "what belongs to a coproduction at hand"
_NO_END = date(9999, 12, 31)
SORTS: dict[str, tuple[str, ...]] = {
    "recents": ("-created_at", "-id"),
    "titre": ("title", "id"),
    "fin": ("sorted_end", "id"),
    "budget": ("-budget_cents", "-id"),
}
_LATEST_ENTRIES, _LATEST_ACTS = 40, 40


@dataclass(frozen=True, slots=True)
class Line:
    """A coproduction in a list."""

    work: Coproduction
    partners: Sequence[CoproductionPartner]
    progress: Progress

    @property
    def lead(self) -> CoproductionPartner | None:
        return next((one for one in self.partners if one.is_lead), None)

    def waits_for(self, organization_id: UUID) -> bool:
        """Say whether an organization has still to accept."""
        return any(one.organization_id == organization_id and one.accepted_at is None for one in self.partners)


def _listed(*, organization_id: UUID | None, state: str) -> "QuerySet[Coproduction]":
    """Give the rows of an organization, or of the whole network for the office (None); the caller has checked which."""
    partners: QuerySet[CoproductionPartner] = (
        CoproductionPartner.objects.across_scopes(reason=_REASON)
        .filter(left_at=None)
        .select_related("organization")
        .order_by("-is_lead", "invited_at", "id")
    )
    rows: QuerySet[Coproduction] = (
        Coproduction.objects.across_scopes(reason=_REASON)
        .annotate(sorted_end=Coalesce("ends_on", _NO_END))
        .prefetch_related(
            Prefetch("partners", queryset=partners, to_attr="those_in"),
            *_prefetched_steps(),
        )
    )
    if organization_id is not None:
        mine = CoproductionPartner.objects.across_scopes(reason=_REASON).filter(
            organization_id=organization_id, left_at=None
        )
        rows = rows.filter(pk__in=mine.values("coproduction_id"))
    if state in {one.value for one in CoproductionState}:
        rows = rows.filter(state=state)
    return rows


def _prefetched_steps() -> "tuple[Prefetch[Any], Prefetch[Any]]":
    milestones: QuerySet[Milestone] = Milestone.objects.across_scopes(reason=_REASON).order_by("starts_on", "id")
    deliverables: QuerySet[Deliverable] = Deliverable.objects.across_scopes(reason=_REASON).order_by("due_on", "id")
    return Prefetch("milestones", queryset=milestones), Prefetch("deliverables", queryset=deliverables)


def coproductions_page(
    *, organization_id: UUID | None, state: str, sort: str, cursor: str, today: date
) -> KeyPage[Line]:
    """Give a page of a list, in four queries. `sort`: a key of `SORTS`; an unknown one is the first.

    Raises: BadCursor.
    """
    key = SORTS.get(sort, SORTS["recents"])
    page = page_by_key(_listed(organization_id=organization_id, state=state), key=key, cursor=cursor)
    return KeyPage(rows=[_line(work, today=today) for work in page.rows], next_cursor=page.next_cursor)


def exported_coproductions(*, organization_id: UUID | None, state: str, today: date) -> Iterator[Line]:
    """Give every line of a list, latest first."""
    rows = _listed(organization_id=organization_id, state=state).order_by(*SORTS["recents"])
    for work in rows.iterator(chunk_size=200):
        yield _line(work, today=today)


def _line(work: Coproduction, *, today: date) -> Line:
    return Line(work, work.those_in, _progress(work.milestones.all(), work.deliverables.all(), today=today))  # type: ignore[attr-defined]  # set on the row by the query


def _progress(milestones: Any, deliverables: Any, *, today: date) -> Progress:
    steps = [Step(one.ends_on, is_done=one.done_at is not None) for one in milestones]
    steps += [Step(one.due_on, is_done=one.delivered_at is not None) for one in deliverables]
    return progress_of(steps, today=today)


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """A partner, its share and what it has put in."""

    partner: CoproductionPartner
    percent: int
    spent: Spent


@dataclass(frozen=True, slots=True)
class DecisionShown:
    decision: Decision
    agreed: Sequence[DecisionAgreement]
    missing: Sequence[str]

    def is_agreed_by(self, organization_id: UUID) -> bool:
        return any(one.organization_id == organization_id for one in self.agreed)


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was done: a move between states, or a word of `types.Doing` with its title."""

    at: Any
    word: str
    title: str
    organization: str
    is_move: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """The proposed reference and who agrees to it."""

    publication: Publication
    agreed: frozenset[UUID]
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What a partner has of the budget, and what is proposed."""

    name: str
    now_cents: int
    proposed_cents: int
    is_waited_for: bool


@dataclass(frozen=True, slots=True)
class SharesShown:
    """Shares that wait for the agreement of those whom they change. `seen`: which proposal this is."""

    lines: Sequence[ShareLine]
    waited_for: frozenset[UUID]
    seen: str


@dataclass(frozen=True, slots=True)
class WorkPage:
    """All that the page of a coproduction shows."""

    work: Coproduction
    partners: Sequence[PartnerShown]
    milestones: Sequence[Milestone]
    deliverables: Sequence[Deliverable]
    entries: Sequence[WorkEntry]
    decisions: Sequence[DecisionShown]
    files: Sequence[CoproductionFile]
    reviews: Sequence[Review]
    published: Published | None
    acts: Sequence[Act]
    progress: Progress
    timeline: Timeline | None
    moves: Sequence[CoproductionState]
    shares: SharesShown | None

    @property
    def lead(self) -> CoproductionPartner | None:
        return next((one.partner for one in self.partners if one.partner.is_lead), None)

    @property
    def is_underway(self) -> bool:
        """Whether steps are still waited for: not once the work is delivered."""
        return CoproductionState(self.work.state) in WORKING_STATES

    @property
    def is_living(self) -> bool:
        return CoproductionState(self.work.state) in LIVING_STATES

    @property
    def is_publishable(self) -> bool:
        return self.work.state in {
            CoproductionState.DELIVERED.value, CoproductionState.REVIEWED.value, CoproductionState.CLOSED.value,
        }  # fmt: skip


def work_page(work: Coproduction, /, *, today: date) -> WorkPage:
    """Gather the page of a coproduction. The caller has checked who looks."""
    everybody = list(_rows(CoproductionPartner, work).order_by("-is_lead", "invited_at", "id"))
    partners = [one for one in everybody if one.left_at is None]
    milestones = list(_steps(Milestone, work).order_by("starts_on", "ends_on", "id"))
    deliverables = list(_steps(Deliverable, work).select_related("file").order_by("due_on", "id"))
    names = {one.organization_id: one.organization.name for one in everybody}
    return WorkPage(
        work=work,
        partners=_with_work(work, partners),
        milestones=milestones,
        deliverables=deliverables,
        entries=_latest_entries(work),
        decisions=_decisions(work, partners),
        files=list(_rows(CoproductionFile, work).order_by("-added_at", "-id")),
        reviews=reviews_of(work),
        published=_published(work, partners),
        acts=_acts(work, names),
        progress=_progress(milestones, deliverables, today=today),
        timeline=timeline_of(_spans(milestones, deliverables), today=today),
        moves=_moves(work),
        shares=_shares(work, partners),
    )


def _shares(work: Coproduction, partners: Sequence[CoproductionPartner]) -> SharesShown | None:
    proposed = work.shares_proposed
    if proposed is None:
        return None
    wanted = {one.pk: proposed["shares"].get(str(one.pk), 0) for one in partners}
    changed = {one.pk for one in partners if one.accepted_at and one.share_cents != wanted[one.pk]}
    waited = frozenset(changed - set(map(UUID, proposed["agreed"])))
    lines = [
        ShareLine(one.organization.name, one.share_cents, wanted[one.pk], is_waited_for=one.pk in waited)
        for one in partners
    ]
    return SharesShown(lines, waited, proposed["at"])


def _moves(work: Coproduction) -> Sequence[CoproductionState]:
    # Reviewed comes by itself, with the last review.
    allowed = COPRODUCTION_MOVES.table.get(CoproductionState(work.state), frozenset())
    return [state for state in CoproductionState if state in allowed and state is not CoproductionState.REVIEWED]


def _latest_entries(work: Coproduction) -> list[WorkEntry]:
    rows = _rows(WorkEntry, work).select_related("organization", "correction")
    return list(rows.order_by("-day", "-entered_at", "-id")[:_LATEST_ENTRIES])


def _rows(model: Any, work: Coproduction) -> Any:
    return model.objects.across_scopes(reason=_REASON).filter(coproduction=work).select_related("organization")


def _steps(model: Any, work: Coproduction) -> Any:
    rows = model.objects.across_scopes(reason=_REASON).filter(coproduction=work)
    return rows.select_related("partner__organization")


def _with_work(work: Coproduction, partners: Sequence[CoproductionPartner]) -> Sequence[PartnerShown]:
    rows = WorkEntry.objects.across_scopes(reason=_REASON).filter(coproduction=work).order_by()
    sums = rows.values_list("organization_id").annotate(time=Sum("minutes"), money=Sum("amount_cents"))
    entries = [Entry(str(owner), minutes, cents) for owner, minutes, cents in sums]
    spent = spent_by(entries, shares={str(one.organization_id): one.share_cents for one in partners})
    return [
        PartnerShown(
            one, round(100 * one.share_cents / work.budget_cents) if work.budget_cents else 0,
            spent[str(one.organization_id)],
        )
        for one in partners
    ]  # fmt: skip


def _decisions(work: Coproduction, partners: Sequence[CoproductionPartner]) -> Sequence[DecisionShown]:
    agreements = DecisionAgreement.objects.across_scopes(reason=_REASON).select_related("organization")
    rows = Decision.objects.across_scopes(reason=_REASON).filter(coproduction=work).order_by("-day", "-id")
    shown = []
    for row in rows.prefetch_related(Prefetch("agreements", queryset=agreements.order_by("agreed_at"))):
        agreed = list(row.agreements.all())
        said = {one.organization_id for one in agreed}
        missing = [one.organization.name for one in partners if one.accepted_at and one.organization_id not in said]
        shown.append(DecisionShown(row, agreed, missing))
    return shown


def reviews_of(work: Coproduction, /) -> Sequence[Review]:
    """Give the reviews, the buyer's first, then those of the whole, then of one another."""
    rows = Review.objects.across_scopes(reason=_REASON).filter(coproduction=work)
    found = list(rows.select_related("reviewer", "subject"))
    return sorted(
        found, key=lambda one: (one.side != ReviewSide.BUYER.value, one.subject_id is not None, one.written_at)
    )


def _published(work: Coproduction, partners: Sequence[CoproductionPartner]) -> Published | None:
    row = Publication.objects.across_scopes(reason=_REASON).filter(coproduction=work).first()
    consents = PublicationConsent.objects.across_scopes(reason=_REASON)
    agreed = consents.filter(publication__coproduction=work, withdrawn_at=None)
    ids = frozenset(agreed.values_list("organization_id", flat=True))
    if row is None:
        return None
    missing = [one.organization.name for one in partners if one.accepted_at and one.organization_id not in ids]
    return Published(row, ids, missing)


def _acts(work: Coproduction, names: Mapping[UUID, str]) -> Sequence[Act]:
    facts = facts_about(object_id=work.pk, limit=_LATEST_ACTS)
    acts = [
        Act(fact.at, fact.data["doing"], fact.data.get("title", ""), _name(fact.organization_id, names))
        for fact in facts
        if fact.verb == "coproduction.noted"
    ]
    told = {"coproduction.opened": "opened", "coproduction.reviewed": "reviewed", "coproduction.published": "published",
            "coproduction.consent_withdrawn": "consent-withdrawn"}  # fmt: skip
    acts += [
        Act(fact.at, told[fact.verb], "", _name(fact.organization_id, names)) for fact in facts if fact.verb in told
    ]
    moves = StateMove.objects.filter(object_id=work.pk).order_by("-at", "-id")[:_LATEST_ACTS]
    acts += [Act(row.at, row.target, row.reason, "", is_move=True) for row in moves]
    return sorted(acts, key=lambda act: act.at, reverse=True)[:_LATEST_ACTS]


def _name(organization_id: UUID | None, names: Mapping[UUID, str]) -> str:
    return names.get(organization_id, "") if organization_id else ""


def _spans(milestones: Sequence[Milestone], deliverables: Sequence[Deliverable]) -> list[Span]:
    spans = [
        Span(str(one.pk), one.title, one.starts_on, one.ends_on, is_done=one.done_at is not None) for one in milestones
    ]
    return spans + [
        Span(str(one.pk), one.title, one.due_on, one.due_on, is_done=one.delivered_at is not None, is_point=True)
        for one in deliverables
    ]


def work_for_office(*, scope: Any, coproduction_id: UUID) -> Coproduction:
    """Give a coproduction to the office.

    Raises: NotFound.
    """
    rows = Coproduction.objects.within(scope).select_related("brief", "answer")
    found: Coproduction | None = rows.filter(pk=coproduction_id).first()
    if found is None:
        raise NotFound
    return found


def dated_works(*, organization_id: UUID) -> Sequence[Coproduction]:
    """Give the living coproductions that an organization takes part in, with their steps: three queries."""
    mine = CoproductionPartner.objects.across_scopes(reason="the calendar of an organization").filter(
        organization_id=organization_id, left_at=None, accepted_at__isnull=False
    )
    rows = Coproduction.objects.across_scopes(reason="the calendar of an organization").filter(
        pk__in=mine.values("coproduction_id"), state__in=[state.value for state in LIVING_STATES]
    )
    return list(rows.order_by("created_at", "id").prefetch_related(*_prefetched_steps()))


def step_of(model: Any, work: Coproduction, /, *, step_id: UUID) -> Any:
    """Give a milestone or a deliverable of a coproduction whose reader was checked.

    Raises: NotFound.
    """
    found = _steps(model, work).filter(pk=step_id).first()
    if found is None:
        raise NotFound
    return found
