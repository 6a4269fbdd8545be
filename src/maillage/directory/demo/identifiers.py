"""Numbers and addresses that pass the checks and can belong to nobody.

SIREN numbers are drawn below 000 100 000. INSEE has allotted numbers from one end to the other of the other ranges, but
the SIRENE stock holds no unit so low, and the sequence never goes back: the key is right, the company cannot exist.
Telephone numbers come from the blocks that Arcep keeps for works of fiction. Domains end in `.example` (RFC 2606).
"""

from __future__ import annotations

import re
import unicodedata
from random import Random

# Source: Arcep decision 2018-0881, annex: numbers for audiovisual works; by first two digits of the number.
_FICTION_BLOCKS = {"1": "19900", "2": "26191", "3": "35301", "4": "46571", "5": "53649"}

_ZONES = {
    "11": "1",
    "24": "2", "28": "2", "52": "2", "53": "2",
    "27": "3", "32": "3", "44": "3",
    "84": "4", "93": "4", "94": "4",
    "75": "5", "76": "5",
}  # fmt: skip


def luhn_key(digits: str, /) -> int:
    """Compute the digit that completes `digits` so that the whole passes Luhn's check."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def draw_sirens(*, count: int, random: Random) -> list[str]:
    """Draw `count` different SIREN numbers (at most 9,000) from the range where no company is."""
    bodies = (f"{number:08d}" for number in random.sample(range(1000, 10_000), count))
    return [f"{body}{luhn_key(body)}" for body in bodies]


def siret_of(*, siren: str, rank: int) -> str:
    """Complete a SIREN into the SIRET of its establishment number `rank`, counted from 1."""
    body = f"{siren}{rank:04d}"
    return f"{body}{luhn_key(body)}"


def fictional_phone(*, region_code: str, random: Random) -> str:
    """Draw a French landline number of fiction, in international form, in the zone of a region."""
    block = _FICTION_BLOCKS[_ZONES.get(region_code, "2")]
    return f"+33{block}{random.randrange(10_000):04d}"


def slug_of(name: str, /) -> str:
    """Make the slug of a name: `L'Établi partagé` gives `l-etabli-partage`."""
    decomposed = unicodedata.normalize("NFD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
