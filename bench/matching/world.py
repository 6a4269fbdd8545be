"""A generated network of which the truth is known: what organizations can and will really do, and what their pages show.

Nothing here calls the formula. The truth of an organization is an ability for each skill, how far it really travels, how
many people it really has, whether it has time on the day, how well it works and whether it answers its mail; whether it suits
a need is the product of these (a chain as weak as its weakest link), not a weighted mean. Then a page is written from the
truth with the faults that pages have: skills left out, skills claimed without being held, evidence that is missing, headcount
unknown, a territory said roughly or not at all, an address known by its département only, answers and ratings few. A need is
a text written with the synonyms of the taxonomy, sometimes with a vague place, and is read by the reading of needs.

What it does not have: buyers' real tastes, seasons, prices, reputations. It tells how the criteria bear such faults, and
not what a real season would give.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from maillage import geodata
from maillage.directory.taxonomy_file import SkillEntry, packaged_taxonomy
from maillage.geodata import Commune, Point

TODAY = date(2026, 11, 24)
SPLITS = {"tuning": (101, 0), "test": (202, 1)}  # seed, and which half of the taxonomy


@dataclass
class Truth:
    """What is so, whatever the page says. Abilities and chances in [0, 1], `travels_km` half of the time."""

    abilities: dict[str, float]
    town: Commune
    travels_km: float
    heads: float
    largest_eur: float
    quality: float
    answers: float
    away: tuple[date, date] | None
    is_national: bool


@dataclass
class Page:
    """What the directory and the network's records show."""

    skills: dict[str, tuple[str, int]]  # slug → evidence, comparable jobs
    point: Point | None
    department: str
    served: str  # unsaid, national, radius, places
    served_km: float
    served_codes: frozenset[str]
    headcount: tuple[int, int | None] | None
    largest_cents: int | None
    away: tuple[date, date] | None
    labels: frozenset[str]
    invited: int
    answered: int
    in_time: int
    ratings: tuple[int, ...]
    received: int
    won: int
    days_since_invited: int | None
    days_listed: int
    words: str


@dataclass
class Organization:
    name: str
    truth: Truth
    page: Page
    friends: dict[str, int] = field(default_factory=dict)  # seen on references
    true_friends: set[str] = field(default_factory=set)


@dataclass
class Wanted:
    """A need: its truth, the text that a buyer sends, and the grade of each organization that is not 0."""

    number: int
    skills: dict[str, float]  # importance
    town: Commune
    is_place_bound: bool
    heads: float
    budget_eur: float | None
    start: date
    weeks: int
    buyer: str
    preferred_label: str | None
    text: str
    grades: dict[str, int] = field(default_factory=dict)


@dataclass
class World:
    organizations: list[Organization]
    needs: list[Wanted]


_BANDS = ((1, 2), (3, 5), (6, 9), (10, 19), (20, 49), (50, 99), (100, 199), (200, 249), (250, 499))
_LABELS = ("esus", "qualiopi", "rge", "imprim-vert")
_OPENINGS = (
    "Bonjour, nous cherchons {what}{where}.{more}", "Besoin : {what}{where}.{more}",
    "Nous sommes une association et il nous faudrait {what}{where}.{more}", "{what}{where}.{more} Merci d'avance",
    "Pour un projet à venir, nous avons besoin de {what}{where}.{more}", "we are looking for {what}{where}.{more}",
)  # fmt: skip


def make_world(split: str, *, organizations: int = 800, needs: int = 160) -> World:
    """Make the world of a split, the same each time."""
    seed, half = SPLITS[split]
    chance = Random(seed)
    skills = sorted(packaged_taxonomy().skills, key=lambda skill: skill.slug)[half::2]
    towns = [commune for commune in geodata.communes() if commune.population > 300 and commune.region_code > "10"]
    weights = [town.population for town in towns]
    made = [
        _organization(f"o{number:04}", chance, skills, chance.choices(towns, weights)[0])
        for number in range(organizations)
    ]
    _befriend(made, chance)
    drawn = [_need(number, chance, skills, chance.choices(towns, weights)[0], made) for number in range(needs)]
    for need in drawn:
        need.grades = {one.name: grade for one in made if (grade := _grade(need, one, chance))}
    return World(made, drawn)


