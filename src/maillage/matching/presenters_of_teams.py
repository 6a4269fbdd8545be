"""Teams as a page shows them, side by side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.directory.queries.able import AbleOrganization
from maillage.matching.forms.teams import query_of
from maillage.matching.labels_of_teams import FLAVOUR_LABELS
from maillage.matching.presenters_of_rankings import Bar
from maillage.matching.queries.consortia import ComposedBrief, Wishes
from maillage.matching.rules.composition import Measures, Member, Team, TeamBecause
from maillage.matching.rules.composition.drawing import Drawing, draw_team
from maillage.matching.sentences_of_teams import no_team_sentence, team_sentence
from maillage.matching.types import Flavour, TeamReason

_SWAPS = 10
# A partner stands apart when it is so many metres away, and so many times farther than the next one.
_FAR_M, _TIMES_FARTHER = 50_000, 3


@dataclass(frozen=True, slots=True)
class Swap:
    """Somebody who could take a member's place; `percent`: how well it suits the same parts."""

    id: str
    name: str
    commune: str
    percent: int


@dataclass(frozen=True, slots=True)
class ShownMember:
    """A partner with its number on the drawing. `parts`: titles, with the fit out of 100.
    `pin_query`, `ban_query`: of the addresses that pin it (or let it go) and ban it."""

    number: int
    organization: AbleOrganization
    parts: tuple[tuple[str, int], ...]
    share: int
    is_lead: bool
    is_pinned: bool
    sentences: tuple[str, ...]
    swaps: tuple[Swap, ...]
    kept_by_swap: tuple[str, ...]
    pin_query: str
    ban_query: str


@dataclass(frozen=True, slots=True)
class ShownTeam:
    flavour: str
    label: str
    why: str
    points: int
    drawing: Drawing
    description: str
    members: tuple[ShownMember, ...]
    bars: tuple[Bar, ...]
    is_proven: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """A pin or a ban; `query`: of the address without it."""

    name: str
    is_pin: bool
    query: str


def shown_teams(composed: ComposedBrief, /, *, wishes: Wishes) -> Sequence[ShownTeam]:
    """Give the teams with their drawing, their measures and the reasons of each member."""
    return [_team(team, composed, wishes) for team in composed.composition.teams]


def shown_wishes(composed: ComposedBrief, names: Mapping[str, str], /, *, wishes: Wishes) -> Sequence[Wish]:
    """Give the pins and bans of the address, each with the way to undo it; `names`: of those who are in no pool."""
    known = {pk: one.name for pk, one in composed.organizations.items()} | dict(names)
    pinned = [
        Wish(known[pk], is_pin=True, query=query_of(wishes, pins=[each for each in wishes.pins if each != pk]))
        for pk in wishes.pins if pk in known
    ]  # fmt: skip
    banned = [
        Wish(known[pk], is_pin=False, query=query_of(wishes, bans=[each for each in wishes.bans if each != pk]))
        for pk in wishes.bans if pk in known
    ]  # fmt: skip
    return [*pinned, *banned]


def why_no_team(composed: ComposedBrief, names: Mapping[str, str], /) -> str:
    """Tell why there is no team; nothing when there is one."""
    no_team = composed.composition.no_team
    known = {pk: one.name for pk, one in composed.organizations.items()} | dict(names)
    return no_team_sentence(no_team, names=known, parts=_titles(composed)) if no_team else ""


def _titles(composed: ComposedBrief) -> dict[str, str]:
    return {part.key: part.title for part in composed.composition.problem.parts}


def _team(team: Team, composed: ComposedBrief, wishes: Wishes) -> ShownTeam:
    names = {pk: one.name for pk, one in composed.organizations.items()}
    has_place = composed.composition.problem.has_place
    members = tuple(
        _member(member, number, team, composed, wishes, names) for number, member in enumerate(team.members, start=1)
    )
    return ShownTeam(
        flavour=team.flavour.value, label=str(FLAVOUR_LABELS[team.flavour]), why=_why(team, composed, names),
        points=round(team.points), drawing=draw_team(team, names=names, has_place=has_place),
        description=_description(team, names), members=members, bars=_bars(team, has_place=has_place),
        is_proven=team.is_proven,
    )  # fmt: skip


def _member(
    member: Member, number: int, team: Team, composed: ComposedBrief, wishes: Wishes, names: Mapping[str, str]
) -> ShownMember:
    pk, titles = member.organization_id, _titles(composed)
    is_pinned = pk in wishes.pins
    pins = [each for each in wishes.pins if each != pk] if is_pinned else [*wishes.pins, pk]
    told = [team_sentence(why, names=names, parts=titles) for why in _telling(member)]
    return ShownMember(
        number=number, organization=composed.organizations[pk], parts=_parts_of(member, composed, titles),
        share=round(100 * member.share), is_lead=member.is_lead and len(team.members) > 1, is_pinned=is_pinned,
        sentences=tuple(line[:1].upper() + line[1:] for line in told), swaps=_swaps(member, team, composed),
        kept_by_swap=tuple(one.organization_id for one in team.members if one is not member),
        pin_query=query_of(wishes, pins=pins),
        ban_query=query_of(wishes, pins=[each for each in wishes.pins if each != pk], bans=[*wishes.bans, pk]),
    )  # fmt: skip


def _telling(member: Member) -> list[TeamBecause]:
    """Leave out that it merely suits its parts, which stand beside their fit, unless nothing else can be said."""
    telling = [why for why in member.because if why.code is not TeamReason.FITS]
    return telling or list(member.because)


