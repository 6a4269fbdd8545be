"""Writes the demonstration's season of needs through the same services that people use."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries import actor_of, emails_of_staff, network
from maillage.accounts.types import Actor
from maillage.matching.demo import SEASON, DemoBrief
from maillage.matching.demo.calls import demo_notices
from maillage.matching.importing import NoticesRead
from maillage.matching.models import Brief, Opportunity
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.places import place_named
from maillage.matching.services import intake, qualification
from maillage.matching.services.demo_answers import (
    Path,
    ask,
    decide,
    keep_candidates,
    sign_and_send,
    talk,
    write_answer,
)
from maillage.matching.services.opportunities.notices import import_notices
from maillage.matching.types import BriefState
from maillage.stream.services import quietly

_ENDS = (BriefState.NOT_AWARDED, BriefState.WITHDRAWN)


@transaction.atomic
def load_season(*, now: datetime) -> int:
    """Write the season and its published calls once into a fictional network; gives how many needs were added. Nobody is told."""
    staff = emails_of_staff()
    rows = Brief.objects.across_scopes(reason="the demonstration is written once")
    if not network().is_fictional or not staff or rows.exists():
        return 0
    actors = [actor_of(user_id=person.pk) for person in staff]
    with quietly():
        for number, one in enumerate(sorted(SEASON, key=lambda brief: -brief.age_days)):
            _write(one, number=number, actor=actors[number % len(actors)], now=now)
        import_notices(read=NoticesRead(tuple(demo_notices(now=now)), 0), now=now)
    return len(SEASON)


@transaction.atomic
def forget_season() -> None:
    """Delete every need of a fictional network."""
    if network().is_fictional:
        Brief.objects.across_scopes(reason="the demonstration is forgotten").delete()
        Opportunity.objects.across_scopes(reason="the demonstration is forgotten").delete()


def _write(one: DemoBrief, *, number: int, actor: Actor, now: datetime) -> None:
    told = now - timedelta(days=one.age_days, hours=2)
    brief = intake.enter_brief(actor=actor, need=_need(one), buyer=_buyer(one), now=told)
    if one.reached is BriefState.NEW:
        qualification.assign_brief(actor=actor, brief_id=brief.pk, owner_id=None, now=told)
        return
    # The steps of an old need do not fill all the time since: a need takes some weeks.
    path = Path(brief, one, actor, told, min(timedelta(days=one.age_days) / 10, timedelta(days=4)), number)
    talk(path)
    if one.note:
        qualification.write_note(actor=actor, brief_id=brief.pk, text=one.note, now=path.at(1))
    _walk(path)
    if one.next_action:
        due = timezone.localdate(now) + timedelta(days=3 - one.age_days % 5)
        qualification.plan_action(actor=actor, brief_id=brief.pk, action=one.next_action, due=due)


def _walk(path: Path) -> None:
    one = path.one
    _move(path, BriefState.NEW, BriefState.QUALIFYING, at=1)
    if one.reached is BriefState.WITHDRAWN:
        _move(path, BriefState.QUALIFYING, BriefState.WITHDRAWN, at=2)
        return
    if one.reached is BriefState.QUALIFYING:
        return
    _move(path, BriefState.QUALIFYING, BriefState.SHORTLISTING, at=1.5)
    teams = keep_candidates(path) if one.kept else []
    if one.reached is BriefState.SHORTLISTING:
        return
    if not teams:
        _move(path, BriefState.SHORTLISTING, one.reached if one.reached in _ENDS else BriefState.CONTACTED, at=3)
        return
    ask(path, [partner for team in teams for partner in team], has_answers=one.reached is not BriefState.CONTACTED)
    if one.reached is BriefState.CONTACTED:
        return
    # Each answer has its own price, names and form of group: they follow from the number.
    paths = [replace(path, number=path.number + 3 * place) for place in range(len(teams))]
    answers = [write_answer(own, team) for own, team in zip(paths, teams, strict=True)]
    if one.reached is not BriefState.ANSWERING:
        for own, answer, team in zip(paths, answers, teams, strict=True):
            sign_and_send(own, answer, team)
        decide(path, answers[0])


def _move(path: Path, seen: BriefState, target: BriefState, *, at: float) -> None:
    qualification.move_brief(actor=path.actor, brief_id=path.brief.pk, seen=seen, target=target, now=path.at(at))


def _need(one: DemoBrief) -> NeedGiven:
    place = place_named(one.place) if one.place else None
    least, most = one.budget or (None, None)
    return NeedGiven(
        title=one.title.replace(" :", "\u00a0:"), text=one.text,
        kind=one.kind, place_code=one.place, place_label=place.label if place else "",
        skills=tuple(
            SkillAsked(slug, lot=min(number, len(one.lots)) if one.lots else 0)
            for number, slug in enumerate(one.skills, start=1)
        ),
        lots=one.lots, radius_km=one.radius_km, is_anywhere=place is None,
        budget_least_cents=least * 100 if least else None, budget_most_cents=most * 100 if most else None,
    )  # fmt: skip


def _buyer(one: DemoBrief) -> BuyerGiven:
    first, _space, last = one.buyer.lower().replace("é", "e").replace("è", "e").partition(" ")
    return BuyerGiven(
        name=one.buyer, email=f"{first}.{last.replace(' ', '')}@acheteur.example", organization_name=one.organization,
        is_hidden=one.is_hidden,
    )  # fmt: skip
