"""Measure what is understood of hand-written needs, beside plain search of the taxonomy's words and TF-IDF cosine.

Run: `python -m bench reading`. Texts and labels: `needs.yaml` here; the `held` half was never looked at while tuning.
"""

import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bench.timing import machine
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.geodata import normalise
from maillage.matching.rules.reading import ReadNeed, SkillWords, Vocabulary, build_vocabulary, read_need
from maillage.matching.types import BriefKind

NEEDS = Path(__file__).with_name("needs.yaml")
type Suggest = Callable[[str], set[str]]


def main() -> None:
    document = yaml.safe_load(NEEDS.read_text(encoding="utf-8"))
    today: date = document["today"]
    entries = [_skill_words(skill) for skill in packaged_taxonomy().skills]
    vocabulary = build_vocabulary(entries)

    def reads(text: str) -> set[str]:
        return {skill.slug for skill in read_need(text, vocabulary=vocabulary, today=today).skills}

    cosine = Cosine(entries)
    # The peer's only number is chosen where it suits the peer best, on the half that ours was tuned on.
    cut = max((step / 50 for step in range(2, 30)), key=lambda cut: _f1(document["tuned"], cosine.suggest(cut))[2])
    peers = {
        "Maillage": reads,
        "words contained in the text": containment(entries),
        "TF-IDF cosine": cosine.suggest(cut),
    }
    print(f"{machine()}\n\nSkills (micro)                            precision  recall     F1")
    for half in ("tuned", "held"):
        for name, suggest in peers.items():
            precision, recall, f1 = _f1(document[half], suggest)
            print(f"  {half:6} n={len(document[half]):3} {name:28} {precision:6.3f} {recall:7.3f} {f1:6.3f}")
    for half in ("tuned", "held"):
        _print_facts(half, document[half], vocabulary, today)
    _print_times(document["tuned"], vocabulary, today)
    if "--errors" in sys.argv:
        _print_errors(document["tuned"], vocabulary, today)


def _skill_words(skill: Any) -> SkillWords:
    return SkillWords(
        slug=skill.slug,
        names=(skill.name_fr, skill.name_en),
        synonyms=skill.synonyms_fr + skill.synonyms_en,
        sector=skill.sector_slug,
    )


def containment(entries: Iterable[SkillWords]) -> Suggest:
    """Propose a skill when one of its words stands in the text, accents and case aside: what a first version does."""
    phrases = [
        (f" {normalise(phrase)} ", entry.slug) for entry in entries for phrase in (*entry.names, *entry.synonyms)
    ]

    def suggest(text: str) -> set[str]:
        padded = f" {normalise(text)} "
        return {slug for phrase, slug in phrases if phrase in padded}

    return suggest


class Cosine:
    """Cosine of TF-IDF vectors of words, the skills' names and synonyms being the documents."""

    def __init__(self, entries: Iterable[SkillWords]) -> None:
        bags = {entry.slug: Counter(normalise(" ".join((*entry.names, *entry.synonyms))).split()) for entry in entries}
        spread = Counter(word for bag in bags.values() for word in bag)
        self._rarity = {word: math.log(len(bags) / count) + 1 for word, count in spread.items()}
        self._vectors = {slug: self._vector(bag) for slug, bag in bags.items()}

    def _vector(self, bag: Counter[str]) -> dict[str, float]:
        raw = {word: (1 + math.log(count)) * self._rarity[word] for word, count in bag.items() if word in self._rarity}
        length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
        return {word: value / length for word, value in raw.items()}

    def suggest(self, cut: float) -> Suggest:
        """Propose what is at least this close."""

        def suggest(text: str) -> set[str]:
            vector = self._vector(Counter(normalise(text).split()))
            return {
                slug
                for slug, other in self._vectors.items()
                if sum(value * other.get(word, 0.0) for word, value in vector.items()) >= cut
            }

        return suggest


def _f1(needs: list[dict[str, Any]], suggest: Suggest) -> tuple[float, float, float]:
    right = proposed = asked = 0
    for need in needs:
        found, wanted = suggest(need["text"]), set(need["skills"])
        right += len(found & wanted)
        proposed += len(found)
        asked += len(wanted)
    precision, recall = right / max(1, proposed), right / max(1, asked)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


FACTS = ("place", "radius", "budget", "by", "kind")


def fact_of(read: ReadNeed, fact: str) -> Any:
    """Give a fact as the labels write it."""
    if fact == "place":
        if read.place is None:
            return None
        if read.place.place:
            return read.place.place.name
        return "anywhere" if read.place.is_anywhere else None
    if fact == "radius":
        return read.place.radius_km if read.place else None
    if fact == "budget":
        budget = read.budget
        return [cents and cents // 100 for cents in (budget.least_cents, budget.most_cents)] if budget else None
    if fact == "by":
        days = [when.latest or when.earliest for when in read.dates if when.latest or when.earliest]
        return days[0] if days else None
    return read.kind.kind.value


def _print_facts(half: str, needs: list[dict[str, Any]], vocabulary: Vocabulary, today: date) -> None:
    read = [read_need(need["text"], vocabulary=vocabulary, today=today) for need in needs]
    print(f"\n{half:6} said: read right    unsaid: something read all the same")
    for fact in FACTS:
        default = BriefKind.QUOTE.value if fact == "kind" else None
        pairs = [(need.get(fact, default), fact_of(one, fact)) for need, one in zip(needs, read, strict=True)]
        said = [(wanted, found) for wanted, found in pairs if wanted != default]
        right = sum(wanted == found for wanted, found in said)
        wrong = sum(found != default for wanted, found in pairs if wanted == default)
        print(f"  {fact:8} {right:3} of {len(said):3}        {wrong:3} of {len(pairs) - len(said):3}")


def _print_times(needs: list[dict[str, Any]], vocabulary: Vocabulary, today: date) -> None:
    print("\nTime per need, ms                     characters    median      worst")
    for factor in (1, 10, 100):
        texts = [" ".join(need["text"] for need in needs[start : start + factor]) for start in range(20)]
        texts = [(text + " ") * max(1, factor // max(1, len(needs))) for text in texts][: 20 if factor < 100 else 5]
        times = []
        for text in texts:
            started = time.perf_counter()
            read_need(text, vocabulary=vocabulary, today=today)
            times.append((time.perf_counter() - started) * 1000)
        times.sort()
        length = sum(map(len, texts)) // len(texts)
        print(f"  {factor:3} needs at once {length:27} {times[len(times) // 2]:10.1f} {times[-1]:10.1f}")


def _print_errors(needs: list[dict[str, Any]], vocabulary: Vocabulary, today: date) -> None:
    for need in needs:
        read = read_need(need["text"], vocabulary=vocabulary, today=today)
        found, wanted = {skill.slug: skill for skill in read.skills}, set(need["skills"])
        wrong = [f"+{slug} {found[slug].score} {[q.text for q in found[slug].because]}" for slug in set(found) - wanted]
        wrong += [f"-{slug}" for slug in wanted - set(found)]
        for fact in FACTS:
            wanted_fact = need.get(fact, BriefKind.QUOTE.value if fact == "kind" else None)
            if fact_of(read, fact) != wanted_fact:
                wrong.append(f"{fact}: {fact_of(read, fact)} for {wanted_fact}")
        if wrong:
            print(need["text"][:110], *wrong, sep="\n     ")
