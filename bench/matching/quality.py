"""Measure rankings against a generated truth (`world.py`), beside BM25, distance and chance; what each criterion is worth.

python -m bench quality [--split tuning]
The default split, "test", is made with another seed and the other half of the taxonomy than the one used for tuning.
"""

import argparse
import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from bench.matching.reading import _skill_words
from bench.matching.world import TODAY, Organization, Wanted, World, is_hopeless, make_world, mean
from bench.timing import machine
from maillage import geodata
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.matching.rules.ranking import (
    Away,
    CandidateFacts,
    Need,
    Record,
    SkillShown,
    SkillWish,
    Turn,
    Weights,
    fair_share,
    rank,
)
from maillage.matching.rules.reading import Vocabulary, build_vocabulary, read_need
from maillage.matching.types import Criterion, Evidence, Served

type Order = Callable[[Wanted], Sequence[str]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--split", default="test", choices=("test", "tuning"))
    world = make_world(parser.parse_args().split)
    desk = Desk(world)
    graded = sum(len(need.grades) for need in world.needs)
    print(f"{machine()}\n{len(world.needs)} needs, {len(world.organizations)} organizations, {graded} grades above 0\n")
    print(f"{'':34} nDCG@10  recall@20   hopeless among the first 10")
    formula = desk.formula(Weights())
    _line("full formula", world, formula)
    _line("full formula, skills as meant", world, Desk(world, reads=False).formula(Weights()))
    _line("text alone (BM25)", world, desk.text())
    _line("distance alone", world, desk.distance())
    _line("chance", world, desk.chance())
    print(f"\nGood organizations (2 or 3) that are excluded: {_exclusions(world, desk)}")
    print("\nWithout one criterion: what is lost (+) or gained (−) of nDCG@10, 95 % of bootstraps; alone: nDCG@10")
    for criterion in Criterion:
        without, alone = desk.formula(Weights().without(criterion)), desk.formula(_only(criterion))
        low, middle, high = _difference(world, formula, without)
        print(f"  {criterion.value:12} {middle:+.3f}  [{low:+.3f}, {high:+.3f}]     alone {_ndcgs(world, alone):.3f}")


def _only(criterion: Criterion) -> Weights:
    return Weights.from_mapping({criterion.value: 1.0})


class Desk:
    """Ranks the organizations of a world as the product would, from pages and texts."""

    def __init__(self, world: World, *, reads: bool = True) -> None:
        self.world = world
        self._by_name = {one.name: one for one in world.organizations}
        vocabulary = build_vocabulary([_skill_words(skill) for skill in packaged_taxonomy().skills])
        self.needs = {need.number: need_read(need, vocabulary) if reads else need_meant(need) for need in world.needs}
        self._facts = {need.number: self._facts_for(self.needs[need.number]) for need in world.needs}

    def facts(self, need: Wanted) -> Sequence[CandidateFacts]:
        return self._facts[need.number]

    def formula(self, weights: Weights) -> Order:
        def order(need: Wanted) -> Sequence[str]:
            made = rank(need=self.needs[need.number], candidates=self.facts(need), weights=weights, limit=20)
            return [entry.organization_id for entry in made.entries]

        return order

    def text(self) -> Order:
        index = Bm25({one.name: one.page.words for one in self.world.organizations})
        return lambda need: index.search(need.text)[:20]

    def distance(self) -> Order:
        def order(need: Wanted) -> Sequence[str]:
            facts = self.facts(need)
            return [
                one.organization_id for one in sorted(facts, key=lambda one: (one.distance_m is None, one.distance_m))
            ][:20]

        return order

    def chance(self) -> Order:
        chance = Random(3)
        names = [one.name for one in self.world.organizations]
        return lambda need: chance.sample(names, 20)

    def _facts_for(self, need: Need) -> list[CandidateFacts]:
        given = sum(one.page.received for one in self.world.organizations)
        holders = {
            one.name for one in self.world.organizations if any(wish.slug in one.page.skills for wish in need.skills)
        }
        return [candidate(one, need, holders, given / 20, len(holders)) for one in self.world.organizations]


def need_meant(need: Wanted) -> Need:
    """Give a need as somebody who asks back would write it."""
    point = need.town.point if need.is_place_bound else None
    return Need(
        brief_id=str(need.number), skills=tuple(SkillWish(slug) for slug in need.skills),
        place_code=f"commune:{need.town.code}" if point else "", longitude=point.longitude if point else None,
        latitude=point.latitude if point else None, starts_on=need.start,
        budget_most_cents=round(need.budget_eur * 100) if need.budget_eur else None,
        preferred_labels=(need.preferred_label,) if need.preferred_label else (),
        buyer_organization_id=need.buyer or None,
    )  # fmt: skip


def need_read(need: Wanted, vocabulary: Vocabulary) -> Need:
    """Give a need as it is read from its text alone, with the facts that a form asks for (start, label, buyer)."""
    read = read_need(need.text, vocabulary=vocabulary, today=TODAY)
    place = read.place.place if read.place else None
    budget = read.budget.most_cents or read.budget.least_cents if read.budget else None
    return Need(
        brief_id=str(need.number), skills=tuple(SkillWish(skill.slug) for skill in read.skills),
        place_code=f"{place.kind.value}:{place.code}" if place else "",
        longitude=place.point.longitude if place else None, latitude=place.point.latitude if place else None,
        radius_km=read.place.radius_km if read.place else None, budget_most_cents=budget or None, starts_on=need.start,
        preferred_labels=(need.preferred_label,) if need.preferred_label else (), buyer_organization_id=need.buyer or None,
    )  # fmt: skip


def candidate(one: Organization, need: Need, holders: set[str], given: float, able: int) -> CandidateFacts:
    """Give an organization as its page and its records show it."""
    page = one.page
    distance_m, served = _nearness(one, need)
    return CandidateFacts(
        organization_id=one.name,
        skills=tuple(SkillShown(slug, Evidence(kind), jobs) for slug, (kind, jobs) in page.skills.items()),
        distance_m=distance_m, served=served,
        headcount_least=page.headcount[0] if page.headcount else None,
        headcount_most=page.headcount[1] if page.headcount else None,
        largest_amount_cents=page.largest_cents, away=(Away(*page.away),) if page.away else (),
        record=Record(invited=page.invited, answered=page.answered, in_time=page.in_time,
                      ratings_count=len(page.ratings), ratings_sum=float(sum(page.ratings))),
        tie_to_buyer=1 - 0.5 ** one.friends.get(need.buyer_organization_id or "", 0),
        ties_to_able=tuple(1 - 0.5**times for name, times in one.friends.items() if name in holders),
        labels=tuple(page.labels),
        turn=Turn(received=page.received, won=page.won, days_since_invited=page.days_since_invited,
                  days_as_member=page.days_listed,
                  fair_received=fair_share(given=given, capacity=1, capacity_of_able=max(1, able),
                                           days_as_member=page.days_listed)),
    )  # fmt: skip


def _nearness(one: Organization, need: Need) -> tuple[int | None, Served]:
    page = one.page
    distance: int | None = None
    if need.longitude is not None and need.latitude is not None and page.point is not None:
        distance = round(geodata.distance_m(page.point, geodata.Point(need.longitude, need.latitude)))
    kind, _colon, code = need.place_code.partition(":")
    if kind == "department" and page.department == code:
        distance = 0
    match page.served:
        case "national":
            return distance, Served.NATIONAL
        case "radius" if distance is not None:
            return distance, Served.YES if distance <= page.served_km * 1000 else Served.NO
        case "places" if kind:
            holding = {need.place_code}
            commune = geodata.commune(code=code) if kind == "commune" else None
            if commune:
                holding |= {f"department:{commune.department_code}", f"region:{commune.region_code}"}
            department = geodata.department(code=code) if kind == "department" else None
            if department:
                holding.add(f"region:{department.region_code}")
            return distance, Served.YES if holding & page.served_codes else Served.NO
        case _:
            return distance, Served.UNSAID


class Bm25:
    """Okapi BM25 (k1 1.2, b 0.75) over words without accents: a page's words against a need's whole text."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        self._bags = {name: Counter(geodata.normalise(text).split()) for name, text in documents.items()}
        self._spread = Counter(word for bag in self._bags.values() for word in bag)
        self._mean = mean([float(sum(bag.values())) for bag in self._bags.values()])

    def search(self, text: str) -> list[str]:
        words = set(geodata.normalise(text).split())
        scores = {name: self._score(words, bag) for name, bag in self._bags.items()}
        return sorted((name for name in scores if scores[name] > 0), key=lambda name: (-scores[name], name))

    def _score(self, words: Iterable[str], bag: Counter[str]) -> float:
        length = 1.2 * (0.25 + 0.75 * sum(bag.values()) / self._mean)
        total = 0.0
        for word in words:
            if bag[word]:
                rarity = math.log(1 + (len(self._bags) - self._spread[word] + 0.5) / (self._spread[word] + 0.5))
                total += rarity * bag[word] * 2.2 / (bag[word] + length)
        return total


def ndcg(need: Wanted, names: Sequence[str], count: int = 10) -> float:
    """Give the normalised discounted gain of a list: gains 2^grade − 1 (Järvelin and Kekäläinen 2002)."""
    gained = [(2 ** need.grades.get(name, 0) - 1) / math.log2(place + 2) for place, name in enumerate(names[:count])]
    best = sorted(need.grades.values(), reverse=True)[:count]
    ideal = math.fsum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(best))
    return math.fsum(gained) / ideal if ideal else 0.0


def _ndcg_each(world: World, order: Order) -> list[float]:
    return [ndcg(need, order(need)) for need in world.needs if need.grades]


def _ndcgs(world: World, order: Order) -> float:
    return mean(_ndcg_each(world, order))


def _line(name: str, world: World, order: Order) -> None:
    started = time.perf_counter()
    by_name = {one.name: one for one in world.organizations}
    recalls, hopeless, shown = [], 0, 0
    for need in world.needs:
        names = order(need)
        good = {other for other, grade in need.grades.items() if grade >= 2}
        if good:
            recalls.append(len(good & set(names[:20])) / min(20, len(good)))
        hopeless += sum(is_hopeless(need, by_name[other]) for other in names[:10])
        shown += len(names[:10])
    seconds = time.perf_counter() - started
    print(
        f"{name:34} {_ndcgs(world, order):7.3f} {mean(recalls):10.3f} {hopeless / max(1, shown):14.1%}   ({seconds:.1f} s)"
    )


def _exclusions(world: World, desk: Desk) -> str:
    """Count the good that a hard criterion puts out, by criterion."""
    reasons: Counter[str] = Counter()
    good = 0
    for need in world.needs:
        made = rank(need=desk.needs[need.number], candidates=desk.facts(need))
        out = {each.organization_id: each.reason.value for each in made.excluded}
        wanted = [name for name, grade in need.grades.items() if grade >= 2]
        good += len(wanted)
        reasons.update(out[name] for name in wanted if name in out)
    told = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    return f"{sum(reasons.values())} of {good} ({told})"


def _difference(world: World, first: Order, second: Order) -> tuple[float, float, float]:
    """Give the paired difference of nDCG@10 and the bounds of 95 % of 1,000 bootstraps."""
    chance = Random(4)
    pairs = [one - other for one, other in zip(_ndcg_each(world, first), _ndcg_each(world, second), strict=True)]
    means = sorted(mean(chance.choices(pairs, k=len(pairs))) for _ in range(1000))
    return means[25], mean(pairs), means[975]


if __name__ == "__main__":
    main()
