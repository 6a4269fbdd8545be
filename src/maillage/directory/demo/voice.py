"""Sentences with slots, dealt so that no organization sounds like another."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random

from maillage.directory.demo.content_files import shared_sentences

MOST_REPEATED = 3

_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf"
).split()
_TENS = {
    2: "vingt",
    3: "trente",
    4: "quarante",
    5: "cinquante",
    6: "soixante",
    7: "soixante",
    8: "quatre-vingt",
    9: "quatre-vingt",
}


def in_words(number: int, /) -> str:
    """Write a whole number from 0 to 99 in French words; larger ones stay in figures."""
    if number < 20:
        return _UNITS[number]
    if number > 99:
        return f"{number:,}".replace(",", " ")
    tens, unit = divmod(number, 10)
    if tens in (7, 9):
        unit += 10
    if unit == 0:
        return _TENS[tens] + ("s" if tens == 8 else "")
    link = " et " if unit in (1, 11) and tens < 8 else "-"
    return f"{_TENS[tens]}{link}{_UNITS[unit]}"


NUMBER_OF_WORDS = {in_words(number): number for number in range(2, 100)}


def sentences_of(text: str, /) -> list[str]:
    """Cut a text into its sentences, without Markdown marks."""
    plain = re.sub(r"^[#\-*> ]+|\*\*", "", text, flags=re.MULTILINE)
    return [piece.strip() for piece in re.split(r"(?<=[.!?…])\s+|\n+", plain) if piece.strip()]


class Voice:
    """Deals sentences out of the shared pools and remembers what has been said."""

    def __init__(self, *, random: Random) -> None:
        self._random = random
        self._said: Counter[str] = Counter()
        self._dealt: Counter[str] = Counter()

    def say(self, *, section: str, slots: Mapping[str, str], without: Sequence[str] = ()) -> str:
        """Deal one sentence of a section; `without` names slots that make no sense for this organization.

        Raises: LookupError (every sentence of the section has been said too often with these slots).
        """
        pool = [text for text in shared_sentences()[section] if not any(f"{{{slot}}}" in text for slot in without)]
        self._random.shuffle(pool)
        for template in sorted(pool, key=lambda text: self._dealt[text]):
            text = fill(template, slots=slots)
            if self.may_say(text):
                self._dealt[template] += 1
                self.remember(text)
                return text
        raise LookupError(f"Nothing new to say in the section {section!r}.")

    def choose(self, texts: Sequence[str], /, *, count: int) -> list[str]:
        """Choose the texts that have been said least, in their order, and count them as said."""
        chosen = sorted(texts, key=lambda text: max(self._said[sentence] for sentence in sentences_of(text)))[:count]
        for text in chosen:
            self.remember(text)
        return chosen

    def may_say(self, text: str, /) -> bool:
        """Tell whether no sentence of a text has been said as often as is bearable."""
        return all(self._said[sentence] < MOST_REPEATED for sentence in sentences_of(text))

    def remember(self, text: str, /) -> None:
        """Count the sentences of a text as said."""
        self._said.update(sentences_of(text))


def fill(template: str, /, *, slots: Mapping[str, str]) -> str:
    """Fill the slots of a text and put a capital letter at its start.

    Raises: KeyError (a slot without a value).
    """
    text = template.format_map(slots)
    return text[0].upper() + text[1:]
