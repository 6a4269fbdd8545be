"""Which skills a main activity suggests: proposed to the enterprise, never decided for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from maillage.directory.importing.types import ActivityCode, Nomenclature

_SAYS_NOTHING = frozenset({"00", "84", "94", "99"})


class Hint(Protocol):
    """A NAF code with its nomenclature."""

    @property
    def code(self) -> str: ...
    @property
    def nomenclature(self) -> str: ...


class HintedSkill(Protocol):
    """A skill as the taxonomy gives it."""

    @property
    def slug(self) -> str: ...
    @property
    def sector_slug(self) -> str: ...
    @property
    def naf(self) -> Iterable[Hint]: ...


class SkillSuggestion(NamedTuple):
    """The skills to propose and the sectors they belong to; only a sector when no skill lists the code."""

    skills: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()


class SkillSuggester:
    """Looks activity codes up in a taxonomy, once indexed (138 skills, millions of rows)."""

    def __init__(self, *, skills: Iterable[HintedSkill], division_fallback: Mapping[str, str]) -> None:
        self._by_code: dict[tuple[str, str], SkillSuggestion] = {}
        self._fallback = dict(division_fallback)
        for skill in skills:
            for hint in skill.naf:
                key = (hint.code, hint.nomenclature)
                before = self._by_code.get(key, SkillSuggestion())
                sectors = dict.fromkeys((*before.sectors, skill.sector_slug))
                self._by_code[key] = SkillSuggestion((*before.skills, skill.slug), tuple(sectors))

    def suggest(self, activity: ActivityCode | None, /) -> SkillSuggestion:
        """Give what a code suggests, in the taxonomy's order; nothing for codes that say nothing (94.99Z)."""
        if activity is None:
            return SkillSuggestion()
        found = self._by_code.get((activity.code, activity.nomenclature.value))
        if found:
            return found
        division = activity.code[:2]
        if activity.nomenclature is not Nomenclature.NAF_REV2 or division in _SAYS_NOTHING:
            return SkillSuggestion()
        sector = self._fallback.get(division)
        return SkillSuggestion((), (sector,)) if sector else SkillSuggestion()
