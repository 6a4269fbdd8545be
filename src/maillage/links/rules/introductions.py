"""Who should meet: pairs without a link worth the name, for whom a meeting promises something.

The score is a weighted mean of five shares in [0, 1]; a pair needs a reason to work together (skills that go together or
common neighbours) before nearness or loneliness count.

- skills: how much more often than by chance a skill of the one works with a skill of the other (lift, saturating);
- neighbours: those they both know, the rarer the acquaintance the more it says: Σ 1 / ln(degree)
  (L. Adamic and E. Adar, "Friends and neighbors on the Web", Social Networks 25, 2003), saturating;
- near: half at 30 km;
- sectors: no sector in common, for the mesh lives from what differs;
- lonely: both have few links.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from uuid import UUID

from maillage.links.rules.network import Neighbours
from maillage.links.types import Meeting, Member, Pair, Reason, Tie, Why, pair_of

WEIGHTS: Mapping[Reason, float] = {
    Reason.SKILLS: 0.40,
    Reason.NEIGHBOURS: 0.22,
    Reason.NEAR: 0.20,
    Reason.LONELY: 0.10,
    Reason.SECTORS: 0.08,
}
# Whoever is tied more strongly than that has met.
KNOWN_FROM = 0.10
_HALF_NEAR_M = 30_000
_FARTHEST_NEAR_M = 80_000
_TOLD_FROM = 0.15
_MOST_OF_ONE = 3
_CELL_DEGREES = 0.75

type SkillPair = tuple[str, str]


def skills_together(ties: Iterable[Tie], /, *, members: Mapping[UUID, Member]) -> dict[SkillPair, float]:
    """Give how much more often than by chance two main skills are tied, over the links that are: 1 is chance.

    Pairs of skills seen fewer than twice say nothing.
    """
    seen: Counter[SkillPair] = Counter()
    ends: Counter[str] = Counter()
    for tie in ties:
        one, other = members.get(tie.left), members.get(tie.right)
        if one is None or other is None:
            continue
        for first in one.skills[:2]:
            for second in other.skills[:2]:
                if first != second:
                    seen[_in_order(first, second)] += 1
                    ends[first] += 1
                    ends[second] += 1
    total = sum(seen.values())
    return {
        pair: count * 2 * total / (ends[pair[0]] * ends[pair[1]]) for pair, count in seen.items() if count >= 2
    }  # fmt: skip


def _in_order(first: str, second: str) -> SkillPair:
    return (first, second) if first < second else (second, first)


def meetings(
    *, members: Sequence[Member], neighbours: Neighbours, together: Mapping[SkillPair, float], met: Collection[Pair],
    limit: int,
) -> list[Meeting]:  # fmt: skip
    """Give the best pairs, each organization at most three times. `met`: pairs that are not to be proposed (again)."""
    by_id = {member.id: member for member in members}
    crowd = _Crowd(members, neighbours)
    kept = _spread(sorted(_scored(crowd, together, _places_of(met, crowd))), limit)
    # The words are made for those who are shown alone: hundreds of thousands of pairs are weighed.
    found = (
        _weighed(crowd.members[one], crowd.members[other], neighbours=neighbours, together=together, members=by_id)
        for one, other in kept
    )
    return [meeting for meeting in found if meeting is not None]


class _Crowd:
    """Members by their place in the order of their ids, with what weighing a pair reads, counted once."""

    def __init__(self, members: Sequence[Member], neighbours: Neighbours) -> None:
        self.members = sorted(members, key=lambda member: member.id)
        self.place = {member.id: place for place, member in enumerate(self.members)}
        # Knots that are no members are known to members too; their places come after.
        for knot, others in neighbours.items():
            for each in (knot, *others):
                self.place.setdefault(each, len(self.place))
        self.strengths: list[dict[int, float]] = [{} for _place in self.place]
        for knot, others in neighbours.items():
            self.strengths[self.place[knot]] = {self.place[other]: strength for other, strength in others.items()}
        self.known = [frozenset(each) for each in self.strengths]
        self.says = [1 / math.log(max(2, len(each))) for each in self.known]
        self.sectors = [frozenset(member.sectors) for member in self.members]


def _places_of(met: Collection[Pair], crowd: _Crowd) -> set[tuple[int, int]]:
    found = ((crowd.place.get(one), crowd.place.get(other)) for one, other in met)
    return {(min(one, other), max(one, other)) for one, other in found if one is not None and other is not None}


def _scored(
    crowd: _Crowd, together: Mapping[SkillPair, float], met: Collection[tuple[int, int]]
) -> Iterator[tuple[float, int, int]]:
    """Give the candidates with their score, negative so that the best come first."""
    for place, other in _candidates(crowd):
        if (place, other) in met or crowd.strengths[place].get(other, 0.0) >= KNOWN_FROM:
            continue
        one_row, other_row = crowd.members[place], crowd.members[other]
        skills, _names = _skills_share(one_row, other_row, together)
        neighbours = _neighbours_share(crowd.says[knot] for knot in crowd.known[place] & crowd.known[other])
        if skills == 0.0 and neighbours == 0.0:
            continue
        most = max(len(crowd.known[place]), len(crowd.known[other]))
        shares = {
            Reason.SKILLS: skills, Reason.NEIGHBOURS: neighbours, Reason.NEAR: _by_nearness(one_row, other_row).share,
            Reason.LONELY: _lonely_share(most),
            Reason.SECTORS: _apart_share(crowd.sectors[place], crowd.sectors[other]),
        }  # fmt: skip
        yield -_score(shares), place, other


def _score(shares: Mapping[Reason, float]) -> float:
    return round(math.fsum(WEIGHTS[reason] * share for reason, share in shares.items()), 4)


def _candidates(crowd: _Crowd) -> Iterator[tuple[int, int]]:
    """Give the pairs that are near one another or know the same: all others would score too low to be shown."""
    found: set[tuple[int, int]] = set()
    cells: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for place, member in enumerate(crowd.members):
        if member.longitude is not None and member.latitude is not None:
            cells[_cell(member.longitude, member.latitude)].append(place)
    for (column, row), here in cells.items():
        around = [each for x in (0, 1) for y in (-1, 0, 1) if (x, y) > (0, 0) for each in cells.get((column + x, row + y), ())]  # fmt: skip
        found.update(combinations(here, 2))
        found.update((one, other) if one < other else (other, one) for one in here for other in around)
    for others in crowd.known:
        found.update(combinations(sorted(other for other in others if other < len(crowd.members)), 2))
    return iter(found)


def _cell(longitude: float, latitude: float) -> tuple[int, int]:
    return math.floor(longitude / _CELL_DEGREES), math.floor(latitude / _CELL_DEGREES)


def _weighed(
    one: Member, other: Member, *, neighbours: Neighbours, together: Mapping[SkillPair, float],
    members: Mapping[UUID, Member],
) -> Meeting | None:  # fmt: skip
    skills = _by_skills(one, other, together)
    common = _by_neighbours(one, other, neighbours, members)
    if skills.share == 0.0 and common.share == 0.0:
        return None
    reasons = [skills, common, _by_nearness(one, other), _by_loneliness(one, other, neighbours), _by_sectors(one, other)]  # fmt: skip
    score = _score({why.reason: why.share for why in reasons})
    told = sorted((why for why in reasons if why.share >= _TOLD_FROM), key=lambda why: -WEIGHTS[why.reason] * why.share)
    left, right = pair_of(one.id, other.id)
    return Meeting(left, right, score, tuple(told))


def _by_skills(one: Member, other: Member, together: Mapping[SkillPair, float]) -> Why:
    share, names = _skills_share(one, other, together)
    return Why(Reason.SKILLS, share, names)


def _skills_share(one: Member, other: Member, together: Mapping[SkillPair, float]) -> tuple[float, tuple[str, ...]]:
    best = 0.0
    names: tuple[str, ...] = ()
    for first in one.skills[:3]:
        for second in other.skills[:3]:
            lift = together.get(_in_order(first, second), 0.0)
            share = max(0.0, 1 - 1 / lift) if lift > 1 else 0.0
            if share > best:
                best, names = share, (first, second)
    return best, names


def _by_neighbours(one: Member, other: Member, neighbours: Neighbours, members: Mapping[UUID, Member]) -> Why:
    common = set(neighbours.get(one.id, ())) & set(neighbours.get(other.id, ()))
    said = {knot: 1 / math.log(max(2, len(neighbours[knot]))) for knot in common}
    first = sorted((knot for knot in common if knot in members), key=lambda knot: (-said[knot], members[knot].name))
    return Why(Reason.NEIGHBOURS, _neighbours_share(said.values()), tuple(members[knot].name for knot in first[:3]))


def _neighbours_share(said: Iterable[float]) -> float:
    # An exact sum: the same in any order.
    return 1 - math.exp(-math.fsum(said) / 2)


def _by_nearness(one: Member, other: Member) -> Why:
    metres = metres_between(one, other)
    if metres is None or metres > _FARTHEST_NEAR_M:
        return Why(Reason.NEAR, 0.0, metres=metres)
    return Why(Reason.NEAR, 2.0 ** (-metres / _HALF_NEAR_M), metres=metres)


def _by_loneliness(one: Member, other: Member, neighbours: Neighbours) -> Why:
    most = max(len(neighbours.get(one.id, ())), len(neighbours.get(other.id, ())))
    return Why(Reason.LONELY, _lonely_share(most))


def _lonely_share(most: int) -> float:
    return 1 / (1 + most) if most < 4 else 0.0


def _by_sectors(one: Member, other: Member) -> Why:
    return Why(Reason.SECTORS, _apart_share(frozenset(one.sectors), frozenset(other.sectors)))


def _apart_share(one: frozenset[str], other: frozenset[str]) -> float:
    return 1.0 if one and other and not one & other else 0.0


def metres_between(one: Member, other: Member, /) -> int | None:
    """Give the distance of two members as the crow flies (haversine on a sphere), None when a place is not known."""
    if one.longitude is None or one.latitude is None or other.longitude is None or other.latitude is None:
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((south - north) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    return round(2 * 6_371_009 * math.asin(min(1.0, math.sqrt(half))))


def _spread(by_score: Sequence[tuple[float, int, int]], limit: int) -> list[tuple[int, int]]:
    """Keep the best, nobody more than three times: an introduction that nobody has time for serves nobody."""
    taken: Counter[int] = Counter()
    kept: list[tuple[int, int]] = []
    for _score_of, one, other in by_score:
        if taken[one] < _MOST_OF_ONE and taken[other] < _MOST_OF_ONE:
            taken.update((one, other))
            kept.append((one, other))
            if len(kept) == limit:
                break
    return kept
