"""Writes the demonstration's mesh: three years of facts of every kind, introductions in every state, two years of measures.

What is measured is computed from these facts by the same rules that measure a real network.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from random import Random
from uuid import UUID

from django.db import transaction

from maillage.accounts.queries import actor_of, emails_of_staff, network
from maillage.accounts.types import Actor
from maillage.directory.queries.mesh import affiliated_ids, standings_of
from maillage.links.models import Declaration, Introduction, Invitee, LinkFact, Measure
from maillage.links.queries.network import as_member
from maillage.links.rules.introductions import metres_between
from maillage.links.services import introductions as introducing
from maillage.links.services.drawing import draw_network, suggest_introductions
from maillage.links.services.facts import record_facts
from maillage.links.services.measures import keep_measures
from maillage.links.services.references import sync_references
from maillage.links.types import (
    DIRECTED,
    DeclarationState,
    IntroductionState,
    LinkKind,
    Member,
    NewFact,
    Pair,
    Readership,
    pair_of,
)
from maillage.stream.services import quietly, replay

_SEED = "links"
_YEARS = 3
_MONTHS_MEASURED = 24
_NEEDS = 380
_NEAR_M = 60_000
_SENTENCES = (
    "Toujours à l’heure, et une vraie attention aux habitants du quartier.",
    "Nous leur confions nos tirages depuis deux ans : conseil honnête, prix tenus.",
    "Une équipe qui explique ce qu’elle fait et qui transmet volontiers.",
    "Ils ont sauvé notre ouverture en remplaçant un prestataire défaillant en trois jours.",
    "Le chantier s’est fini avec une semaine d’avance, et les finitions sont belles.",
    "Sérieux sur les comptes, souples sur le reste : un partenaire de confiance.",
)
_NOTES = (
    "Vous cherchez toutes les deux un local : commencez par là.",
    "Nous avons pensé à vous en préparant la journée des membres.",
    "",
)


def load_mesh(*, now: datetime, subscribers: Sequence[str] = ()) -> int:
    """Write the mesh once into a fictional network, and give how many facts it holds; nobody is told of it.

    `subscribers`: names of those to whom the season's recorded facts are told again.
    """
    staff = emails_of_staff()
    today = now.date()
    rows = LinkFact.objects.across_scopes(reason="the demonstration is written once")
    if not network().is_fictional or not staff or rows.exclude(kind=LinkKind.REFERENCED.value).exists():
        return 0
    sync_references(today=today)
    for name in subscribers:
        replay(subscriber_name=name)
    with transaction.atomic(), quietly():
        members = [as_member(one) for one in standings_of(affiliated_ids()) if one.is_listed]
        mesh = _Mesh(members, partners=_partners(), today=today)
        _ask(mesh.needs(), members={one.id for one in members})
        record_facts([*mesh.works(), *mesh.declared(actor_of(user_id=staff[0].pk), now=now)], today=today)
    for readership in (Readership.PUBLIC, Readership.OFFICE):
        draw_network(readership=readership)
    suggest_introductions(today=today)
    with quietly():
        _introduce([actor_of(user_id=person.pk) for person in staff], now=now)
    for months in range(_MONTHS_MEASURED - 1, -1, -1):
        keep_measures(day=_month_end(today, back=months))
    return int(rows.count())


@transaction.atomic
def forget_mesh() -> None:
    """Delete every link of a fictional network."""
    if not network().is_fictional:
        return
    for model in (LinkFact, Declaration, Introduction, Invitee):
        model.objects.across_scopes(reason="the demonstration is forgotten").delete()
    Measure.objects.all().delete()


def _partners() -> list[Pair]:
    rows = LinkFact.objects.across_scopes(reason="the demonstration grows from its references")
    return list(rows.values_list("left_id", "right_id").distinct())


def _ask(needs: Sequence[tuple[UUID, date, Sequence[UUID]]], *, members: set[UUID]) -> None:
    Invitee.objects.bulk_create(
        [
            Invitee(brief_id=brief, organization_id=one, day=day)
            for brief, day, asked in needs
            for one in asked
            if one in members
        ],
        ignore_conflicts=True,
    )


class _Mesh:
    """Draws the facts of three years from one seed: the same network gives the same facts."""

    def __init__(self, members: Sequence[Member], *, partners: Sequence[Pair], today: date) -> None:
        self.members = sorted(members, key=lambda one: one.slug)
        self.by_id = {one.id: one for one in self.members}
        known = [pair for pair in partners if pair[0] in self.by_id and pair[1] in self.by_id]
        self.partners = sorted(known, key=self._slugs)
        self.today = today
        self.random = Random(_SEED)  # noqa: S311 - a fictional network needs a seed, not secrecy
        self.turns = self.random.sample(self.members, len(self.members))
        self.near = {one.id: self._near(one) for one in self.members}
        self.needs_told = [self._need(number) for number in range(_NEEDS)] if self.members else []

    def _slugs(self, pair: Pair) -> list[str]:
        """Ids differ from one loading to the next, slugs do not."""
        return sorted(self.by_id[one].slug for one in pair)

    def _near(self, one: Member) -> list[Member]:
        close = [(metres_between(one, other), other) for other in self.members if other.id != one.id]
        return [other for metres, other in close if metres is not None and metres < _NEAR_M]

    def _id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _day(self, *, years: float = _YEARS) -> date:
        # More of late: the network grows.
        return self.today - timedelta(days=5 + int(365 * years * self.random.random() ** 1.4))

    def _need(self, number: int) -> tuple[UUID, date, Sequence[UUID]]:
        # By turns, as the ranking's equity has it, but for one in four.
        turn = self.turns[number % len(self.turns)] if self.turns and number % 4 else None
        first = turn or self.random.choice(self.members)
        around = [one for one in self.near[first.id] if set(one.sectors) & set(first.sectors)] or self.near[first.id]
        asked = [first, *self.random.sample(around, min(len(around), self.random.choice((1, 2, 2, 3))))]
        return self._id(), self._day(), [one.id for one in asked]

    def needs(self) -> Sequence[tuple[UUID, date, Sequence[UUID]]]:
        return self.needs_told

    def works(self) -> Iterator[NewFact]:
        """Give invitations, groups, awards, coproductions and reviews: each rarer than what it comes from."""
        for brief, day, asked in self.needs_told:
            for pair in _pairs(asked):
                yield _fact(pair, LinkKind.INVITED, f"brief:{brief}", day, object_id=brief)
        for pair in self.partners:
            if self.random.random() < 0.42:
                yield from self._common_path(pair)
        for _brief, day, asked in self.needs_told:
            if len(asked) > 1 and self.random.random() < 0.1:
                yield from self._common_path(pair_of(asked[0], asked[1]), day=day + timedelta(days=12))

    def _common_path(self, pair: Pair, *, day: date | None = None) -> Iterator[NewFact]:
        day = min(day or self._day(), self.today - timedelta(days=1))
        yield _fact(pair, LinkKind.ANSWERED, f"consortium:{self._id()}", day, object_id=self._id())
        won = day + timedelta(days=self.random.randint(15, 50))
        if won >= self.today or self.random.random() < 0.45:
            return
        yield _fact(pair, LinkKind.WON, f"answer:{self._id()}", won, object_id=self._id())
        ended = won + timedelta(days=self.random.randint(60, 260))
        if ended >= self.today or self.random.random() < 0.2:
            return
        work = self._id()
        is_public = self.random.random() < 0.65
        yield _fact(
            pair, LinkKind.COPRODUCED, f"coproduction:{work}", ended, object_id=work,
            readership=Readership.PUBLIC if is_public else None,
        )  # fmt: skip
        if self.random.random() < 0.7:
            share = self.random.choice((0.4, 0.6, 0.75, 0.9))
            yield _fact(pair, LinkKind.REVIEWED, f"coproduction:{work}:buyer", ended, share=share, object_id=work)

    def declared(self, actor: Actor, *, now: datetime) -> Iterator[NewFact]:
        """Give what people say themselves, with the rows that say so."""
        towns: dict[str, list[Member]] = {}
        for one in self.members:
            if one.commune:
                towns.setdefault(one.commune, []).append(one)
        for town in sorted(towns):
            here = towns[town]
            if len(here) >= 3 and self.random.random() < 0.5:
                house = self.random.sample(here, min(len(here), self.random.choice((2, 3, 3, 4))))
                kind = self.random.choice((LinkKind.PREMISES, LinkKind.PREMISES, LinkKind.GROUP))
                for pair in _pairs([one.id for one in house]):
                    yield from self._declare(pair, kind, actor, now=now)
        kinds = (None, LinkKind.RECOMMENDED, LinkKind.SUPPLIES, LinkKind.MET)
        for pair in self.partners:
            drawn = self.random.choices(kinds, weights=(60, 16, 14, 10))[0]
            if drawn is not None:
                yield from self._declare(pair, drawn, actor, now=now)

    def _declare(self, pair: Pair, kind: LinkKind, actor: Actor, *, now: datetime) -> Iterator[NewFact]:
        origin = sorted(pair, key=lambda one: self.by_id[one].slug)[self.random.random() < 0.5]
        day = self._day()
        sentence = self.random.choice(_SENTENCES) if kind is LinkKind.RECOMMENDED else ""
        drawn = self.random.random()
        is_pending = kind is not LinkKind.RECOMMENDED and drawn < 0.12
        is_ended = kind in (LinkKind.SUPPLIES, LinkKind.PREMISES) and drawn > 0.9
        state = DeclarationState.PENDING if is_pending else DeclarationState.ENDED if is_ended else DeclarationState.CONFIRMED  # fmt: skip
        declared_at = now - (self.today - day) if not is_pending else now - timedelta(days=self.random.randint(1, 20))
        ended_at = now - timedelta(days=self.random.randint(10, max(11, (self.today - day).days))) if is_ended else None
        row = Declaration.objects.create(
            left_id=pair[0], right_id=pair[1], origin_id=origin, kind=kind.value, state=state.value, sentence=sentence,
            day=day, declared_at=declared_at, answered_at=None if is_pending else declared_at, ended_at=ended_at,
        )  # fmt: skip
        if not is_pending:
            yield _fact(
                pair, kind, f"declaration:{row.pk}", day, object_id=row.pk, sentence=sentence,
                origin_id=origin if kind in DIRECTED else None, until=max(day, ended_at.date()) if ended_at else None,
            )  # fmt: skip


def _fact(pair: Pair, kind: LinkKind, key: str, day: date, **more: object) -> NewFact:
    return NewFact(pair=pair, kind=kind, key=key, day=day, **more)  # type: ignore[arg-type]  # a dict of several kinds of values


def _pairs(ids: Sequence[UUID]) -> list[Pair]:
    return [pair_of(one, other) for one, other in combinations(dict.fromkeys(ids), 2)]


def _introduce(actors: Sequence[Actor], *, now: datetime) -> None:
    """Propose two dozen of the suggested introductions over the last months, and have them answered."""
    rows = Introduction.objects.across_scopes(reason="the demonstration's introductions")
    found = rows.filter(state=IntroductionState.SUGGESTED.value).select_related("left", "right")
    suggested = sorted(found, key=lambda row: (-row.score, *sorted((row.left.slug, row.right.slug))))
    random = Random(f"{_SEED}:introductions")  # noqa: S311 - a fictional network needs a seed, not secrecy
    chosen = random.sample(suggested[:80], min(24, len(suggested)))
    for number, row in enumerate(chosen):
        actor = actors[number % len(actors)]
        at = now - timedelta(days=3 + 7 * number, hours=number)
        if number % 8 == 7:
            introducing.set_introduction_aside(actor=actor, introduction_id=row.pk, now=at)
            continue
        introducing.propose_introduction(
            actor=actor, introduction_id=row.pk, note=_NOTES[number % len(_NOTES)], now=at
        )  # fmt: skip
        _answer(row, number, actor=actor, at=at, now=now)


def _answer(row: Introduction, number: int, *, actor: Actor, at: datetime, now: datetime) -> None:
    """Let some wait, some say yes alone, some both, some no; most of those who both said yes have met."""
    plan = ("", "left", "both", "met", "no", "met", "left")[number % 7]
    system = Actor.system(reason="the demonstration")
    if plan == "no":
        introducing.answer_introduction(
            introduction_id=row.pk, organization_id=row.right_id, is_yes=False, actor=system, now=at + timedelta(days=2)
        )
        return
    sides = {"left": [row.left_id], "both": [row.left_id, row.right_id], "met": [row.left_id, row.right_id]}.get(
        plan, []
    )
    for day, side in enumerate(sides, start=1):
        introducing.answer_introduction(
            introduction_id=row.pk,
            organization_id=side,
            is_yes=True,
            actor=system,
            now=min(now, at + timedelta(days=day)),
        )
    if plan == "met":
        met = min(now.date(), (at + timedelta(days=14)).date())
        introducing.note_met(actor=actor, introduction_id=row.pk, day=met, now=now, today=now.date())


def _month_end(today: date, *, back: int) -> date:
    """Give the last day of the month that lies `back` months ago; today for this one."""
    if back == 0:
        return today
    number = today.year * 12 + today.month - 1 - back + 1
    return date(number // 12, number % 12 + 1, 1) - timedelta(days=1)
