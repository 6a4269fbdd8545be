"""Reads the organizations that are told in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from maillage.directory.demo.content_files import Block, read_blocks, split_parts
from maillage.directory.demo.drafts import Draft, draw_legal_form
from maillage.directory.demo.identifiers import slug_of
from maillage.directory.demo.mesh import choose_partners
from maillage.directory.demo.pictures import draw_picture
from maillage.directory.demo.places import town
from maillage.directory.demo.types import DemoLabel, DemoOffer, DemoReference, DemoSkill, DemoTerritory
from maillage.directory.demo.typography import typeset
from maillage.directory.types import EvidenceKind, ServedKind


@dataclass(frozen=True, slots=True)
class Flagship:
    """A draft with what only a flagship tells by itself."""

    draft: Draft
    block: Block
    skills: tuple[DemoSkill, ...]
    labels: tuple[DemoLabel, ...]
    territory: DemoTerritory


def read_flagships(*, seed: int, today: date) -> list[Flagship]:
    """Read every flagship; their references are added by `add_flagship_references`."""
    return [_flagship(block, seed=seed, today=today) for block in read_blocks(folder="flagships")]


def _flagship(block: Block, *, seed: int, today: date) -> Flagship:
    random = Random(f"{seed}:flagship:{block.key}")
    letter, here = block.one("family"), town(code=block.one("place"))
    skills = tuple(block.one("skills").split(", "))
    year, _, month = block.one("created").partition("-")
    name, headcount = typeset(block.one("name")), int(block.one("people"))
    draft = Draft(
        slug=block.key,
        name=name,
        letter=letter,
        town=here,
        pitch=typeset(block.one("pitch")),
        skills=skills,
        random=random,
        created_on=date(int(year), int(month), random.randint(1, 28)),
        headcount=headcount,
        members_count=int(block.one("members")),
        legal_form=block.one("form")
        or draw_legal_form(letter=letter, name=name, headcount=headcount, skills=skills, town=here, random=random),
        description=typeset(block.text),
        offers=tuple(_offer(line, main=skills[0]) for line in block.many("offer")),
        is_broker=block.one("broker") == "yes",
    )
    return Flagship(
        draft=draft,
        block=block,
        skills=tuple(_skills(block, skills)),
        labels=tuple(_label(line, today=today) for line in block.many("label")),
        territory=_territory(block.one("served", "radius 40")),
    )


def _offer(line: str, *, main: str) -> DemoOffer:
    title, description, price, skill = [*split_parts(line), "", ""][:4]
    return DemoOffer(typeset(title), typeset(description), skill=skill or main, price=typeset(price))


def _skills(block: Block, slugs: Sequence[str]) -> Iterator[DemoSkill]:
    told = {parts[0]: parts for parts in map(split_parts, block.many("evidence"))}
    for rank, slug in enumerate(slugs):
        if slug in told:
            _, kind, text = told[slug]
            yield DemoSkill(slug, is_main=rank == 0, evidence_kind=EvidenceKind(kind), evidence=typeset(text))
        else:
            yield DemoSkill(slug, is_main=rank == 0)


def _label(line: str, *, today: date) -> DemoLabel:
    """Read a label; one that would be obtained after today is moved back by whole years."""
    name, issuer, obtained, years = split_parts(line)
    day = date.fromisoformat(f"{obtained}-01")
    if day > today:
        day = day.replace(year=today.year - 1)
    expires = day.replace(year=day.year + int(years)) if int(years) else None
    return DemoLabel(name=typeset(name), issuer=typeset(issuer), obtained_on=day, expires_on=expires)


def _territory(text: str) -> DemoTerritory:
    """Read `national`, `radius 30` or a list of places such as `department:69, region:84`."""
    if text == "national":
        return DemoTerritory(kind=ServedKind.NATIONAL)
    if text.startswith("radius "):
        return DemoTerritory(kind=ServedKind.RADIUS, radius_km=int(text.removeprefix("radius ")))
    return DemoTerritory(kind=ServedKind.PLACES, places=tuple(text.split(", ")))


def add_flagship_references(*, flagships: Sequence[Flagship], drafts: Sequence[Draft], today: date) -> None:
    """Give the flagships their references; `+2` among the partners asks for two neighbours more.

    Raises: LookupError (a partner that does not exist).
    """
    known = {draft.slug for draft in drafts}
    for flagship in flagships:
        for line in flagship.block.many("reference"):
            reference = _reference(flagship.draft, line, drafts=drafts, today=today)
            unknown = set(reference.partners) - known
            if unknown:
                raise LookupError(f"{flagship.draft.slug} names partners that do not exist: {sorted(unknown)}")
            flagship.draft.references.append(reference)


def _reference(draft: Draft, line: str, *, drafts: Sequence[Draft], today: date) -> DemoReference:
    title, ago, months, code, client, partners, summary = split_parts(line)
    drawn_end = date(
        today.year - int(ago), draft.random.randint(1, max(1, today.month - 1)), draft.random.randint(1, 28)
    )
    ended = min(drawn_end, today - timedelta(days=12))
    started_month = ended.year * 12 + ended.month - 1 - int(months)
    written = typeset(title)
    named = [partner for partner in partners.split(", ") if partner not in {"", "-"} and not partner.startswith("+")]
    wanted = next((int(partner[1:]) for partner in partners.split(", ") if partner.startswith("+")), 0)
    drawn = [slug for slug in choose_partners(draft=draft, drafts=drafts, count=wanted) if slug not in named]
    return DemoReference(
        slug=f"{draft.slug}-{slug_of(written)}"[:90].rstrip("-"),
        title=written,
        summary=typeset(summary),
        client=typeset(client),
        started_on=date(started_month // 12, started_month % 12 + 1, 1),
        ended_on=ended,
        commune_code=code or draft.town.code,
        skills=draft.skills[:1],
        partners=(*named, *drawn),
        pictures=tuple(draw_picture(random=draft.random, caption=written) for _ in range(draft.random.randint(1, 2))),
    )
