"""Writes the demonstration's common work through the same services that people use."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from maillage.accounts.models import User
from maillage.accounts.queries import actor_of, network
from maillage.accounts.types import Actor, OrganizationRole
from maillage.directory.queries.able import able_organizations
from maillage.directory.queries.able_places import place_of_need
from maillage.matching.demo.coproductions import WORKS, DemoPart, DemoWork
from maillage.matching.models import Answer, Coproduction
from maillage.matching.rules.places import place_named
from maillage.matching.services.answers.access import partners_in as partners_of_answer
from maillage.matching.services.coproductions import (
    moving,
    opening,
    partners,
    planning,
    publishing,
    reviewing,
    working,
)
from maillage.matching.services.coproductions.access import partners_in
from maillage.matching.types import AnswerState, CoproductionState, ReviewCriterion
from maillage.stream.services import quietly

_REASON = "the demonstration is written once"
_HOSTS = ("amina@maillage.example", "driss@maillage.example")
_NOTES = ("Réunion et préparation", "Atelier", "Déplacement sur place", "Relecture", "Mise au point")


@transaction.atomic
def load_coproductions(*, now: datetime) -> int:
    """Write the common work once into a fictional network, and give how many were added; nobody is told of it."""
    if not network().is_fictional or Coproduction.objects.across_scopes(reason=_REASON).exists():
        return 0
    taken: set[UUID] = set()
    written = 0
    with quietly():
        for one in WORKS:
            chosen = _awarded(one)
            team = _partners_of(chosen) if chosen else []
            if len(team) < 2:
                chosen, team = None, _team(one, taken=taken, now=now)
            if len(team) >= 2:
                _write(_with_parts_for(one, len(team)), team, answer=chosen, now=now)
                taken |= set(team)
                written += 1
        for answer in _untold():
            _follow_award(answer, now=now)
    return written


def _awarded(one: DemoWork) -> Answer | None:
    rows = Answer.objects.across_scopes(reason=_REASON).filter(
        state=AnswerState.AWARDED.value, brief__title=one.awarded
    )
    found: Answer | None = rows.first() if one.awarded else None
    return found


def _partners_of(answer: Answer) -> list[UUID]:
    return [row.organization_id for row in partners_of_answer(answer)]


def _with_parts_for(one: DemoWork, size: int) -> DemoWork:
    return replace(one, parts=tuple(one.parts[place % len(one.parts)] for place in range(size)))


def _untold() -> Sequence[Answer]:
    rows = Answer.objects.across_scopes(reason=_REASON).filter(state=AnswerState.AWARDED.value, coproduction=None)
    return list(rows.order_by("decided_at"))


def _follow_award(answer: Answer, *, now: datetime) -> None:
    """Open the common work of an award, and let it go on as time has passed."""
    begun = answer.decided_at or now
    work = opening.open_from_answer(answer_id=answer.pk, now=begun)
    if work is None:
        return
    lead = {
        "actor": _as(_partners_of(answer)[0]),
        "coproduction_id": work.pk,
        "organization_id": _partners_of(answer)[0],
    }
    seen = CoproductionState.PLANNED
    for target, days in (
        (CoproductionState.RUNNING, 6), (CoproductionState.DELIVERED, 80), (CoproductionState.CLOSED, 115),
    ):  # fmt: skip
        at = begun + timedelta(days=days)
        if at > now:
            return
        moving.move_work(**lead, seen=seen, target=target, now=at, reason="")  # type: ignore[arg-type]  # a dict of several kinds of values
        seen = target


@transaction.atomic
def forget_coproductions() -> None:
    """Delete all common work of a fictional network."""
    if network().is_fictional:
        Coproduction.objects.across_scopes(reason="the demonstration is forgotten").delete()


def _team(one: DemoWork, *, taken: set[UUID], now: datetime) -> list[UUID]:
    """Find who does it: the demonstration's members, else the nearest with the trade who are not busy with another."""
    team: list[UUID] = _hosts() if one.is_hosted else []
    place = place_named(one.place)
    for part in one.parts[len(team) :]:
        found = able_organizations(
            skills=[part.skill], place=place_of_need(point=place.point if place else None, place=place),
            today=timezone.localdate(now),
        )  # fmt: skip
        near = sorted(found or (), key=lambda each: (each.distance_m or 0, each.name))
        free = [each.id for each in near if each.id not in team and each.id not in taken]
        free += [each.id for each in near if each.id not in team]
        team += free[:1]
    return team


def _hosts() -> list[UUID]:
    found = []
    for email in _HOSTS:
        person = User.objects.filter(email=email).first()
        if person is not None:
            roles = actor_of(user_id=person.pk).organization_roles
            found += [pk for pk, role in sorted(roles.items()) if role is not OrganizationRole.MEMBER][:1]
    return list(dict.fromkeys(found))


