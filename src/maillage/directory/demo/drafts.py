"""What is decided of an organization before its references tie it to the others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from maillage.accounts.types import Family
from maillage.directory.demo.content_files import read_lines
from maillage.directory.demo.places import Town
from maillage.directory.demo.types import DemoOffer, DemoReference, DemoTerritory
from maillage.directory.demo.voice import NUMBER_OF_WORDS
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.directory.types import ServedKind

# Source: INSEE, bands of headcount (code, smallest number of employees).
_BANDS = (
    ("NN", 0), ("01", 1), ("02", 3), ("03", 6), ("11", 10), ("12", 20), ("21", 50), ("22", 100), ("31", 200),
    ("32", 250), ("41", 500), ("42", 1000),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FamilyProfile:
    """What a family letter of the content means: families, legal forms, how large, how many members, what it says."""

    families: tuple[Family, ...]
    legal_forms: tuple[str, ...]
    typical_headcount: float
    members_per_head: float
    section: str


FAMILIES: dict[str, FamilyProfile] = {
    "s": FamilyProfile((Family.SCOP,), ("5458", "5458", "5710", "5558"), 8, 0.7, "scop"),
    "c": FamilyProfile((Family.SCIC,), ("5460", "5710", "5560"), 7, 18, "scic"),
    "e": FamilyProfile((Family.SCOP, Family.CAE), ("5458", "5558", "5460"), 45, 1.6, "cae"),
    "a": FamilyProfile((Family.ASSOCIATION,), ("9220",), 9, 11, "association"),
    "m": FamilyProfile((Family.MUTUAL,), ("8210",), 130, 90, "mutuelle"),
    "f": FamilyProfile((Family.FOUNDATION,), ("9300",), 9, 1, "fondation"),
    "g": FamilyProfile((Family.FARM_COOPERATIVE,), ("6317",), 14, 6, "coop_agricole"),
    "b": FamilyProfile((Family.BANK_COOPERATIVE,), ("6596",), 90, 60, "scop"),
    "k": FamilyProfile((Family.CONSUMER_COOPERATIVE,), ("5551", "5451"), 6, 90, "coop_conso"),
    "t": FamilyProfile((Family.OTHER_COOPERATIVE,), ("5453",), 6, 4, "scop"),
    "u": FamilyProfile((Family.ESS_COMPANY, Family.ESUS), ("5710",), 9, 0.5, "company"),
}
_INSERTION = "9221"
_LOCAL_LAW_ASSOCIATION = "9260"  # Alsace and Moselle
_FARM_MACHINERY = "6316"
_WIDE_SECTORS = {"communication", "numerique", "conseil-gestion"}


@dataclass(slots=True)
class Draft:
    """An organization being drawn."""

    slug: str
    name: str
    letter: str
    town: Town
    pitch: str
    skills: tuple[str, ...]
    random: Random
    created_on: date
    headcount: int
    members_count: int
    legal_form: str
    description: str = ""
    offers: tuple[DemoOffer, ...] = ()
    references: list[DemoReference] = field(default_factory=list)
    is_broker: bool = False
    contact_names: tuple[str, ...] = ()

    @property
    def families(self) -> tuple[Family, ...]:
        """The families of the organization; a CAE in the form of a Scic says so."""
        profile = FAMILIES[self.letter]
        if self.letter == "e" and self.legal_form in {"5460", "5560"}:
            return (Family.SCIC, Family.CAE)
        if self.letter == "a" and self.legal_form == _INSERTION:
            return (Family.ASSOCIATION, Family.ESUS)
        return profile.families

    @property
    def is_overseas(self) -> bool:
        """Whether the head office is outside Europe, too far for a job in common."""
        return self.town.department_code.startswith("97")


def sector_of(skill: str, /) -> str:
    """Give the sector of a skill."""
    return next(entry.sector_slug for entry in packaged_taxonomy().skills if entry.slug == skill)


def band_of(headcount: int, /) -> str:
    """Give INSEE's band for a number of employees."""
    return next(code for code, smallest in reversed(_BANDS) if headcount >= smallest)