def _parts_of(member: Member, composed: ComposedBrief, titles: Mapping[str, str]) -> tuple[tuple[str, int], ...]:
    own = next(one for one in composed.composition.problem.pool if one.organization_id == member.organization_id)
    return tuple((titles[key], round(100 * (own.fit(key) or 0.0))) for key in member.parts)


def _swaps(member: Member, team: Team, composed: ComposedBrief) -> tuple[Swap, ...]:
    problem = composed.composition.problem
    shares = {part.key: part.share for part in problem.parts}
    total = sum(shares[key] for key in member.parts)
    found = []
    for one in problem.pool:
        fits = [one.fit(key) for key in member.parts]
        if one.organization_id in team.ids or one.organization_id in problem.bans or None in fits:
            continue
        worth = sum(shares[key] * (one.fit(key) or 0.0) for key in member.parts) / total
        found.append((-worth, composed.organizations[one.organization_id]))
    found.sort(key=lambda pair: (pair[0], pair[1].name, str(pair[1].id)))
    return tuple(Swap(str(one.id), one.name, one.commune, round(-100 * worth)) for worth, one in found[:_SWAPS])


def _why(team: Team, composed: ComposedBrief, names: Mapping[str, str]) -> str:
    best, own = composed.composition.teams[0].measures, team.measures
    match team.flavour:
        case Flavour.LOCAL if (apart := far_from_the_rest(team.members)) is not None:
            far, rest_m = apart
            numbers = {
                "km": round(rest_m / 1000), "name": names[far.organization_id], "far": round((far.distance_m or 0) / 1000)
            }  # fmt: skip
            return (
                ngettext(
                    "%(name)s is %(far)s km from the place, its partner %(km)s km",
                    "%(name)s is %(far)s km from the place, the others within %(km)s km",
                    len(team.members) - 1,
                )
                % numbers
            )
        case Flavour.LOCAL if (own.farthest_m or 0) < (best.farthest_m or 0) and own.farthest_m is not None:
            numbers = {"km": round(own.farthest_m / 1000), "best": round((best.farthest_m or 0) / 1000)}
            return _("All within %(km)s km of the place, instead of %(best)s") % numbers
        case Flavour.LOCAL:
            return _("On the whole nearer to the place and to one another")
        case Flavour.KNIT:
            return _("More of them have worked together")
        case Flavour.SMALL:
            numbers = {"count": own.partners, "best": best.partners}
            return (
                ngettext(
                    "%(count)s partner instead of %(best)s", "%(count)s partners instead of %(best)s", own.partners
                )
                % numbers
            )
        case Flavour.OTHER:
            return _("The best one without %(name)s") % {"name": names[team.without]}
        case _ if own.partners == 1:
            return _("One organization can take on everything")
        case _:
            return _("All considered: skills, place, ties, balance and number")


def far_from_the_rest(members: Sequence[Member], /) -> tuple[Member, int] | None:
    """Give the one partner who stands apart and the metres within which the others are; None when nobody does."""
    known = [(one.distance_m, one) for one in members if one.distance_m is not None]
    if len(known) < 2 or len(known) < len(members):
        return None
    (rest_m, _near), (far_m, far) = sorted(known, key=lambda pair: pair[0])[-2:]
    return (far, rest_m) if far_m > _FAR_M and far_m > _TIMES_FARTHER * rest_m else None


def _bars(team: Team, *, has_place: bool) -> tuple[Bar, ...]:
    own = team.measures
    bars = [
        Bar(_("Skills and means"), round(100 * own.fit), 0, _("%(percent)s of 100") % {"percent": round(100 * own.fit)})
    ]
    if has_place:
        bars.append(
            Bar(_("Nearness"), round(100 * own.place), 0, _distance(own.farthest_m, own.spread_m, own.partners))
        )
    if own.partners > 1:
        bars.append(Bar(_("Ties"), round(100 * own.tied), 0, _tied(own)))
        largest = _("largest share: %(percent)s%%") % {"percent": round(100 * own.largest_share)}
        bars.append(Bar(_("Balance"), round(100 * own.balance), 0, largest))
    size = ngettext("%(count)s partner", "%(count)s partners", own.partners) % {"count": own.partners}
    return (*bars, Bar(_("Few partners"), round(100 * own.size), 0, size))


def _tied(own: Measures) -> str:
    if not own.tied_pairs:
        return _("no tie known")
    return ngettext(
        "%(tied)s pair of %(pairs)s has worked together", "%(tied)s pairs of %(pairs)s have worked together", own.tied_pairs
    ) % {"tied": own.tied_pairs, "pairs": own.pairs}  # fmt: skip


def _distance(farthest_m: int | None, spread_m: int | None, partners: int) -> str:
    if farthest_m is None:
        return _("a distance is not known")
    told = _("%(km)s km at most from the place") % {"km": round(farthest_m / 1000)}
    if partners > 1 and spread_m is not None:
        return told + ", " + _("%(km)s km between the two farthest") % {"km": round(spread_m / 1000)}
    return told


def _description(team: Team, names: Mapping[str, str]) -> str:
    """Tell the drawing to those who do not see it."""
    tied = [
        _("%(one)s and %(other)s") % {"one": names[thread.one], "other": names[thread.other]}
        for thread in team.threads if thread.strength > 0
    ]  # fmt: skip
    who = ", ".join(names[member.organization_id] for member in team.members)
    return f"{who}. " + (
        _("Have worked together: %(pairs)s.") % {"pairs": ", ".join(tied)} if tied else _("No tie is known.")
    )
