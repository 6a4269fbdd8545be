"""Draws the organizations of the trades: each has its own name and pitch, and a description dealt out for it alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random

from maillage.directory.demo.content_files import Trade, TradeOrganization, read_lines, trades
from maillage.directory.demo.drafts import (
    FAMILIES,
    Draft,
    draw_creation,
    draw_headcount,
    draw_legal_form,
    draw_members,
    told_number,
    told_year,
)
from maillage.directory.demo.identifiers import slug_of
from maillage.directory.demo.places import Town, draw_town, town
from maillage.directory.demo.types import DemoOffer
from maillage.directory.demo.typography import typeset
from maillage.directory.demo.voice import Voice, fill, in_words


def people_names() -> tuple[list[str], list[str]]:
    """Give the given names and the family names of the demonstration."""
    given, family = (line.partition(": ")[2].split(", ") for line in read_lines(name="names.txt"))
    return given, family


def draw_trade_drafts(*, seed: int, today: date) -> list[Draft]:
    """Draw every organization of the trades, in the order of the content."""
    voice = Voice(random=Random(f"{seed}:voice"))
    drafts: list[Draft] = []
    for trade in trades():
        for rank, organization in enumerate(trade.organizations):
            draft = _draft(trade, organization, seed=seed, today=today)
            draft.description = _description(draft, trade, today=today, voice=voice)
            draft.offers = tuple(_offers(draft, trade, rank=rank))
            drafts.append(draft)
    return drafts


_STAFF = r"salarié|auxiliaires|libraires associé|associé|ouvriers|boulangers associés|architectes|rédactrices"
_MEMBERS = r"adhérents|sociétaires|souscripteurs|membres|foyers|entrepreneurs salariés|fermes|éleveurs"

# Words of the paragraphs that only some families may say.
_ONLY_FOR = {"bénévole": "ackf", "sociétaire": "ckg", "adhérent": "acgmk", "en parcours": "a", "associés": "sc"}


def _draft(trade: Trade, organization: TradeOrganization, *, seed: int, today: date) -> Draft:
    random = Random(f"{seed}:{trade.skill}:{organization.name}")
    code = organization.commune_code
    here = town(code=code) if code else draw_town(random=random, is_rural=trade.is_rural)
    name = typeset(fill(organization.name, slots=_place_slots(here)))
    letter, pitch = organization.family, organization.pitch
    headcount = told_number(pitch, of=_STAFF) or draw_headcount(letter=letter, random=random)
    members = told_number(pitch, of=_MEMBERS) or draw_members(letter=letter, headcount=headcount, random=random)
    created = draw_creation(today=today, random=random)
    year = told_year(pitch)
    others = random.sample(trade.also, k=min(len(trade.also), random.choices((0, 1, 2, 3), weights=(2, 4, 3, 1))[0]))
    skills = (trade.skill, *others)
    return Draft(
        slug=slug_of(name),
        name=name,
        letter=organization.family,
        town=here,
        pitch=typeset(fill(organization.pitch, slots=_place_slots(here))),
        skills=skills,
        random=random,
        created_on=created.replace(year=year, day=min(created.day, 28)) if year else created,
        headcount=headcount,
        members_count=members,
        contact_names=_draw_names(random),
        legal_form=draw_legal_form(
            letter=organization.family, name=name, headcount=headcount, skills=skills, town=here, random=random
        ),
    )


def _draw_names(random: Random) -> tuple[str, ...]:
    given, family = people_names()
    return tuple(map(" ".join, zip(random.sample(given, 2), random.sample(family, 2), strict=True)))


def _place_slots(here: Town) -> dict[str, str]:
    return {"ville": here.name, "a_ville": here.at, "de_ville": here.of}


def _slots(draft: Draft, *, today: date) -> dict[str, str]:
    random = draft.random
    created = draft.created_on.year
    first, second = (name.split()[0] for name in draft.contact_names)
    return {
        **_place_slots(draft.town),
        "an": str(created),
        "an_plus": str(random.randint(min(created + 2, today.year - 1), today.year - 1)),
        "age": in_words(max(2, today.year - created)),
        "delai": in_words(max(2, min(6, today.year - created - 1))),
        "n": in_words(random.randint(3, 12)),
        "effectif": in_words(draft.headcount) if draft.headcount <= 16 else str(draft.headcount),
        "membres": f"{draft.members_count:,}".replace(",", " "),
        "cent": in_words(random.choice((90, 120, 150, 180, 240, 300, 420))),
        "dizaines": in_words(random.choice((20, 30, 40, 50, 60))),
        "ratio": random.choice(("deux", "deux et demi", "trois", "trois et demi", "quatre")),
        "prenom": first,
        "prenom2": second,
    }


def _description(draft: Draft, trade: Trade, *, today: date, voice: Voice) -> str:
    random = draft.random
    senseless = ["effectif"] if draft.headcount < 4 else []
    if draft.members_count < 12:
        senseless.append("membres")

    def say(section: str) -> str:
        return voice.say(section=section, slots=_slots(draft, today=today), without=senseless)

    section = FAMILIES[draft.letter].section
    origin, reach, closing = say("origin"), say("reach"), say("closing")
    house = [say(section)]
    if random.random() < 0.55 and section in {"scop", "scic", "association"}:
        house.append(say(section))
    suitable = [text for text in trade.work if _suits(text, draft.letter)]
    work = voice.choose(suitable if len(suitable) > 1 else trade.work, count=2)
    random.shuffle(house)
    layouts = (
        [origin, work[0], work[1], f"{reach} {closing}", " ".join(house)],
        [work[0], f"{origin} {' '.join(house)}", work[1], f"{reach} {closing}"],
        [f"{origin} {reach}", f"{work[0]} {work[1]}", " ".join(house), closing],
        [work[1], f"{reach} {work[0]}", f"{origin}", f"{' '.join(house)} {closing}"],
        [" ".join((origin, *house)), work[0], f"{work[1]} {reach}", closing],
    )
    return typeset("\n\n".join(random.choice(layouts)))


def _suits(text: str, letter: str, /) -> bool:
    """Tell whether a paragraph speaks of people that a family of organizations has."""
    return all(letter in letters for word, letters in _ONLY_FOR.items() if word in text)


def _offers(draft: Draft, trade: Trade, *, rank: int) -> Iterator[DemoOffer]:
    chosen = (
        trade.offers
        if draft.random.random() < 0.4
        else trade.offers[rank % len(trade.offers) :][:2] or trade.offers[:1]
    )
    for title, description, price in chosen:
        yield DemoOffer(typeset(title), typeset(description), skill=trade.skill, price=typeset(price))
