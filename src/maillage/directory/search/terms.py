"""The taxonomy and the labels, as search needs them: names, synonyms and who belongs to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

_READ = """
select 'sector', id, slug, name_fr, name_en, null, null, position from directory_sector where retired_at is null
union all
select 'skill', skill.id, skill.slug, skill.name_fr, skill.name_en, sector.slug,
       skill.synonyms_fr || skill.synonyms_en, skill.position
from directory_skill skill join directory_sector sector on sector.id = skill.sector_id where skill.retired_at is null
union all
select 'label', id, slug, name_fr, name_en, null, null, 0 from directory_label where retired_at is null
order by 8, 3
"""


@dataclass(frozen=True, slots=True)
class Term:
    id: int
    slug: str
    name_fr: str
    name_en: str
    sector_slug: str = ""
    synonyms: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True)
class Terms:
    """Terms in use, by slug and in the order in which people read them."""

    sectors: Mapping[str, Term]
    skills: Mapping[str, Term]
    labels: Mapping[str, Term]

    @cached_property
    def skill_by_id(self) -> Mapping[int, Term]:
        return {term.id: term for term in self.skills.values()}


def current_terms() -> Terms:
    """Read every term: one query of some hundred short rows."""
    found: dict[str, dict[str, Term]] = {"sector": {}, "skill": {}, "label": {}}
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        for kind, term_id, slug, name_fr, name_en, sector_slug, synonyms, _position in cursor.fetchall():
            found[kind][slug] = Term(term_id, slug, name_fr, name_en, sector_slug or "", tuple(synonyms or ()))
    return Terms(sectors=found["sector"], skills=found["skill"], labels=found["label"])
