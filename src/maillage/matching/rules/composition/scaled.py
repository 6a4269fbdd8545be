"""The problem in whole numbers: what is added and compared is exact, on every machine and in every order.

The score of a team with members M of which each part p is given to a(p), over P parts with shares of work w (Σ w = 1):

    fit · Σ w_p fit(a(p), p) + place · Σ w_p near(a(p))
    − close · Σ (1 − close(i, j)) / C(P, 2) − ties · Σ (1 − tie(i, j)) / C(P, 2)      over the pairs i, j of M
    − size · (|M| − 1) / (P − 1) + balance · min(1, |M| (1 − largest share) / (|M| − 1))

A partner and a pair of strangers cost, closeness and ties take the cost back: adding a partner is never free, so a search
may stop as soon as what is already paid is too much. One organization alone pays nothing of the second line.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from maillage.matching.rules.composition.aims import Aims
from maillage.matching.rules.composition.problem import Able, Problem

UNIT = 10_000  # one, in fits, nearness, strengths and shares
_UNITS = UNIT * UNIT
# Under the score stands a draw, so that equals are never in the order of their names or ages.
_DRAW_BITS = 20
DRAW_ROOM = 1 << (_DRAW_BITS + 4)
# An unknown place is taken for one at twice the scale, as in the ranking.
UNKNOWN_SCALES = 2
_EARTH_M = 6_371_008.8


def units(value: float) -> int:
    """Give a value in [0, 1] in ten-thousandths."""
    return round(value * UNIT)


def shares_of(problem: Problem, /) -> tuple[int, ...]:
    """Give the shares of the work by part, in ten-thousandths; they sum to one whole (largest remainders, first parts first)."""
    total = sum(part.share for part in problem.parts)
    whole = [UNIT * part.share // total for part in problem.parts]
    rest = [UNIT * part.share % total for part in problem.parts]
    for place in sorted(range(len(whole)), key=lambda place: (-rest[place], place))[: UNIT - sum(whole)]:
        whole[place] += 1
    return tuple(whole)


type Spot = tuple[int, int, int]


def spot_of(one: Able, /) -> Spot | None:
    """Give where an organization stands, in whole metres from the middle of the earth; None when its place is not known."""
    if one.longitude is None or one.latitude is None:
        return None
    across, up = math.radians(one.longitude), math.radians(one.latitude)
    level = _EARTH_M * math.cos(up)
    return round(level * math.cos(across)), round(level * math.sin(across)), round(_EARTH_M * math.sin(up))


def squared_m(one: Spot | None, other: Spot | None, /) -> int | None:
    """Give the square of a distance, in metres, straight through the ground: a thousandth less than over it at 1,000 km."""
    if one is None or other is None:
        return None
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2


def closeness(squared: int | None, /, *, scale_m: int) -> int:
    """Give the closeness at a squared distance, in ten-thousandths: 1 / (1 + (distance / scale)²)."""
    scale = scale_m * scale_m
    return UNIT * scale // (scale + (UNKNOWN_SCALES * UNKNOWN_SCALES * scale if squared is None else squared))


@dataclass(slots=True)
class Scaled:
    """A problem under some aims. Organizations are numbers, parts are bits; `gains[i][p]` is None when i cannot do p."""

    problem: Problem
    aims: Aims
    pool: Sequence[Able]
    shares: tuple[int, ...]
    gains: list[list[int | None]]
    leads: list[bool]
    member_cost: int
    tie_cost: int
    close_cost: int
    balance_gain: int
    strengths: Sequence[Mapping[int, int]]
    spots: Sequence[Spot | None]
    near_rows: dict[int, list[int]]
    _rows: dict[int, list[int]] = field(default_factory=dict)

    @property
    def everything(self) -> int:
        return (1 << len(self.shares)) - 1

    @property
    def most(self) -> int:
        """How many partners a team may count."""
        return min(self.problem.most_partners or len(self.shares), len(self.shares))

    def metres(self, one: int, other: int) -> int | None:
        """Give the distance between two organizations; None when the place of one is not known."""
        squared = squared_m(self.spots[one], self.spots[other])
        return None if squared is None else math.isqrt(squared)

    def closeness(self, one: int) -> list[int]:
        """Give how close each organization is to this one, in ten-thousandths."""
        if one not in self.near_rows:
            own, scale = self.spots[one], self.problem.scale_m
            self.near_rows[one] = [closeness(squared_m(own, spot), scale_m=scale) for spot in self.spots]
        return self.near_rows[one]

    def pair_costs(self, one: int) -> list[int]:
        """Give what each organization costs beside this one."""
        if one not in self._rows:
            row = [self.tie_cost * UNIT] * len(self.pool)
            if self.close_cost:
                cost = self.close_cost
                row = [strange + cost * (UNIT - close) for strange, close in zip(row, self.closeness(one), strict=True)]
            for other, strength in self.strengths[one].items():
                row[other] -= self.tie_cost * strength
            row[one] = 0
            self._rows[one] = row
        return self._rows[one]

    def balance(self, *, largest: int, count: int) -> int:
        """Give what balance is worth when the largest share is `largest` (ten-thousandths) among `count` partners."""
        if count == 1:
            return self.balance_gain * UNIT
        return self.balance_gain * min(UNIT, count * (UNIT - largest) // (count - 1))


def scaled(problem: Problem, /, *, aims: Aims, like: Scaled | None = None) -> Scaled:
    """Put a problem in whole numbers. The banned, and those who can do nothing here, are left out of the pool.

    `like`: the same problem under other aims, whose distances are taken over.
    """
    keys = [part.key for part in problem.parts]
    pool = [
        one for one in problem.pool if one.organization_id not in problem.bans and any(f.part in keys for f in one.fits)
    ]
    shares = shares_of(problem)
    count = len(keys)
    pairs = max(1, count * (count - 1) // 2)
    number = {one.organization_id: place for place, one in enumerate(pool)}
    return Scaled(
        problem=problem, aims=aims, pool=pool, shares=shares,
        gains=[_gains(problem, one, aims=aims, shares=shares) for one in pool],
        leads=[one.can_lead for one in pool],
        member_cost=aims.size * _UNITS // max(1, count - 1) * DRAW_ROOM,
        tie_cost=aims.ties * UNIT // pairs * DRAW_ROOM,
        close_cost=aims.close * UNIT // pairs * DRAW_ROOM if problem.has_place else 0,
        balance_gain=aims.balance * UNIT * DRAW_ROOM,
        strengths=like.strengths if like else _strengths(problem, number),
        spots=like.spots if like else [spot_of(one) for one in pool],
        near_rows=like.near_rows if like else {},
    )  # fmt: skip


def _gains(problem: Problem, one: Able, *, aims: Aims, shares: Sequence[int]) -> list[int | None]:
    near = aims.place * units(one.nearness) if problem.has_place else aims.place * UNIT
    found: list[int | None] = []
    for part, share in zip(problem.parts, shares, strict=True):
        fit = one.fit(part.key)
        if fit is None:
            found.append(None)
        else:
            worth = share * (aims.fit * units(fit) + near)
            found.append(worth * DRAW_ROOM + _draw(problem.seed, one.organization_id, part.key))
    return found


def _draw(seed: str, organization_id: str, part: str) -> int:
    # The organization's own draw comes first, so that of two equals one is above the other for every part.
    whole = sha256(f"{seed}\0{organization_id}".encode()).digest()
    own = sha256(f"{seed}\0{organization_id}\0{part}".encode()).digest()
    return (int.from_bytes(whole[:2]) << 8 | own[0]) >> (24 - _DRAW_BITS)


def _strengths(problem: Problem, number: Mapping[str, int]) -> Sequence[Mapping[int, int]]:
    found: list[dict[int, int]] = [{} for _ in number]
    for tie in problem.ties:
        one, other = number.get(tie.one), number.get(tie.other)
        if one is not None and other is not None:
            strength = max(units(tie.strength), found[one].get(other, 0))
            found[one][other] = found[other][one] = strength
    return found
