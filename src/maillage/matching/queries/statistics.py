"""What a year brought: for facilitators, and for the network's report. A fixed number of queries."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, Sum
from django.utils.translation import get_language

from maillage import geodata
from maillage.accounts.types import Scope
from maillage.directory.queries.regions import holders_of_skills, region_codes_of
from maillage.directory.queries.taxonomy import skill_choices
from maillage.matching.labels import DECLINE_LABELS
from maillage.matching.models import Answer, AnswerPart, Brief, BriefSkill, ConsortiumPartner, Invitation
from maillage.matching.queries.board import STEP_HOURS
from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.promise import working_hours_between
from maillage.matching.rules.statistics import Spread, gini_of, lorenz_of, percent, shared_out, spread_of
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import AnswerState, BriefState, InvitationState
from maillage.stream.models import StateMove

PARIS = ZoneInfo("Europe/Paris")
_REASON = "figures of the network's year"
# A skill that fewer organizations than this have is scarce.
SCARCE = 3


@dataclass(frozen=True, slots=True)
class StageDelay:
    """Working hours spent in a state before leaving it, against what is promised."""

    state: BriefState
    spread: Spread
    promised: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A skill that was asked for: how often, how many organizations have it, how many of those needs found nobody."""

    slug: str
    name: str
    asked: int
    holders: int


@dataclass(frozen=True, slots=True)
class Slice:
    """An amount, or a count, of one of several."""

    key: str
    label: Any
    value: int
    percent: int


