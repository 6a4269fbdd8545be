"""Writes the demonstration's season of needs through the same services that people use."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from maillage.accounts.queries import actor_of, emails_of_staff, network
from maillage.accounts.types import Actor
from maillage.matching.demo import SEASON, DemoBrief
from maillage.matching.demo.calls import demo_notices
from maillage.matching.importing import NoticesRead
from maillage.matching.models import Brief, Opportunity
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.queries.weights import network_weights
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.places import place_named
from maillage.matching.services import conversation, intake, qualification, shortlists
from maillage.matching.services.buyer_links import key_of
from maillage.matching.services.opportunities.notices import import_notices
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import BriefState
from maillage.stream.services import quietly

_PATH = (*OPEN_STATES, BriefState.AWARDED)


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
            _write(one, actor=actors[number % len(actors)], now=now)
        import_notices(read=NoticesRead(tuple(demo_notices(now=now)), 0), now=now)
    return len(SEASON)


@transaction.atomic
def forget_season() -> None:
    """Delete every need of a fictional network."""
    if network().is_fictional:
        Opportunity.objects.across_scopes(reason="the demonstration is forgotten").delete()
        Brief.objects.across_scopes(reason="the demonstration is forgotten").delete()


def _write(one: DemoBrief, *, actor: Actor, now: datetime) -> None:
    told = now - timedelta(days=one.age_days, hours=2)
    brief = intake.enter_brief(actor=actor, need=_need(one), buyer=_buyer(one), now=told)
    if one.reached is BriefState.NEW:
        qualification.assign_brief(actor=actor, brief_id=brief.pk, owner_id=None, now=told)
        return
    spent = timedelta(days=one.age_days) / 10
    _talk(brief, one, actor=actor, at=told + timedelta(hours=1))
    if one.note:
        qualification.write_note(actor=actor, brief_id=brief.pk, text=one.note, now=told + spent)
    _keep(brief, one, actor=actor, at=told + 2 * spent)
    _walk(brief, one, actor=actor, told=told, spent=spent)
    if one.next_action:
        due = timezone.localdate(now) + timedelta(days=3 - one.age_days % 5)
        qualification.plan_action(actor=actor, brief_id=brief.pk, action=one.next_action, due=due)


def _need(one: DemoBrief) -> NeedGiven:
    place = place_named(one.place) if one.place else None
    least, most = one.budget or (None, None)
    return NeedGiven(
        title=one.title, text=one.text, kind=one.kind, place_code=one.place, place_label=place.label if place else "",
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


def _talk(brief: Brief, one: DemoBrief, *, actor: Actor, at: datetime) -> None:
    words = one.words or ("Bonjour, nous avons bien lu votre besoin et cherchons qui peut y répondre.",)
    for number, text in enumerate(words):
        when = at + timedelta(hours=2 * number)
        if number % 2:
            conversation.write_as_buyer(key=key_of(brief), text=text, now=when)
        else:
            conversation.write_to_buyer(actor=actor, brief_id=brief.pk, text=text, now=when)


def _keep(brief: Brief, one: DemoBrief, *, actor: Actor, at: datetime) -> None:
    if not one.kept:
        return
    ranked = rank_brief(brief, now=at, today=timezone.localdate(at), weights=network_weights())
    for entry in ranked.ranking.entries[: one.kept]:
        shortlists.keep_candidate(
            actor=actor,
            brief_id=brief.pk,
            organization_id=UUID(entry.organization_id),
            weights=network_weights(),
            now=at,
        )


def _walk(brief: Brief, one: DemoBrief, *, actor: Actor, told: datetime, spent: timedelta) -> None:
    is_on_path = one.reached in _PATH
    steps = _PATH[1 : _PATH.index(one.reached) + 1] if is_on_path else (BriefState.QUALIFYING, one.reached)
    seen = BriefState.NEW
    for number, target in enumerate(steps, start=1):
        qualification.move_brief(
            actor=actor, brief_id=brief.pk, seen=seen, target=target, now=told + spent * (number + 1)
        )
        seen = target