def _organization(name: str, chance: Random, skills: Sequence[SkillEntry], town: Commune) -> Organization:
    first = chance.choice(skills)
    near = [skill for skill in skills if skill.sector_slug == first.sector_slug and skill is not first]
    own = [first, *chance.sample(near, min(len(near), chance.choice((0, 1, 1, 2))))]
    if chance.random() < 0.25:
        own.append(chance.choice([skill for skill in skills if skill not in own]))
    heads = max(1.0, chance.lognormvariate(1.9, 1.1))
    absence = TODAY + timedelta(days=chance.randrange(0, 120))
    truth = Truth(
        abilities={skill.slug: chance.betavariate(3.2, 1.6) for skill in own}, town=town,
        travels_km=min(900.0, chance.lognormvariate(4.0, 0.8)), heads=heads,
        largest_eur=heads * chance.lognormvariate(9.6, 0.7), quality=chance.betavariate(5, 2),
        answers=chance.betavariate(3, 1.5),
        away=(absence, absence + timedelta(days=chance.choice((14, 30, 90)))) if chance.random() < 0.25 else None,
        is_national=chance.random() < 0.08,
    )  # fmt: skip
    return Organization(name, truth, _page(truth, own, skills, chance))


def _page(truth: Truth, own: Sequence[SkillEntry], skills: Sequence[SkillEntry], chance: Random) -> Page:
    shown = {skill.slug: _evidence(truth.abilities[skill.slug], chance) for skill in own if chance.random() < 0.85}
    if chance.random() < 0.12:  # claimed, not held
        shown.setdefault(chance.choice(skills).slug, (chance.choice(("claimed", "naf")), 0))
    invited = chance.choice((0, 0, 1, 2, 4, 8))
    answered = sum(chance.random() < truth.answers for _ in range(invited))
    is_placed = chance.random() < 0.9
    served, km, codes = _served(truth, chance)
    words = [name for skill in own if skill.slug in shown for name in chance.sample(
        (skill.name_fr, *skill.synonyms_fr), min(3, 1 + len(skill.synonyms_fr)))]  # fmt: skip
    return Page(
        skills=shown,
        point=_shifted(truth.town.point, chance) if is_placed else _centre(truth.town) if chance.random() < 0.7 else None,
        department=truth.town.department_code, served=served, served_km=km, served_codes=codes,
        headcount=_band(truth.heads) if chance.random() < 0.6 else None,
        largest_cents=round(truth.largest_eur * chance.uniform(0.4, 1.0)) * 100 if chance.random() < 0.25 else None,
        away=truth.away if chance.random() < 0.5 else None,
        labels=frozenset(label for label in _LABELS if chance.random() < 0.12),
        invited=invited, answered=answered,
        in_time=sum(chance.random() < 0.5 + truth.quality / 2 for _ in range(answered)),
        ratings=tuple(min(5, max(1, round(1 + 4 * truth.quality + chance.gauss(0, 0.8))))
                      for _ in range(chance.choice((0, 0, 0, 1, 2, 5)))),
        received=invited, won=min(answered, chance.choice((0, 0, 1, 2))),
        days_since_invited=chance.randrange(1, 365) if invited else None, days_listed=chance.randrange(10, 1500),
        words=" ".join([*words, truth.town.name]),
    )  # fmt: skip


def _evidence(ability: float, chance: Random) -> tuple[str, int]:
    jobs = sum(chance.random() < ability * 0.6 for _ in range(6)) if chance.random() < 0.45 else 0
    if jobs:
        return ("reference" if chance.random() < 0.6 else "claimed"), jobs
    if chance.random() < ability * 0.3:
        return chance.choice(("label", "diploma")), 0
    return ("claimed" if chance.random() < 0.55 else "naf"), 0


def _served(truth: Truth, chance: Random) -> tuple[str, float, frozenset[str]]:
    if truth.is_national:
        return ("national", 0.0, frozenset()) if chance.random() < 0.6 else ("unsaid", 0.0, frozenset())
    draw = chance.random()
    if draw < 0.2:
        return "radius", max(5.0, truth.travels_km * chance.uniform(0.5, 1.5)), frozenset()
    if draw < 0.4:
        code = (
            f"department:{truth.town.department_code}" if truth.travels_km < 70 else f"region:{truth.town.region_code}"
        )
        return "places", 0.0, frozenset({code})
    if draw < 0.45:  # says more than it does
        return "national", 0.0, frozenset()
    return "unsaid", 0.0, frozenset()


def _shifted(point: Point, chance: Random) -> Point:
    return Point(longitude=point.longitude + chance.gauss(0, 0.02), latitude=point.latitude + chance.gauss(0, 0.015))


def _centre(town: Commune) -> Point:
    department = geodata.place(kind=geodata.PlaceKind.DEPARTMENT, code=town.department_code)
    return department.point if department else town.point


def _band(heads: float) -> tuple[int, int | None]:
    return next((band for band in _BANDS if heads <= band[1] + 0.5), (500, None))


