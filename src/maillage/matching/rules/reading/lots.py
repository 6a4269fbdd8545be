"""Group the skills of a need into lots that one organization could take."""

from collections.abc import Sequence

from maillage.matching.rules.reading.types import LotRead, SkillRead
from maillage.matching.rules.reading.vocabulary import Vocabulary

_LONGEST_TITLE = 80


def lots_of(skills: Sequence[SkillRead], /, *, vocabulary: Vocabulary, language: str) -> tuple[LotRead, ...]:
    """Group by sector, in the order of the surest skill; a single skill makes no lot."""
    if len(skills) < 2:
        return ()
    by_sector: dict[str, list[str]] = {}
    for skill in skills:
        by_sector.setdefault(vocabulary.sectors.get(skill.slug, ""), []).append(skill.slug)
    return tuple(
        LotRead(sector, _title([_name(vocabulary, slug, language) for slug in slugs]), tuple(slugs))
        for sector, slugs in by_sector.items()
    )


def _name(vocabulary: Vocabulary, slug: str, language: str) -> str:
    names = vocabulary.names.get(slug) or (slug,)
    return names[1] if language == "en" and len(names) > 1 else names[0]


def _title(names: list[str]) -> str:
    title = " · ".join(names)
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip(" ·,") + "…"
