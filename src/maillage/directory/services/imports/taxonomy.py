"""What activity codes and tags suggest, from the network's own taxonomy."""

from dataclasses import dataclass

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
