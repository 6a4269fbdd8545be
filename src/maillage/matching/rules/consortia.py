"""Who takes on what in a consortium, and what an answer's parts are then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class PartnerGiven:
    """A partner and what it takes on: positions of lots, slugs of skills."""

    organization_id: UUID
    lots: tuple[int, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SkillOfLot:
    """A skill that a brief asks for: its name, and the position of its lot, 0 for none."""

    slug: str
    name: str
    lot: int = 0


@dataclass(frozen=True, slots=True)
class PartMade:
    """A part of the answer: `lot` is a position, 0 for none; an empty title takes that of the whole."""

    organization_id: UUID
    lot: int
    title: str


def parts_made(
    *, partners: Sequence[PartnerGiven], lead_id: UUID, lots: Mapping[int, str], skills: Iterable[SkillOfLot]
) -> tuple[PartMade, ...]:
    """Give the parts of an answer: one a lot and partner, one for the skills that it takes on outside its lots.

    A lot that nobody takes is the lead's; a partner with nothing of its own gets one part, to say what it does.
    `lots`: titles by position.
    """
    asked = list(skills)
    made: list[PartMade] = []
    for partner in partners:
        made += [PartMade(partner.organization_id, lot, lots[lot]) for lot in sorted(set(partner.lots))]
        loose: dict[int, list[str]] = {}
        for skill in asked:
            if skill.slug in partner.skills and skill.lot not in partner.lots:
                loose.setdefault(skill.lot, []).append(skill.name)
        made += [PartMade(partner.organization_id, lot, ", ".join(names)) for lot, names in sorted(loose.items())]
    begun = {part.lot for part in made}
    made += [PartMade(lead_id, lot, title) for lot, title in lots.items() if lot not in begun]
    busy = {part.organization_id for part in made}
    made += [PartMade(one.organization_id, 0, "") for one in partners if one.organization_id not in busy]
    return tuple(sorted(made, key=lambda part: (part.lot or len(lots) + 1, part.title)))
