"""The taxonomy file that the package carries: sectors, skills, their synonyms and their NAF hints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

NAF_REV2 = "NAFRev2"
NAF_2025 = "NAF2025"


class TaxonomyFileError(ValueError):
    """The taxonomy file breaks one of its own rules; the message names the entry."""


@dataclass(frozen=True, slots=True)
class NafHint:
    """A code of the French classification of activities that suggests a skill, with the nomenclature it belongs to."""

    code: str
    nomenclature: str


@dataclass(frozen=True, slots=True)
class SkillEntry:
    """A skill of the file. `replaced_by` is the slug that took its place, empty while the skill is in use."""

    slug: str
    sector_slug: str
    name_fr: str
    name_en: str
    synonyms_fr: tuple[str, ...]
    synonyms_en: tuple[str, ...]
    naf: tuple[NafHint, ...]
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class SectorEntry:
    """A sector of the file and its skills, in the order of the file."""

    slug: str
    position: int
    name_fr: str
    name_en: str
    skills: tuple[SkillEntry, ...]


@dataclass(frozen=True, slots=True)
class TaxonomyFile:
    """The whole file. `division_fallback`: NAF rev. 2 division (two digits) to sector slug."""

    version: str
    sectors: tuple[SectorEntry, ...]
    division_fallback: Mapping[str, str]

    @property
    def skills(self) -> tuple[SkillEntry, ...]:
        """Every skill, sector by sector."""
        return tuple(skill for sector in self.sectors for skill in sector.skills)

    def skills_hinted_by(self, *, code: str, nomenclature: str = NAF_REV2) -> tuple[SkillEntry, ...]:
        """Give the skills that a NAF code suggests, in the order of the file; none when no skill lists it."""
        hint = NafHint(code=code, nomenclature=nomenclature)
        return tuple(skill for skill in self.skills if hint in skill.naf)

    def sector_hinted_by(self, *, code: str, nomenclature: str = NAF_REV2) -> SectorEntry | None:
        """Give the sector that a NAF code suggests: its first skill's, else its division's (rev. 2 only)."""
        skills = self.skills_hinted_by(code=code, nomenclature=nomenclature)
        if skills:
            slug: str | None = skills[0].sector_slug
        else:
            slug = self.division_fallback.get(code[:2]) if nomenclature == NAF_REV2 else None
        return next((sector for sector in self.sectors if sector.slug == slug), None)


def read_taxonomy(*, path: Path) -> TaxonomyFile:
    """Read a taxonomy file and check it.

    Raises: TaxonomyFileError (a slug used twice, an unknown sector or replacement, a field missing).
    """
    return parse_taxonomy(text=path.read_text(encoding="utf-8"))


@cache
def packaged_taxonomy() -> TaxonomyFile:
    """Read the taxonomy that the package carries, once per process."""
    return parse_taxonomy(text=(files("maillage.directory") / "data" / "taxonomy.yaml").read_text(encoding="utf-8"))


def parse_taxonomy(*, text: str) -> TaxonomyFile:
    """Build the taxonomy from the text of its file.

    Raises: TaxonomyFileError (a slug used twice, an unknown sector or replacement, a field missing).
    """
    raw = yaml.safe_load(text)
    try:
        taxonomy = TaxonomyFile(
            version=str(raw["version"]),
            sectors=tuple(_sector(entry) for entry in raw["families"]),
            division_fallback=dict(raw.get("division_fallback") or {}),
        )
    except (KeyError, TypeError) as error:
        raise TaxonomyFileError(f"The taxonomy file lacks a field or is not well formed: {error}") from error
    _check(taxonomy)
    return taxonomy


def _sector(raw: Mapping[str, Any]) -> SectorEntry:
    return SectorEntry(
        slug=raw["slug"],
        position=int(raw["order"]),
        name_fr=raw["label_fr"],
        name_en=raw["label_en"],
        skills=tuple(_skill(entry, sector_slug=raw["slug"]) for entry in raw["activities"]),
    )


def _skill(raw: Mapping[str, Any], *, sector_slug: str) -> SkillEntry:
    return SkillEntry(
        slug=raw["slug"],
        sector_slug=sector_slug,
        name_fr=raw["label_fr"],
        name_en=raw["label_en"],
        synonyms_fr=_words(raw.get("keywords_fr")),
        synonyms_en=_words(raw.get("keywords_en")),
        naf=(
            *(NafHint(code=code, nomenclature=NAF_REV2) for code in _words(raw.get("naf"))),
            *(NafHint(code=code, nomenclature=NAF_2025) for code in _words(raw.get("naf2025"))),
        ),
        replaced_by=raw.get("replaced_by", ""),
    )


def _words(raw: Sequence[Any] | None) -> tuple[str, ...]:
    return tuple(str(word) for word in raw or ())


def _check(taxonomy: TaxonomyFile) -> None:
    seen: set[str] = set()
    for slug in (*(sector.slug for sector in taxonomy.sectors), *(skill.slug for skill in taxonomy.skills)):
        if slug in seen:
            raise TaxonomyFileError(f"The slug {slug!r} stands twice in the taxonomy file.")
        seen.add(slug)
    sectors = {sector.slug for sector in taxonomy.sectors}
    for division, sector_slug in taxonomy.division_fallback.items():
        if sector_slug not in sectors:
            raise TaxonomyFileError(f"division_fallback {division!r} names an unknown sector: {sector_slug!r}.")
    skills = {skill.slug for skill in taxonomy.skills}
    for skill in taxonomy.skills:
        if skill.replaced_by and skill.replaced_by not in skills - {skill.slug}:
            raise TaxonomyFileError(f"{skill.slug!r} is replaced by an unknown skill: {skill.replaced_by!r}.")
