"""What an organization can do, and what proves it."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.directory.models import OrganizationSkill, Skill
from maillage.directory.services.sections.document import Document, SectionKind, own_rows, picked
from maillage.directory.types import EvidenceKind, Section, Source
from maillage.kit.errors import Invalid

MOST = 30
_COLUMNS = ("is_main", "evidence_kind", "evidence")


def snapshot(organization_id: UUID) -> Document:
    rows = own_rows(OrganizationSkill, organization_id).select_related("skill").order_by("-is_main", "pk")
    return {"skills": [{"slug": row.skill.slug, **picked(row, _COLUMNS)} for row in rows]}


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    rows = document["skills"]
    slugs = [row["slug"] for row in rows]
    if len(rows) > MOST:
        raise Invalid(_("Choose at most 30 skills: the ones you want to be found for."), field="skills")
    if len(slugs) != len(set(slugs)):
        raise Invalid(_("A skill is chosen twice."), field="skills")
    if sum(row["is_main"] for row in rows) > 1:
        raise Invalid(_("Choose one main skill only."), field="skills")
    if any(row["evidence_kind"] not in EvidenceKind for row in rows):
        raise Invalid(_("Choose a kind of proof of the list."), field="skills")
    if set(slugs) - set(living_skills(slugs)):
        raise Invalid(_("This skill is not in the list: choose one that is."), field="skills")


def living_skills(slugs: list[str]) -> dict[str, Skill]:
    """Give the skill that each slug now means: a merged one is followed."""
    rows = Skill.objects.filter(slug__in=slugs).select_related("merged_into")
    return {row.slug: row.merged_into or row for row in rows}


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    skills = living_skills([row["slug"] for row in document["skills"]])
    own = own_rows(OrganizationSkill, organization_id)
    wanted: dict[int, Document] = {}
    for row in document["skills"]:
        if row["slug"] in skills:
            wanted.setdefault(skills[row["slug"]].pk, row)
    has_main = any(row["is_main"] for row in wanted.values())
    own.exclude(skill_id__in=wanted).delete()
    own.update(is_main=False)
    known = {row.skill_id: row for row in own}
    for number, (skill_id, row) in enumerate(wanted.items()):
        held = known.get(skill_id) or OrganizationSkill(
            organization_id=organization_id, skill_id=skill_id, since=now.date()
        )
        is_as_before = held.pk and (held.evidence_kind, held.evidence) == (row["evidence_kind"], row["evidence"])
        held.source = held.source if is_as_before else source.value
        held.is_main = row["is_main"] if has_main else number == 0
        held.evidence_kind, held.evidence = row["evidence_kind"], row["evidence"]
        held.save()


KIND = SectionKind(Section.SKILLS, snapshot, check, apply, {})