def draw_headcount(*, letter: str, random: Random) -> int:
    """Draw a number of employees: many small structures, a few large ones."""
    return max(1, round(FAMILIES[letter].typical_headcount * random.lognormvariate(-0.25, 0.75)))


def draw_members(*, letter: str, headcount: int, random: Random) -> int:
    """Draw a number of members: associates, adherents or shareholders according to the family."""
    wanted = round(headcount * FAMILIES[letter].members_per_head * random.uniform(0.7, 1.4))
    smallest, largest = (2, headcount) if letter in "su" else (7, 60_000)
    return max(smallest, min(wanted, largest))


def draw_creation(*, today: date, random: Random) -> date:
    """Draw a day of creation: half of them in the last ten years, none in the last two."""
    years = min(60.0, 2.2 + random.expovariate(1 / 11))
    return today - timedelta(days=round(years * 365.25))


def draw_legal_form(
    *, letter: str, name: str, headcount: int, skills: tuple[str, ...], town: Town, random: Random
) -> str:
    """Draw a legal form of INSEE's list that fits the family, the size and the place."""
    if name.startswith("CUMA"):
        return _FARM_MACHINERY
    if letter == "a" and town.department_code in {"57", "67", "68"}:
        return _LOCAL_LAW_ASSOCIATION
    if letter == "a" and "insertion-emploi" in skills[:3]:
        return _INSERTION
    forms = FAMILIES[letter].legal_forms
    if letter == "s" and headcount >= 35:
        return "5558"
    if letter == "s" and headcount < 12:
        forms = tuple(form for form in forms if form != "5558")
    return random.choice(forms)


def draw_naf(*, skill: str, random: Random) -> str:
    """Draw one of the NAF rev. 2 codes of a skill, the first most often."""
    codes = [hint.code for entry in packaged_taxonomy().skills if entry.slug == skill for hint in entry.naf]
    return codes[0] if random.random() < 0.7 else random.choice(codes)


def draw_territory(*, skill: str, town: Town, random: Random) -> DemoTerritory:
    """Draw the territory served: trades of the mind go far, trades of the hand stay near."""
    roll = random.random()
    if roll < (0.4 if sector_of(skill) in _WIDE_SECTORS else 0.05):
        return DemoTerritory(kind=ServedKind.NATIONAL)
    if roll < 0.55:
        return DemoTerritory(kind=ServedKind.PLACES, places=(f"department:{town.department_code}",))
    if roll < 0.68:
        return DemoTerritory(kind=ServedKind.PLACES, places=(f"region:{town.region_code}",))
    return DemoTerritory(kind=ServedKind.RADIUS, radius_km=random.choice((15, 20, 25, 30, 40, 50, 60, 80)))


def labels_of(skill: str, /) -> list[tuple[str, str, int]]:
    """Give the labels that organizations of a trade hold: name, issuer, years of validity (0: without end)."""
    for line in read_lines(name="labels.txt"):
        slug, _, entries = line.partition(" : ")
        if slug == sector_of(skill):
            split = [[*entry.strip().split(" / "), ""][:4] for entry in entries.split(" ; ")]
            return [
                (name, issuer, int(years))
                for name, issuer, years, only in split
                if not only or skill in only.split(", ")
            ]
    return []


def told_number(text: str, /, *, of: str) -> int | None:
    """Read how many there are of something in a text: `24 salariés`, `six associés`; None when it does not say.

    `of`: a regular expression for the noun.
    """
    found = re.search(rf"(\d[\d ]*|[\w-]+)\s+(?:{of})", text.lower())
    if found is None:
        return None
    digits = found[1].replace(" ", "")
    return int(digits) if digits.isdigit() else NUMBER_OF_WORDS.get(found[1])


def told_year(text: str, /) -> int | None:
    """Read the earliest year that a text speaks of."""
    return min((int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", text)), default=None)
