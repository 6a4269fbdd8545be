"""The taxonomy and the labels, as search needs them: names, synonyms and who belongs to whom."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.db import connection

from maillage import geodata

_READ = """
select 'sector', id, slug, name_fr, name_en, null, null, position from directory_sector where retired_at is null
union all
select 'skill', skill.id, skill.slug, skill.name_fr, skill.name_en, sector.slug,
       skill.synonyms_fr || skill.synonyms_en, skill.position
from directory_skill skill join directory_sector sector on sector.id = skill.sector_id where skill.retired_at is null
union all
select 'label', id, slug, name_fr, name_en, null, null, 0 from directory_label where retired_at is null
union all
select 'former', former.id, former.slug, skill.slug, '', null, null, 0
from directory_skill former join directory_skill skill on skill.id = former.merged_into_id
union all
select 'retired skill', id, slug, name_fr, name_en, null, null, 0
from directory_skill where retired_at is not null and merged_into_id is null
union all
select 'retired sector', id, slug, name_fr, name_en, null, null, 0 from directory_sector where retired_at is not null
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


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way of writing a skill. `rank` 0 is its French name, 1 its English one, others are synonyms."""

    skill: Term
    position: int
    rank: int
    folded: str
    text: str

    @property
    def is_synonym(self) -> bool:
        return self.rank > 1


@dataclass(frozen=True)
class Terms:
    """Terms in use, by slug and in the order in which people read them.

    `former_skills`: of a skill merged into another one, the slug of that one: addresses kept elsewhere still work.
    `retired_skills`, `retired_sectors`: offered to nobody, and found by such addresses at those who hold them still.
    """

    sectors: Mapping[str, Term]
    skills: Mapping[str, Term]
    labels: Mapping[str, Term]
    former_skills: Mapping[str, str] = field(default_factory=dict)
    retired_skills: Mapping[str, Term] = field(default_factory=dict)
    retired_sectors: Mapping[str, Term] = field(default_factory=dict)

    @cached_property
    def skill_by_id(self) -> Mapping[int, Term]:
        return {term.id: term for term in self.skills.values()}

    @cached_property
    def skill_spellings(self) -> tuple["Spelling", ...]:
        """Every name and synonym of every skill, folded, names before synonyms."""
        return tuple(
            Spelling(skill=skill, position=position, rank=rank, folded=f" {geodata.fold(text)}", text=text)
            for position, skill in enumerate(self.skills.values())
            for rank, text in enumerate((skill.name_fr, skill.name_en, *skill.synonyms))
        )


_kept: tuple[float, Terms] | None = None


def current_terms() -> Terms:
    """Give every term, read at most every `MAILLAGE_TERMS_SECONDS` in a process: an edit shows after that at the latest."""
    global _kept
    now = time.monotonic()
    if _kept is None or now - _kept[0] >= settings.MAILLAGE_TERMS_SECONDS:
        _kept = (now, _read_terms())
    return _kept[1]


def _read_terms() -> Terms:
    kinds = ("sector", "skill", "label", "former", "retired skill", "retired sector")
    found: dict[str, dict[str, Term]] = {kind: {} for kind in kinds}
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        for kind, term_id, slug, name_fr, name_en, sector_slug, synonyms, _position in cursor.fetchall():
            found[kind][slug] = Term(term_id, slug, name_fr, name_en, sector_slug or "", tuple(synonyms or ()))
    former = {slug: term.name_fr for slug, term in found["former"].items()}
    return Terms(
        sectors=found["sector"], skills=found["skill"], labels=found["label"], former_skills=former,
        retired_skills=found["retired skill"], retired_sectors=found["retired sector"],
    )  # fmt: skip