def _as(organization_id: UUID) -> Actor:
    return Actor(organization_roles={organization_id: OrganizationRole.OWNER}, reason="maillage demo")


def _write(one: DemoWork, team: Sequence[UUID], *, answer: Answer | None, now: datetime) -> None:
    told = answer.decided_at if answer is not None and answer.decided_at else now - timedelta(days=one.age_days)
    # At the desk, in the morning.
    opened = timezone.localtime(told).replace(hour=9, minute=10, second=0, microsecond=0)
    ended = min(now - timedelta(days=2), opened + timedelta(days=one.days + 14))
    work = _open(one, team, answer=answer, at=opened)
    lead = {"actor": _as(team[0]), "coproduction_id": work.pk, "organization_id": team[0]}
    for pk in team[1:]:
        at = opened + timedelta(days=1)
        if one.reached is not CoproductionState.PLANNED and answer is None:
            partners.accept_part(actor=_as(pk), coproduction_id=work.pk, organization_id=pk, now=at)
    _plan(one, work, lead, at=opened)
    if one.reached is CoproductionState.PLANNED:
        return
    _move(one, work, lead, CoproductionState.RUNNING, at=opened + timedelta(days=3))
    _work(one, work, team, lead, opened=opened, ended=ended, now=now)
    if one.reached is CoproductionState.RUNNING:
        return
    if one.reached is CoproductionState.ABANDONED:
        _move(one, work, lead, CoproductionState.ABANDONED, at=ended)
        return
    _move(one, work, lead, CoproductionState.DELIVERED, at=ended)
    _review(one, work, team, at=ended + timedelta(days=1))
    if one.reached is CoproductionState.CLOSED:
        _move(one, work, lead, CoproductionState.CLOSED, at=ended + timedelta(days=moving.CLOSED_AFTER_DAYS))
    if one.is_published:
        _publish(work, team, lead, at=min(now, ended + timedelta(days=20)))


def _open(one: DemoWork, team: Sequence[UUID], *, answer: Answer | None, at: datetime) -> Coproduction:
    if answer is not None and (made := opening.open_from_answer(answer_id=answer.pk, now=at)) is not None:
        return made
    place = place_named(one.place)
    first = timezone.localdate(at)
    return opening.open_by_member(
        actor=_as(team[0]), organization_id=team[0], key=None,
        work=opening.WorkGiven(
            title=one.title or one.awarded, description=one.description, client=one.client,
            place=place.name if place else "", starts_on=first, ends_on=first + timedelta(days=one.days),
            budget_cents=one.budget * 100,
        ),
        role=one.parts[0].role, weight=one.parts[0].weight, now=at,
        partners=[
            opening.PartnerGiven(organization_id=pk, role=part.role, weight=part.weight)
            for pk, part in zip(team[1:], one.parts[1:], strict=False)
        ],
    )  # fmt: skip


type _Lead = dict[str, object]


def _plan(one: DemoWork, work: Coproduction, lead: _Lead, *, at: datetime) -> None:
    first = timezone.localdate(at)
    length = one.days / len(one.steps)
    rows = {row.organization_id: row for row in partners_in(work)}
    in_order = list(rows.values())
    for number, title in enumerate(one.steps):
        step = planning.MilestoneGiven(
            title=title, starts_on=first + timedelta(days=round(number * length)),
            ends_on=first + timedelta(days=round((number + 1) * length) - 1),
            partner_id=in_order[number % len(in_order)].pk if number else None,
        )  # fmt: skip
        planning.add_milestone(**lead, key=None, step=step, now=at)  # type: ignore[arg-type]  # a dict of several kinds of values
    for number, (row, part) in enumerate(zip(in_order, one.parts, strict=False), start=1):
        due = first + timedelta(days=round(one.days * number / len(one.parts)))
        planning.add_deliverable(
            **lead, key=None, now=at,  # type: ignore[arg-type]  # a dict of several kinds of values
            step=planning.DeliverableGiven(title=part.delivers, due_on=due, partner_id=row.pk),
        )  # fmt: skip


