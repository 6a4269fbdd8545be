"""Ties the organizations by the work they did together: by town, by trades that need one another, through a few brokers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random

from maillage.directory.demo.content_files import Trade, trades
from maillage.directory.demo.drafts import Draft
from maillage.directory.demo.identifiers import slug_of
from maillage.directory.demo.pictures import draw_picture
from maillage.directory.demo.places import Town, neighbour_of
from maillage.directory.demo.types import DemoReference
from maillage.directory.demo.typography import typeset
from maillage.directory.demo.voice import fill

_ALONE = 0.3
_FAR = 0.04
_BROKER_WEIGHT = 3.0


@cache
def _trade_by_skill() -> Mapping[str, Trade]:
    return {trade.skill: trade for trade in trades()}


@cache
def _needs(skill: str) -> frozenset[str]:
    """Give the skills that work with a skill, whichever of the two says so."""
    said = _trade_by_skill()[skill].also if skill in _trade_by_skill() else ()
    return frozenset(said) | {trade.skill for trade in trades() if skill in trade.also}


def add_references(*, drafts: Sequence[Draft], today: date) -> None:
    """Give each organization without references one to three past jobs, most of them with partners."""
    used: Counter[str] = Counter()
    for draft in drafts:
        if draft.references:
            continue
        trade = _trade_by_skill()[draft.skills[0]]
        wanted = draft.random.choices((1, 2, 3), weights=(30, 48, 22))[0]
        projects = sorted(trade.projects, key=lambda project: (used[project[0]], draft.random.random()))[:wanted]
        for title, summary in projects:
            used[title] += 1
            draft.references.append(_reference(draft, trade, title, summary, drafts=drafts, today=today))


def _reference(
    draft: Draft, trade: Trade, title: str, summary: str, *, drafts: Sequence[Draft], today: date
) -> DemoReference:
    random = draft.random
    here = neighbour_of(draft.town, random=random) if random.random() < 0.3 else draft.town
    started, ended = _dates(draft, today=today)
    partners = tuple(choose_partners(draft=draft, drafts=drafts, count=_partner_count(random)))
    written = typeset(fill(title, slots=_slots(here)))
    return DemoReference(
        slug=f"{draft.slug}-{slug_of(written)}"[:90].rstrip("-"),
        title=written,
        summary=typeset(fill(summary, slots=_slots(here))),
        client=typeset(_client(trade, f"{title} {summary}")),
        started_on=started,
        ended_on=ended,
        commune_code=here.code,
        skills=draft.skills[:1],
        partners=partners,
        pictures=(draw_picture(random=random, caption=written),) if random.random() < 0.15 else (),
    )


def _client(trade: Trade, told: str) -> str:
    """Give the client whose words the job speaks of; none when it speaks of nobody in particular."""
    stems = {word[:6] for word in re.findall(r"\w{5,}", told.lower())}
    for client in trade.clients:
        if stems & {word[:6] for word in re.findall(r"\w{5,}", client.lower())}:
            return client[0].upper() + client[1:]
    return ""


def _slots(here: Town) -> dict[str, str]:
    return {"ville": here.name, "a_ville": here.at, "de_ville": here.of}


def _dates(draft: Draft, *, today: date) -> tuple[date, date]:
    """Draw the days of a job: after the creation, before today, recent more often than old."""
    latest = today - timedelta(days=20)
    earliest = max(draft.created_on + timedelta(days=240), today - timedelta(days=365 * 8))
    span = max(1, (latest - earliest).days)
    ended = latest - timedelta(days=int(span * draft.random.random() ** 1.8))
    started = max(draft.created_on, ended - timedelta(days=draft.random.choice((20, 45, 90, 150, 270, 400))))
    return started, ended


def _partner_count(random: Random) -> int:
    return 0 if random.random() < _ALONE else random.choices((1, 2, 3), weights=(55, 33, 12))[0]


def choose_partners(*, draft: Draft, drafts: Sequence[Draft], count: int) -> Iterator[str]:
    """Choose distinct partners for a job, the likeliest more often."""
    candidates = [(other, _affinity(draft, other)) for other in drafts if other.slug != draft.slug]
    candidates = [(other, weight) for other, weight in candidates if weight > 0]
    for _ in range(min(count, len(candidates))):
        chosen = draft.random.choices(candidates, weights=[weight for _, weight in candidates])[0]
        candidates.remove(chosen)
        yield chosen[0].slug


def _affinity(draft: Draft, other: Draft) -> float:
    """Weigh how likely two organizations are to have worked together; 0: they never would."""
    complementary = len(_needs(draft.skills[0]) & set(other.skills)) > 0
    near = draft.town.area == other.town.area
    if near:
        weight = 12.0 if complementary else 0.1
        weight *= 1.5 if draft.town.code == other.town.code else 1.0
    elif (complementary or draft.skills[0] == other.skills[0]) and not (draft.is_overseas or other.is_overseas):
        weight = _FAR
    else:
        return 0.0
    return weight * (_BROKER_WEIGHT if other.is_broker else 1.0)
