"""How complete a profile is, and the next best thing to add."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from maillage.directory.types import Section

LONG_DESCRIPTION = 250


@dataclass(frozen=True, slots=True)
class ProfileFacts:
    """What a profile holds, as counts and lengths; nothing that names anybody."""

    pitch_length: int = 0
    description_length: int = 0
    has_logo: bool = False
    photos: int = 0
    skills: int = 0
    has_main_skill: bool = False
    proved_skills: int = 0
    places_with_point: int = 0
    says_territory: bool = False
    public_contacts: int = 0
    has_website: bool = False
    offers: int = 0
    references: int = 0
    shown_references: int = 0  # with a picture or a partner
    has_identifier: bool = False
    has_headcount_and_date: bool = False
    has_opening_hours: bool = False


class Criterion(StrEnum):
    PITCH = "pitch"
    MAIN_SKILL = "main-skill"
    PLACE = "place"
    DESCRIPTION = "description"
    CONTACT = "contact"
    REFERENCE = "reference"
    PROOF = "proof"
    LOGO = "logo"
    TERRITORY = "territory"
    OFFER = "offer"
    SHOWN_REFERENCE = "shown-reference"
    PHOTO = "photo"
    WEBSITE = "website"
    IDENTIFIER = "identifier"
    FACTS = "facts"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class _Rule:
    section: Section
    weight: int
    is_met: Callable[[ProfileFacts], bool]


RULES: dict[Criterion, _Rule] = {
    Criterion.PITCH: _Rule(Section.PRESENTATION, 10, lambda facts: facts.pitch_length >= 20),
    Criterion.MAIN_SKILL: _Rule(Section.SKILLS, 12, lambda facts: facts.has_main_skill),
    Criterion.PLACE: _Rule(Section.PLACES, 10, lambda facts: facts.places_with_point > 0),
    Criterion.DESCRIPTION: _Rule(Section.PRESENTATION, 10, lambda facts: facts.description_length >= LONG_DESCRIPTION),
    Criterion.CONTACT: _Rule(Section.CONTACTS, 6, lambda facts: facts.public_contacts > 0),
    Criterion.REFERENCE: _Rule(Section.REFERENCES, 10, lambda facts: facts.references > 0),
    Criterion.PROOF: _Rule(Section.SKILLS, 7, lambda facts: facts.proved_skills > 0),
    Criterion.LOGO: _Rule(Section.PICTURES, 6, lambda facts: facts.has_logo),
    Criterion.TERRITORY: _Rule(Section.PLACES, 5, lambda facts: facts.says_territory),
    Criterion.OFFER: _Rule(Section.OFFERS, 5, lambda facts: facts.offers > 0),
    Criterion.SHOWN_REFERENCE: _Rule(Section.REFERENCES, 5, lambda facts: facts.shown_references > 0),
    Criterion.PHOTO: _Rule(Section.PICTURES, 4, lambda facts: facts.photos > 0),
    Criterion.WEBSITE: _Rule(Section.PRESENTATION, 4, lambda facts: facts.has_website),
    Criterion.IDENTIFIER: _Rule(Section.IDENTITY, 3, lambda facts: facts.has_identifier),
    Criterion.FACTS: _Rule(Section.IDENTITY, 2, lambda facts: facts.has_headcount_and_date),
    Criterion.HOURS: _Rule(Section.PLACES, 1, lambda facts: facts.has_opening_hours),
}


@dataclass(frozen=True, slots=True)
class Completeness:
    """`score` between 0 and 100; `missing` holds the heaviest criteria first."""

    score: int
    met: tuple[Criterion, ...]
    missing: tuple[Criterion, ...]

    @property
    def next_best(self) -> Criterion | None:
        return self.missing[0] if self.missing else None


def score_of(facts: ProfileFacts) -> int:
    """Give the score alone, between 0 and 100: imports ask for it twice a row."""
    return sum(rule.weight for rule in RULES.values() if rule.is_met(facts))


def completeness_of(facts: ProfileFacts) -> Completeness:
    """Weigh what is there; adding something never lowers the score."""
    met = tuple(criterion for criterion, rule in RULES.items() if rule.is_met(facts))
    missing = sorted((criterion for criterion in RULES if criterion not in met), key=lambda each: -RULES[each].weight)
    return Completeness(score=sum(RULES[each].weight for each in met), met=met, missing=tuple(missing))
