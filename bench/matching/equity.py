"""Measure how evenly opportunities are given: the plain case of identical organizations, and a season of 500 unlike needs.

python -m bench equity
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from bench.matching.quality import Desk, ndcg
from bench.matching.season import Diary, gini, play_plain_season, turn_of, without_equity
from bench.matching.world import Wanted, make_world, mean
from bench.timing import machine
from maillage.matching.rules.ranking import CandidateFacts, Turn, Weights, rank

# The order used by the best existing marketplace gives these on the plain case, at 20, 40 and 70 % of interest.
PEER = {0.2: 0.29, 0.4: 0.61, 0.7: 0.74}
BRIEFS, DAYS_BETWEEN, WAVE, WANTED, MOST_ASKED = 500, 1, 3, 3, 12


def main() -> None:
    print(
        f"{machine()}\n\n60 identical organizations, 200 needs           Gini   peer   without   longest wait of a newcomer (needs)"
    )
    for interest, peer in PEER.items():
        season = play_plain_season(interest=interest)
        blind = play_plain_season(interest=interest, order=without_equity)
        print(f"  {interest:4.0%} interested {season.gini:33.2f} {peer:6.2f} {blind.gini:9.2f} {max(season.waits):9d}")
    print(
        f"\n{BRIEFS} unlike needs over a generated network            Gini of invitations   of wins   nDCG@10   never invited"
    )
    season = Season()
    for name, weight in (
        ("with equity", Weights().equity),
        ("equity twice as heavy", 2 * Weights().equity),
        ("without", 0.0),
    ):
        print(f"  {name:40} {season.play(replace(Weights(), equity=weight))}")


class Season:
    """A year of needs on the test split, each ranked with what came before."""

    def __init__(self) -> None:
        self._world = make_world("test", needs=BRIEFS)
        self._desk = Desk(self._world)
        useful = {name for need in self._world.needs for name, grade in need.grades.items() if grade >= 2}
        self._useful = sorted(useful)

    def play(self, weights: Weights) -> str:
        chance = Random(8)
        diaries = {one.name: Diary(joined_day=-800) for one in self._world.organizations}
        qualities = []
        for number, need in enumerate(self._world.needs):
            day = number * DAYS_BETWEEN
            made = rank(
                need=self._desk.needs[need.number],
                candidates=self._facts(need, diaries, day),
                weights=weights,
                limit=20,
            )
            names = [entry.organization_id for entry in made.entries]
            if need.grades:
                qualities.append(ndcg(need, names))
            self._ask(need, names, diaries, day, chance)
        given = [diaries[name].invitations for name in self._useful]
        won = [diaries[name].wins for name in self._useful]
        never = sum(not count for count in given) / len(given)
        return f"{gini(given):12.2f} {gini(won):15.2f} {mean(qualities):9.3f} {never:13.0%}"

    def _facts(self, need: Wanted, diaries: Mapping[str, Diary], day: int) -> list[CandidateFacts]:
        slugs = [wish.slug for wish in self._desk.needs[need.number].skills]
        able = [one for one in self._desk.facts(need) if any(one.shown(slug) for slug in slugs)]
        for one in able:
            diaries[one.organization_id].forget_before(day - 365)
        given = sum(len(diaries[one.organization_id].invited_days) for one in able)
        won = sum(len(diaries[one.organization_id].won_days) for one in able)

        def turn(one: CandidateFacts) -> Turn:
            return turn_of(diaries[one.organization_id], day=day, given=given, won=won, share=1 / len(able))

        return [replace(one, turn=turn(one)) for one in able]

    def _ask(self, need: Wanted, names: Sequence[str], diaries: Mapping[str, Diary], day: int, chance: Random) -> None:
        interested: list[str] = []
        for wave in range(math.ceil(MOST_ASKED / WAVE)):
            for name in names[wave * WAVE : (wave + 1) * WAVE]:
                diaries[name].invited_days.append(day)
                diaries[name].invitations += 1
                grade = need.grades.get(name, 0)
                if chance.random() < (0.05, 0.35, 0.6, 0.8)[grade]:
                    interested.append(name)
            if len(interested) >= WANTED:
                break
        if interested:
            winner = max(interested, key=lambda name: (need.grades.get(name, 0), chance.random()))
            diaries[winner].won_days.append(day)
            diaries[winner].wins += 1


if __name__ == "__main__":
    main()
