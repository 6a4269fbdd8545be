"""Sectors, skills and labels to choose from, and as the administrator sees them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from maillage.directory.models import Label, OrganizationSkill, Sector, Skill
from maillage.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class SkillChoice:
    """A living skill, its names in both languages, its synonyms and the activity codes that suggest it (NAF, in both revisions)."""

    slug: str
    name: str
    sector: str
    names: tuple[str, ...]
    synonyms: tuple[str, ...]
    naf: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountedSkill:
    row: Skill
    count: int


@dataclass(frozen=True, slots=True)
class SectorSkills:
    row: Sector
    skills: tuple[CountedSkill, ...]


def skill_choices() -> list[SkillChoice]:
    """Give the living skills in the order of the taxonomy: one query."""
    rows = Skill.objects.filter(retired_at__isnull=True, sector__retired_at__isnull=True).select_related("sector")
    return [
        SkillChoice(
            slug=row.slug,
            name=row.name,
            sector=row.sector.name,
            names=(row.name_fr, row.name_en),
            synonyms=(*row.synonyms_fr, *row.synonyms_en),
            naf=(*row.naf_rev2, *row.naf_2025),
        )
        for row in rows.order_by("sector__position", "position", "slug")
    ]


def slugs_by_name(choices: Sequence[SkillChoice], *, fold: Callable[[str], str]) -> dict[str, str]:
    """Give the slug that each folded name means; names come before synonyms, the first skill before the others."""
    slugs: dict[str, str] = {}
    for texts in (lambda each: (each.name,), lambda each: (*each.names, each.slug), lambda each: each.synonyms):
        for choice in choices:
            for text in texts(choice):
                slugs.setdefault(fold(text), choice.slug)
    return slugs


def chosen_skills(*, organization_id: UUID, also: Sequence[str]) -> list[tuple[str, str]]:
    """Give slug and name of an organization's skills, and of those of `also`."""
    rows = OrganizationSkill.objects.across_scopes(reason="choices shown to those who may edit the profile")
    skills = Skill.objects.filter(
        Q(pk__in=rows.filter(organization_id=organization_id).values("skill_id")) | Q(slug__in=also)
    )
    return [(skill.slug, skill.name) for skill in skills.order_by("position", "slug")]


def label_choices(*, held: Sequence[str]) -> list[tuple[str, str]]:
    """Give the living labels, and those held already."""
    labels = Label.objects.filter(Q(retired_at__isnull=True) | Q(slug__in=held))
    return sorted(((label.slug, label.name) for label in labels), key=lambda pair: pair[1].casefold())


def whole_taxonomy() -> list[SectorSkills]:
    """Give every sector with its skills, living or not, and how many organizations have each: three queries."""
    counts = dict(
        OrganizationSkill.objects.across_scopes(reason="counts for the administrator")
        .values_list("skill_id")
        .annotate(found=Count("pk"))
        .values_list("skill_id", "found")
    )
    skills: dict[int, list[CountedSkill]] = {}
    for row in Skill.objects.select_related("merged_into").order_by("position", "slug"):
        skills.setdefault(row.sector_id, []).append(CountedSkill(row, counts.get(row.pk, 0)))
    return [SectorSkills(row, tuple(skills.get(row.pk, ()))) for row in Sector.objects.order_by("position", "slug")]


def skill_by_slug(*, slug: str) -> Skill:
    """Raises: NotFound."""
    found = Skill.objects.select_related("sector", "merged_into").filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def sector_by_slug(*, slug: str) -> Sector:
    """Raises: NotFound."""
    found = Sector.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def sectors() -> QuerySet[Sector]:
    """Give the living sectors."""
    return Sector.objects.filter(retired_at__isnull=True).order_by("position", "slug")
