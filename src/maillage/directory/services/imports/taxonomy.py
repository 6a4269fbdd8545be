"""What activity codes and tags suggest, from the network's own taxonomy."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from maillage.directory.importing.cleaning.text import folded
from maillage.directory.importing.skills import SkillSuggester
from maillage.directory.models import Skill
from maillage.directory.rules.likeness import name_key
from maillage.directory.taxonomy_file import NAF_2025, NAF_REV2, NafHint, packaged_taxonomy


@dataclass(frozen=True, slots=True)
class _Hinted:
    slug: str
    sector_slug: str
    naf: tuple[NafHint, ...]


@dataclass(frozen=True, slots=True)
class SkillLookup:
    """`ids` by slug of each living skill, `of_tag`: slug by folded name or synonym."""

    suggester: SkillSuggester
    ids: dict[str, int]
    of_tag: dict[str, str]


def skill_lookup() -> SkillLookup:
    """Read the living skills once for a whole import."""
    living = list(
        Skill.objects.filter(retired_at__isnull=True, sector__retired_at__isnull=True)
        .select_related("sector")
        .order_by("sector__position", "position", "slug")
    )
    hinted = [
        _Hinted(
            skill.slug,
            skill.sector.slug,
            (
                *(NafHint(code=code, nomenclature=NAF_REV2) for code in skill.naf_rev2),
                *(NafHint(code=code, nomenclature=NAF_2025) for code in skill.naf_2025),
            ),
        )
        for skill in living
    ]
    of_tag: dict[str, str] = {}
    for skill in living:
        for name in (skill.name_fr, skill.name_en, skill.slug):
            of_tag.setdefault(name_key(name), skill.slug)
    for skill in living:
        for synonym in (*skill.synonyms_fr, *skill.synonyms_en):
            of_tag.setdefault(name_key(synonym), skill.slug)
    suggester = SkillSuggester(skills=hinted, division_fallback=packaged_taxonomy().division_fallback)
    return SkillLookup(suggester, {skill.slug: skill.pk for skill in living}, of_tag)


_SHORTEST_PHRASE = 8
_LONGEST_PHRASE_WORDS = 5


def skills_in_file_name(name: str, /) -> tuple[str, ...]:
    """Give the skills that a file's name says of all its rows: `coop_supermarkets.json`, `tiers-lieux 2024.csv`.

    Whole words only, eight letters at least, singular or plural.
    """
    words = [_singular(word) for word in folded(Path(name).stem).split() if not word.isdigit()]
    said = {
        "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + _LONGEST_PHRASE_WORDS, len(words)) + 1)
    }
    living = Skill.objects.filter(retired_at__isnull=True, sector__retired_at__isnull=True)
    return tuple(
        skill.slug
        for skill in living.order_by("sector__position", "position", "slug")
        if said & _phrases((skill.name_fr, skill.name_en, *skill.synonyms_fr, *skill.synonyms_en))
    )


def _phrases(names: Iterable[str]) -> set[str]:
    compact = {"".join(_singular(word) for word in folded(name).split()) for name in names}
    return {phrase for phrase in compact if len(phrase) >= _SHORTEST_PHRASE}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
