"""What is understood of a need's text, ready for the form that corrects it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from maillage.directory.queries.terms import living_labels, living_skills
from maillage.matching.rules.reading import DateRead, DateRole, ReadNeed, SkillWords, Vocabulary, build_vocabulary
from maillage.matching.rules.reading import read_need as read_by_rules
from maillage.matching.types import BriefKind

LONGEST_TITLE = 80
_MOST_SKILLS = 8
_ENDS_OF_SENTENCE = (". ", "! ", "? ", "\n", " ; ", " : ")


@dataclass(frozen=True, slots=True)
class Reading:
    """A need as read. `because`: the words that led to each skill, by slug, the surest first; amounts in cents."""

    text: str
    title: str
    kind: BriefKind = BriefKind.QUOTE
    because: dict[str, str] = field(default_factory=dict)
    skill_names: tuple[tuple[str, str], ...] = ()
    is_split: bool = False
    place_label: str = ""
    place_code: str = ""
    radius_km: int | None = None
    is_anywhere: bool = False
    answers_due: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget_least_cents: int | None = None
    budget_most_cents: int | None = None
    budget_includes_vat: bool = False
    required_labels: tuple[str, ...] = ()
    preferred_labels: tuple[str, ...] = ()
    clauses: str = ""


def read(text: str, /, *, today: date) -> Reading:
    """Understand a need with the network's taxonomy. One query for its skills, one for its labels."""
    if not text.strip():
        return Reading(text=text, title="")
    skills = living_skills()
    names = {skill.slug: skill.name for skill in skills}
    vocabulary = _vocabulary(
        tuple(
            SkillWords(
                slug=skill.slug, names=(skill.name_fr, skill.name_en), sector=skill.sector.slug,
                synonyms=(*skill.synonyms_fr, *skill.synonyms_en), naf=(*skill.naf_rev2, *skill.naf_2025),
            )
            for skill in skills
        )
    )  # fmt: skip
    understood = read_by_rules(text, vocabulary=vocabulary, today=today, language_hint=get_language())
    return _reading(text, understood, names=names)


@lru_cache(maxsize=4)
def _vocabulary(skills: tuple[SkillWords, ...]) -> Vocabulary:
    # By its whole content: an edit of the taxonomy is another vocabulary at once.
    return build_vocabulary(skills)


def _reading(text: str, understood: ReadNeed, *, names: dict[str, str]) -> Reading:
    asked = [skill for skill in understood.skills if skill.slug in names][:_MOST_SKILLS]
    place, budget = understood.place, understood.budget
    chosen = place.place if place else None
    required, preferred, clauses = _labels_and_clauses(understood)
    answers, start, end = (_first(understood.dates, role) for role in (DateRole.ANSWERS, DateRole.START, DateRole.END))
    starts_on = (
        (start.earliest or start.latest) if start else (end.earliest if end and end.earliest != end.latest else None)
    )
    ends_on = end.latest if end else (start.latest if start and start.earliest != start.latest else None)
    return Reading(
        text=text, title=title_of(text), kind=understood.kind.kind,
        because={skill.slug: ", ".join(dict.fromkeys(quote.text for quote in skill.because)) for skill in asked},
        skill_names=tuple((skill.slug, names[skill.slug]) for skill in asked), is_split=len(understood.lots) > 1,
        place_label=chosen.label if chosen else "", place_code=f"{chosen.kind.value}:{chosen.code}" if chosen else "",
        radius_km=place.radius_km if place else None,
        is_anywhere=bool(place and chosen is None and (place.is_anywhere or place.is_remote)),
        answers_due=answers.latest if answers else None,
        starts_on=starts_on, ends_on=ends_on if not (starts_on and ends_on and ends_on < starts_on) else None,
        budget_least_cents=budget.least_cents if budget else None,
        budget_most_cents=budget.most_cents if budget else None,
        budget_includes_vat=bool(budget and budget.includes_vat), required_labels=required,
        preferred_labels=preferred, clauses=clauses,
    )  # fmt: skip


def _first(dates: Sequence[DateRead], role: DateRole) -> DateRead | None:
    return next((said for said in dates if said.role is role and (said.earliest or said.latest)), None)


def _labels_and_clauses(understood: ReadNeed) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    if not understood.clauses:
        return (), (), ""
    known = {label.slug for label in living_labels()}
    required = tuple(said.slug for said in understood.clauses if said.is_required and said.slug in known)
    others = dict.fromkeys(said.because.text for said in understood.clauses if said.slug not in required)
    # A wish counts in the ranking, and stays in words for those who answer.
    preferred = dict.fromkeys(said.slug for said in understood.clauses if said.slug in known - set(required))
    return required, tuple(preferred), " ; ".join(others)


def title_of(text: str, /) -> str:
    """Give a need's first sentence, cut at a word when it is long."""
    words = text.strip()
    ends = [place for sign in _ENDS_OF_SENTENCE if (place := words.find(sign)) > 12]
    line = " ".join(words[: min(ends)].split() if ends else words.split()).rstrip(" .")
    if len(line) <= LONGEST_TITLE:
        return line
    return (
        line[: LONGEST_TITLE - 1].rpartition(" ")[0].rstrip(" ,;:") + "…"
        if " " in line[:LONGEST_TITLE]
        else line[:LONGEST_TITLE]
    )