@dataclass(frozen=True, slots=True)
class Equity:
    """How evenly invitations, and wins, fell among the organizations invited in the year."""

    organizations: int
    gini: float
    gini_of_wins: float
    curve: tuple[tuple[float, float], ...]
    newcomers: int  # invited in the year for the first time


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of one year; amounts in cents, excluding VAT; rates in percent."""

    year: int
    received: int
    confirmed_buyers: int
    still_open: int
    answered: int
    awarded: int
    not_awarded: int
    withdrawn: int
    amount_cents: int
    alone: int
    together: int
    invited: int
    accepted: int
    answered_invitations: int
    first_reply: Spread
    kept_promises: int
    stages: tuple[StageDelay, ...]
    by_sector: tuple[Slice, ...]
    by_region: tuple[Slice, ...]
    by_month: tuple[tuple[int, int], ...]  # received, awarded
    refusals: tuple[Slice, ...]
    missing: tuple[Wanted, ...]
    equity: Equity

    @property
    def answer_rate(self) -> int:
        return percent(self.answered, self.received)

    @property
    def success_rate(self) -> int:
        return percent(self.awarded, self.answered)

    @property
    def invitation_rate(self) -> int:
        return percent(self.answered_invitations, self.invited)


def bounds_of(year: int, /) -> tuple[datetime, datetime]:
    """Give the instants between which a year lies, in Paris."""
    start, end = (datetime.combine(date(one, 1, 1), time(), PARIS) for one in (year, year + 1))
    return start, end


def year_of(*, scope: Scope, year: int) -> Year:
    """Give the figures of a year: of the needs received in it, and of the answers chosen in it."""
    start, end = bounds_of(year)
    briefs = Brief.objects.within(scope).filter(received_at__gte=start, received_at__lt=end)
    rows: list[Any] = list(briefs.values("id", "state", "received_at", "first_reply_at", "buyer_email", "closed_at"))
    states = Counter(row["state"] for row in rows)
    answers = list(
        Answer.objects.within(scope).filter(brief__in=briefs, sent_at__isnull=False).values("brief_id", "state")
    )
    awarded = _awarded(scope, start, end)
    invitations = Invitation.objects.across_scopes(reason=_REASON).filter(sent_at__gte=start, sent_at__lt=end)
    kept = invitations.exclude(state=InvitationState.WITHDRAWN.value)
    replies = [(row["received_at"], row["first_reply_at"]) for row in rows if row["first_reply_at"]]
    holidays = public_holidays(years=(year, year + 1))
    hours = [working_hours_between(first, then, holidays=holidays) for first, then in replies]
    counted = kept.aggregate(
        all=Count("pk"), yes=Count("pk", filter=Q(state=InvitationState.ACCEPTED.value)),
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
    )  # fmt: skip
    return Year(
        year=year, received=len(rows), confirmed_buyers=len({row["buyer_email"].lower() for row in rows if row["buyer_email"]}),
        still_open=sum(states[state.value] for state in OPEN_STATES), answered=len({one["brief_id"] for one in answers}),
        awarded=states[BriefState.AWARDED.value], not_awarded=states[BriefState.NOT_AWARDED.value],
        withdrawn=states[BriefState.WITHDRAWN.value], amount_cents=sum(one.amount_cents for one in awarded),
        alone=sum(one.partners == 1 for one in awarded), together=sum(one.partners > 1 for one in awarded),
        invited=counted["all"], accepted=counted["yes"], answered_invitations=counted["answered"],
        first_reply=spread_of(hours), kept_promises=percent(sum(one <= STEP_HOURS[BriefState.NEW] for one in hours), len(hours)),
        stages=_stages([row["id"] for row in rows], holidays=holidays),
        by_sector=_by_sector(awarded), by_region=_by_region(awarded), by_month=_by_month(rows, awarded),
        refusals=_refusals(kept), missing=_missing(scope, start, end), equity=_equity(kept, awarded, start=start),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Award:
    brief_id: UUID
    decided_at: datetime
    amount_cents: int
    partners: int
    shares: Mapping[UUID, int]


def _awarded(scope: Scope, start: datetime, end: datetime) -> Sequence[_Award]:
    rows = Answer.objects.within(scope).filter(
        state=AnswerState.AWARDED.value, decided_at__gte=start, decided_at__lt=end
    )
    chosen: list[Any] = list(rows.values_list("pk", "brief_id", "decided_at", "consortium_id").order_by("decided_at"))
    shares: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    parts = AnswerPart.objects.across_scopes(reason=_REASON).filter(answer__in=[pk for pk, *_rest in chosen])
    for pk, organization_id, amount in parts.values_list("answer_id", "organization_id").annotate(
        sum=Sum("amount_cents")
    ):
        shares[pk][organization_id] = amount
    partners = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(
        consortium__in=[consortium for *_rest, consortium in chosen], left_at=None
    )
    sizes = dict(partners.values_list("consortium_id").annotate(count=Count("pk")))
    return [
        _Award(brief_id, decided_at, sum(shares[pk].values()), sizes.get(consortium_id, 0), shares[pk])
        for pk, brief_id, decided_at, consortium_id in chosen
    ]


def _stages(brief_ids: Sequence[UUID], *, holidays: Any) -> tuple[StageDelay, ...]:
    moves = StateMove.objects.filter(object_type="brief", object_id__in=brief_ids).order_by("object_id", "at", "id")
    entered: dict[UUID, tuple[str, datetime]] = {}
    spent: dict[str, list[float]] = defaultdict(list)
    starts = dict(Brief.objects.across_scopes(reason=_REASON).filter(pk__in=brief_ids).values_list("pk", "received_at"))
    for brief_id, origin, target, at in moves.values_list("object_id", "origin", "target", "at"):
        _state, since = entered.get(brief_id, (origin, starts[brief_id]))
        if since is not None and at >= since:
            spent[origin].append(working_hours_between(since, at, holidays=holidays))
        entered[brief_id] = (target, at)
    return tuple(StageDelay(state, spread_of(spent[state.value]), STEP_HOURS.get(state, 0.0)) for state in OPEN_STATES)


def _slices(sums: Mapping[str, int], labels: Mapping[str, Any]) -> tuple[Slice, ...]:
    whole = sum(sums.values())
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Slice(key, labels.get(key, key), value, percent(value, whole)) for key, value in ordered if value)


def _by_sector(awarded: Sequence[_Award]) -> tuple[Slice, ...]:
    """Share each amount equally among the sectors of the skills that its need asked for."""
    sectors: dict[UUID, dict[str, str]] = defaultdict(dict)
    rows = BriefSkill.objects.across_scopes(reason=_REASON).filter(brief__in=[one.brief_id for one in awarded])
    names: dict[str, str] = {}
    for brief_id, slug, name, english in rows.values_list(
        "brief_id", "skill__sector__slug", "skill__sector__name_fr", "skill__sector__name_en"
    ):
        sectors[brief_id][slug] = slug
        names[slug] = _in_language(name, english)
    sums: Counter[str] = Counter()
    for one in awarded:
        sums.update(shared_out(one.amount_cents, sorted(sectors[one.brief_id])))
    return _slices(sums, names)


def _in_language(french: str, english: str) -> str:
    return english if (get_language() or "fr").startswith("en") and english else french


def _by_region(awarded: Sequence[_Award]) -> tuple[Slice, ...]:
    regions = region_codes_of({pk for one in awarded for pk in one.shares})
    sums: Counter[str] = Counter()
    for one in awarded:
        for organization_id, amount in one.shares.items():
            if organization_id in regions:
                sums[regions[organization_id]] += amount
    return _slices(sums, {region.code: region.name for region in geodata.regions()})


def _by_month(rows: Sequence[Mapping[str, Any]], awarded: Sequence[_Award]) -> tuple[tuple[int, int], ...]:
    received = Counter(row["received_at"].astimezone(PARIS).month for row in rows)
    won = Counter(one.decided_at.astimezone(PARIS).month for one in awarded)
    return tuple((received[month], won[month]) for month in range(1, 13))


def _refusals(invitations: Any) -> tuple[Slice, ...]:
    counted = invitations.filter(state=InvitationState.DECLINED.value).values_list("reason").annotate(count=Count("pk"))
    return _slices(dict(counted), {reason.value: label for reason, label in DECLINE_LABELS.items()})


def _missing(scope: Scope, start: datetime, end: datetime) -> tuple[Wanted, ...]:
    """Give the skills asked for that fewer than `SCARCE` organizations have, the most asked first."""
    briefs = Brief.objects.within(scope).filter(received_at__gte=start, received_at__lt=end)
    rows = BriefSkill.objects.across_scopes(reason=_REASON).filter(brief__in=briefs)
    asked: dict[str, int] = dict(rows.values_list("skill__slug").annotate(count=Count("brief_id", distinct=True)))
    holders = holders_of_skills(list(asked))
    names = {str(choice.slug): str(choice.name) for choice in skill_choices()}
    found = [
        Wanted(slug, names.get(slug, slug), count, holders[slug])
        for slug, count in asked.items()
        if holders[slug] < SCARCE
    ]
    return tuple(sorted(found, key=lambda one: (-one.asked, one.holders, one.name)))


def _equity(invitations: Any, awarded: Sequence[_Award], *, start: datetime) -> Equity:
    counts = dict(invitations.values_list("organization_id").annotate(count=Count("pk")))
    won: Counter[UUID] = Counter(pk for one in awarded for pk in one.shares)
    before = Invitation.objects.across_scopes(reason=_REASON).filter(organization_id__in=counts, sent_at__lt=start)
    known = set(before.values_list("organization_id", flat=True).distinct())
    return Equity(
        organizations=len(counts), gini=gini_of(counts.values()), gini_of_wins=gini_of(won.get(pk, 0) for pk in counts),
        curve=lorenz_of(counts.values()), newcomers=len(set(counts) - known),
    )  # fmt: skip


def years_with_needs(*, scope: Scope, now: datetime) -> Sequence[int]:
    """Give the years in which needs came, the latest first; the present one always."""
    rows = Brief.objects.within(scope).filter(received_at__isnull=False)
    found = {day.year for day in rows.datetimes("received_at", "year", tzinfo=PARIS)}
    return sorted(found | {now.astimezone(PARIS).year}, reverse=True)