def _work(
    one: DemoWork,
    work: Coproduction,
    team: Sequence[UUID],
    lead: _Lead,
    *,
    opened: datetime,
    ended: datetime,
    now: datetime,
) -> None:
    is_abandoned = one.reached is CoproductionState.ABANDONED
    until = min(ended, opened + timedelta(days=one.days * 0.4)) if is_abandoned else ended
    for place, pk in enumerate(team):
        seat = {"actor": _as(pk), "coproduction_id": work.pk, "organization_id": pk}
        weight = one.parts[place].weight
        for number, week in enumerate(range(5 + place, max(6, (until - opened).days), 17)):
            at = opened + timedelta(days=week, hours=7 + number % 2)
            spends_money = number % 6 == 5
            entry = working.EntryGiven(
                day=timezone.localdate(at), minutes=0 if spends_money else 60 * weight + 30 * (number % 4),
                amount_cents=(180 + 40 * number) * 100 if spends_money else 0, note=_NOTES[(number + place) % len(_NOTES)],
            )  # fmt: skip
            working.enter_work(**seat, key=None, entry=entry, now=at, today=timezone.localdate(now))  # type: ignore[arg-type]  # a dict of several kinds of values
    if one.decision:
        at = opened + timedelta(days=9)
        noted = working.note_decision(
            **lead, key=None, text=one.decision, day=timezone.localdate(at), now=at  # type: ignore[arg-type]  # a dict of several kinds of values
        )  # fmt: skip
        working.agree_to_decision(
            actor=_as(team[1]), coproduction_id=work.pk, organization_id=team[1], decision_id=noted.pk,
            now=at + timedelta(days=1),
        )  # fmt: skip
    _hand_over(one.parts, work, lead, until=until)


def _hand_over(parts: Sequence[DemoPart], work: Coproduction, lead: _Lead, *, until: datetime) -> None:
    late = {part.delivers: part.days_late for part in parts}
    for row in work.milestones.across_scopes(reason=_REASON).order_by("starts_on"):
        at = _noon(row.ends_on)
        if at < until:
            step = planning.MilestoneGiven(
                title=row.title, starts_on=row.starts_on, ends_on=row.ends_on, partner_id=row.partner_id
            )
            planning.change_milestone(
                **lead, milestone_id=row.pk, step=step, is_done=True, seen_version=row.version, now=at  # type: ignore[arg-type]  # a dict of several kinds of values
            )  # fmt: skip
    for due in work.deliverables.across_scopes(reason=_REASON).order_by("due_on"):
        at = _noon(due.due_on) + timedelta(days=late.get(due.title, 0) or -1)
        if at < until:
            planning.deliver(**lead, deliverable_id=due.pk, now=at)  # type: ignore[arg-type]  # a dict of several kinds of values
            planning.judge_deliverable(
                **lead, deliverable_id=due.pk, is_accepted=True, now=at + timedelta(hours=3)  # type: ignore[arg-type]  # a dict of several kinds of values
            )  # fmt: skip


def _noon(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=timezone.get_current_timezone())


def _move(one: DemoWork, work: Coproduction, lead: _Lead, target: CoproductionState, *, at: datetime) -> None:
    rows = Coproduction.objects.across_scopes(reason=_REASON)
    seen = CoproductionState(rows.values_list("state", flat=True).get(pk=work.pk))
    if seen is not target:
        moving.move_work(**lead, seen=seen, target=target, now=at, reason=one.reason)  # type: ignore[arg-type]  # a dict of several kinds of values


def _review(one: DemoWork, work: Coproduction, team: Sequence[UUID], *, at: datetime) -> None:
    is_whole = one.reached is CoproductionState.REVIEWED
    row: Coproduction = Coproduction.objects.across_scopes(reason=_REASON).select_related("brief").get(pk=work.pk)
    if row.brief is not None and is_whole:
        given = _given(one, 0, quote=one.quote, name=row.brief.buyer_name)
        reviewing.review_as_buyer(key=reviewing.review_key(row), review=given, now=at)
    for place, pk in enumerate(team if is_whole else team[:1]):
        others = {other: _given(one, place + shift) for shift, other in enumerate(team, start=1) if other != pk}
        reviewing.review_as_partner(
            actor=_as(pk), coproduction_id=work.pk, organization_id=pk, whole=_given(one, place), others=others,
            now=at + timedelta(days=place),
        )  # fmt: skip


def _given(one: DemoWork, turn: int, *, quote: str = "", name: str = "") -> reviewing.ReviewGiven:
    marks = {
        criterion: max(1, min(5, one.marks - ((place + turn) % 3 == 0)))
        for place, criterion in enumerate(ReviewCriterion)
    }
    return reviewing.ReviewGiven(marks=marks, public_quote=quote, has_quote_consent=bool(quote), author_name=name)


def _publish(work: Coproduction, team: Sequence[UUID], lead: _Lead, *, at: datetime) -> None:
    row: Coproduction = Coproduction.objects.across_scopes(reason=_REASON).get(pk=work.pk)
    given = publishing.PublicationGiven(
        title=row.title, description=row.description, place=row.place, year=row.ends_on.year if row.ends_on else None
    )
    made = publishing.propose_publication(**lead, given=given, seen_version=0, now=at)  # type: ignore[arg-type]  # a dict of several kinds of values
    for pk in team[1:]:
        publishing.give_consent(
            actor=_as(pk), coproduction_id=work.pk, organization_id=pk, seen_version=made.version, now=at
        )
    publishing.publish_work(**lead, now=at)  # type: ignore[arg-type]  # a dict of several kinds of values
