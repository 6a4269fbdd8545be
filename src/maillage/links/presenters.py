"""What the templates of links need said: texts and small structures, no queries of their own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maillage.geodata import lookups
from maillage.links.labels import KIND_ICONS, KIND_LABELS
from maillage.links.models import Measure
from maillage.links.queries.network import Network
from maillage.links.rules.curves import Curve, curve_of
from maillage.links.rules.strength import STRONG
from maillage.links.sentences import fact_sentence, strength_word
from maillage.links.types import FactSeen, LinkKind, LinkSeen, Readership

GROUPS_DRAWN = 8


@dataclass(frozen=True, slots=True)
class ShownFact:
    """`is_secret`: the office alone may know it."""

    icon: str
    text: str
    sentence: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as a row; `percent` is its strength in hundredths."""

    link: LinkSeen
    word: str
    percent: int
    kinds: Sequence[tuple[str, str]]
    facts: Sequence[ShownFact]


def shown_links(
    links: Iterable[LinkSeen], /, *, stories: Mapping[UUID, Sequence[FactSeen]], us: str
) -> list[ShownLink]:
    """Give links with their stories, told from the side of `us` (a name)."""
    return [
        ShownLink(
            link=one, word=strength_word(one.strength), percent=round(100 * one.strength), kinds=named_kinds(one.kinds),
            facts=[shown_fact(fact, us=us, them=one.name) for fact in stories.get(one.other_id, ())],
        )
        for one in links
    ]  # fmt: skip


def shown_fact(fact: FactSeen, /, *, us: str, them: str) -> ShownFact:
    """Give one fact in words."""
    return ShownFact(
        icon=KIND_ICONS[fact.kind], text=fact_sentence(fact, us=us, them=them), sentence=fact.sentence,
        is_secret=fact.readership is Readership.OFFICE,
    )  # fmt: skip


def named_kinds(kinds: Iterable[LinkKind], /) -> list[tuple[str, str]]:
    """Give icon and label of kinds."""
    return [(KIND_ICONS[kind], str(KIND_LABELS[kind])) for kind in kinds]


def ego_parts(links: Sequence[LinkSeen], /) -> list[tuple[str, str, str, int]]:
    """Give an organization's links as the small drawing takes them: a strong link weighs three, a steady one two."""
    return [
        (str(one.other_id), one.name, one.slug if one.is_listed else "", 3 if one.strength >= STRONG else 2 if one.strength >= 0.2 else 1)
        for one in links
    ]  # fmt: skip


def graph_document(network: Network, /, *, readership: Readership) -> dict[str, Any]:
    """Give the graph as the page's script reads it. Edges: two numbers of knots, hundredths of strength, bits of kinds.

    A knot: name, slug, commune, x, y, community, sectors, skills, region (numbers in `words`), members of the network, holds.
    """
    kinds = [kind.value for kind in LinkKind]
    words: dict[str, int] = {}

    def number(word: str) -> int:
        return words.setdefault(word, len(words))

    nodes = [
        [
            knot.member.name, knot.member.slug, knot.member.commune, knot.x, knot.y, knot.community,
            [number(f"sector:{slug}") for slug in knot.member.sectors], [number(f"skill:{slug}") for slug in knot.member.skills],
            number(f"region:{knot.member.region}"), number(f"department:{knot.member.department}"),
            int(knot.member.is_affiliated), knot.holds,
        ]
        for knot in network.knots
    ]  # fmt: skip
    edges = [
        [left, right, round(100 * strength), sum(1 << kinds.index(kind) for kind in held)]
        for left, right, strength, held in network.edges
    ]
    return {"kinds": kinds, "words": list(words), "nodes": nodes, "edges": edges, "readership": readership.value}


def graph_text(network: Network, /, *, readership: Readership) -> str:
    """Give the graph as compact JSON."""
    return json.dumps(graph_document(network, readership=readership), ensure_ascii=False, separators=(",", ":"))


def region_choices(codes: Iterable[str], /) -> list[tuple[str, str]]:
    """Give régions and départements of the graph, by name, for the filter."""
    found = []
    for code in set(codes):
        kind, _colon, value = code.partition(":")
        place = lookups.region(code=value) if kind == "region" else lookups.department(code=value)
        if place is not None:
            found.append((code, f"{place.name} ({value})" if kind == "department" else place.name))
    return sorted(found, key=lambda each: (each[0].startswith("department"), each[1]))


@dataclass(frozen=True, slots=True)
class ShownMeasure:
    """One measure over the months: its name, what it is today, what it means, and its curve."""

    name: str
    now: str
    change: str
    meaning: str
    curve: Curve
    summary: str


def measures_shown(rows: Sequence[Measure], /) -> list[ShownMeasure]:
    """Give the measures with their curves, from rows in the order of months."""
    if not rows:
        return []
    told = (
        ("strong_share", _("Members well tied in"), _percent, 1.0,
         _("Members with at least three strong links. The higher, the fewer depend on one partner alone.")),
        ("mean_path", _("Steps from one member to another"), _decimal, None,
         _("The links that lie between two members, on average, when there is a way. The lower, the faster word gets around.")),
        ("clustering", _("Partners who are partners"), _percent, 1.0,
         _("How often two partners of the same member also work with each other. High and few steps: a small world.")),
        ("inter_sector_share", _("Links between sectors"), _percent, 1.0,
         _("Links whose two ends have no sector in common. The mesh lives from what differs.")),
        ("reach_share", _("Pairs of members with a way"), _percent, 1.0,
         _("The pairs of members who can reach each other through links at all.")),
        ("opportunity_gini", _("Inequality of opportunities"), _decimal, 1.0,
         _("Gini coefficient of the invitations of twelve months: 0 when all were asked as often, 1 when one was always asked.")),
    )  # fmt: skip
    return [_measure(rows, *each) for each in told]


def _measure(
    rows: Sequence[Measure], field: str, name: str, say: Any, ceiling: float | None, meaning: str
) -> ShownMeasure:
    values = [getattr(row, field) for row in rows]
    months = [date_format(row.month, "F Y") for row in rows]
    titles = [
        f"{month}{pgettext('after a label', ': ')}{say(value)}" for month, value in zip(months, values, strict=True)
    ]
    marked = {0, len(rows) - 1, *(number for number in range(12, len(rows) - 6, 12))}
    labels = [_axis(row.month) if number in marked else "" for number, row in enumerate(rows)]
    known = [value for value in values if value is not None]
    top = ceiling if ceiling is None or not known else min(ceiling, max(0.1, _roof(max(known))))
    return ShownMeasure(
        name=name, now=say(values[-1]), change=_change(values, say), meaning=meaning,
        curve=curve_of(values=values, titles=titles, labels=labels, ceiling=top), summary="; ".join(titles[-12:]),
    )  # fmt: skip


def _roof(value: float) -> float:
    return next((step for step in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8) if value <= step), 1.0)


def _axis(month: date) -> str:
    return date_format(month, "F Y")


def _percent(value: float | None) -> str:
    return "—" if value is None else f"{number_format(round(100 * value))}\N{NARROW NO-BREAK SPACE}%"


def _decimal(value: float | None) -> str:
    return "—" if value is None else number_format(round(value, 2), decimal_pos=2)


def _change(values: Sequence[float | None], say: Any) -> str:
    """Say what it was a year ago."""
    if len(values) <= 12 or values[-13] is None:
        return ""
    return _("%(value)s a year ago") % {"value": say(values[-13])}


def address_of(member_slug: str, /, *, is_office: bool) -> str:
    """Give the page of a member's links for the reader."""
    return reverse("links:office_links" if is_office else "links:public_links", args=[member_slug])