def _befriend(organizations: list[Organization], chance: Random) -> None:
    for one in organizations:
        for other in chance.sample(organizations, chance.choice((0, 0, 1, 2))):
            if other is not one:
                one.true_friends.add(other.name)
                other.true_friends.add(one.name)
                if chance.random() < 0.6:
                    times = chance.choice((1, 1, 2))
                    one.friends[other.name] = other.friends[one.name] = times


def _need(
    number: int, chance: Random, skills: Sequence[SkillEntry], town: Commune, organizations: Sequence[Organization]
) -> Wanted:
    first = chance.choice(skills)
    near = [skill for skill in skills if skill.sector_slug == first.sector_slug and skill is not first]
    asked = [first, *chance.sample(near, min(len(near), chance.choice((0, 0, 0, 1, 2))))]
    heads = max(0.3, chance.lognormvariate(0.8, 1.0))
    budget = heads * chance.lognormvariate(8.6, 0.6)
    start = TODAY + timedelta(days=chance.randrange(5, 110))
    is_bound = chance.random() < 0.85
    need = Wanted(
        number=number, skills={skill.slug: 1.0 for skill in asked}, town=town, is_place_bound=is_bound, heads=heads,
        budget_eur=budget if chance.random() < 0.55 else None, start=start, weeks=chance.choice((1, 2, 6, 12)),
        buyer=chance.choice(organizations).name if chance.random() < 0.3 else "",
        preferred_label=chance.choice(_LABELS) if chance.random() < 0.2 else None, text="",
    )  # fmt: skip
    need.text = _text(need, asked, chance)
    return need


def _text(need: Wanted, asked: Sequence[SkillEntry], chance: Random) -> str:
    opening = chance.choice(_OPENINGS)
    is_english = opening.startswith("we are")
    words = [
        chance.choice(skill.synonyms_en if is_english else skill.synonyms_fr or (skill.name_fr,)) for skill in asked
    ]
    what = (" and " if is_english else " et ").join(words)
    return opening.format(what=what, where=_where(need, is_english, chance), more=_more(need, is_english))


def _where(need: Wanted, is_english: bool, chance: Random) -> str:
    if not need.is_place_bound:
        return ", anywhere in France" if is_english else ", partout en France"
    draw = chance.random()
    if draw < 0.12:
        return ""  # forgotten
    if draw < 0.27:
        department = geodata.department(code=need.town.department_code)
        return f" ({department.name})" if department else ""
    return f" in {need.town.name}" if is_english else f" à {need.town.name}"


def _more(need: Wanted, is_english: bool) -> str:
    if need.budget_eur is None:
        return ""
    amount = round(need.budget_eur, -2)
    return f" Budget: {amount:.0f} euros." if is_english else f" Budget : {amount:.0f} euros HT."


def _grade(need: Wanted, one: Organization, chance: Random) -> int:
    """Grade from 0 (cannot or will not) to 3 (the one to ask), by what is true of both."""
    truth = one.truth
    held = [truth.abilities.get(slug, 0.0) for slug in need.skills]
    if not max(held) or one.name == need.buyer:
        return 0
    able = sum(held) / len(held)
    far_km = geodata.distance_m(truth.town.point, need.town.point) / 1000
    comes = 1.0 if truth.is_national or not need.is_place_bound else 1 / (1 + (far_km / truth.travels_km) ** 3)
    large = 1 / (1 + (need.heads / (truth.heads + 0.2)) ** 2.5)
    has_time = 0.0 if _is_away(truth, need) else 1.0
    well = 0.55 + 0.45 * truth.quality * truth.answers
    known = 1.12 if need.buyer in one.true_friends else 1.0
    liked = 1.1 if need.preferred_label in one.page.labels else 1.0
    worth = able * comes * large * has_time * well * known * liked + chance.gauss(0, 0.03)
    return 3 if worth > 0.42 else 2 if worth > 0.28 else 1 if worth > 0.14 else 0


def _is_away(truth: Truth, need: Wanted) -> bool:
    if truth.away is None:
        return False
    first, last = truth.away
    gone = (min(last, need.start + timedelta(weeks=need.weeks)) - max(first, need.start)).days
    return gone > 0.5 * 7 * need.weeks


def is_hopeless(need: Wanted, one: Organization) -> bool:
    """Say whether asking would be a mistake: it can do nothing of it, is away, or would never come so far."""
    truth = one.truth
    far_km = geodata.distance_m(truth.town.point, need.town.point) / 1000
    too_far = need.is_place_bound and not truth.is_national and far_km > 3 * truth.travels_km
    return not any(truth.abilities.get(slug) for slug in need.skills) or _is_away(truth, need) or too_far


def mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0
