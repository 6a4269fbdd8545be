"""The taxonomy as the network's own: loaded once from the file, then added to, renamed, merged, retired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.directory.events import TaxonomyChanged
from maillage.directory.models import OrganizationSkill, Reference, Sector, Skill
from maillage.directory.rules.identifiers import clean_naf
from maillage.directory.services.indexing import reindex_skill_later
from maillage.directory.taxonomy_file import NAF_2025, NAF_REV2, TaxonomyFile
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.stream.services import publish


@dataclass(frozen=True, slots=True)
class SkillWords:
    """What a skill is called and found by."""

    name_fr: str
    name_en: str
    synonyms_fr: Sequence[str] = ()
    synonyms_en: Sequence[str] = ()
    naf_rev2: Sequence[str] = ()
    naf_2025: Sequence[str] = ()


@transaction.atomic
def load_taxonomy(*, taxonomy: TaxonomyFile, now: datetime) -> int:
    """Add the sectors and skills of a file that are not known yet, and give how many; what is known stays as it is.

    So what the administrator renamed, merged or retired is kept, and loading twice changes nothing.
    """
    sectors = {row.slug: row for row in Sector.objects.all()}
    known = set(Skill.objects.values_list("slug", flat=True))
    added = 0
    for entry in taxonomy.sectors:
        if entry.slug not in sectors:
            sectors[entry.slug] = Sector.objects.create(
                slug=entry.slug, name_fr=entry.name_fr, name_en=entry.name_en, position=entry.position
            )
            added += 1
        new = [
            Skill(
                slug=skill.slug,
                sector=sectors[entry.slug],
                name_fr=skill.name_fr,
                name_en=skill.name_en,
                position=number,
                synonyms_fr=list(skill.synonyms_fr),
                synonyms_en=list(skill.synonyms_en),
                naf_rev2=[hint.code for hint in skill.naf if hint.nomenclature == NAF_REV2],
                naf_2025=[hint.code for hint in skill.naf if hint.nomenclature == NAF_2025],
                retired_at=now if skill.replaced_by else None,
            )
            for number, skill in enumerate(entry.skills)
            if skill.slug not in known
        ]
        added += len(Skill.objects.bulk_create(new))
    for skill in taxonomy.skills:
        if skill.replaced_by and skill.slug not in known:
            Skill.objects.filter(slug=skill.slug).update(merged_into=Skill.objects.get(slug=skill.replaced_by))
    return added


@transaction.atomic
def write_sector(*, actor: Actor, slug: str, name_fr: str, name_en: str, now: datetime) -> Sector:
    """Add a sector (`slug` empty) or rename one. Publishes `TaxonomyChanged`.

    Raises: NotAllowed, NotFound.
    """
    _require(actor)
    if slug:
        sector = Sector.objects.select_for_update().filter(slug=slug).first()
        if sector is None:
            raise NotFound
        if (sector.name_fr, sector.name_en) == (name_fr, name_en):
            return sector
        sector.name_fr, sector.name_en = name_fr, name_en
        sector.save(update_fields=["name_fr", "name_en"])
        for skill_id in sector.skills.values_list("pk", flat=True):
            reindex_skill_later(skill_id=skill_id)
    else:
        known = Sector.objects.filter(name_fr=name_fr, retired_at__isnull=True).first()
        if known is not None:
            return known  # the form was sent twice
        last = Sector.objects.aggregate(last=Max("position"))["last"] or 0
        sector = Sector.objects.create(slug=_free_slug(name_fr), name_fr=name_fr, name_en=name_en, position=last + 1)
    _say(actor, slug=sector.slug, change="renamed" if slug else "added", now=now)
    return sector


@transaction.atomic
def write_skill(*, actor: Actor, slug: str, sector_slug: str, words: SkillWords, now: datetime) -> Skill:
    """Add a skill (`slug` empty) to a sector, or change one's words and sector. Publishes `TaxonomyChanged`; reindexes.

    Raises: NotAllowed, NotFound, Invalid.
    """
    _require(actor)
    sector = Sector.objects.filter(slug=sector_slug).first()
    if sector is None:
        raise Invalid(_("Choose a sector of the list."), field="sector")
    codes = {}
    for field, typed in (("naf_rev2", words.naf_rev2), ("naf_2025", words.naf_2025)):
        codes[field] = [clean_naf(code) for code in typed]
        if not all(codes[field]):
            raise Invalid(_("A NAF code looks like 62.01Z."), field=field)
    if slug:
        skill = Skill.objects.select_for_update().filter(slug=slug).first()
        if skill is None:
            raise NotFound
    else:
        known = Skill.objects.filter(sector=sector, name_fr=words.name_fr, retired_at__isnull=True).first()
        if known is not None:
            return known  # the form was sent twice
        last = Skill.objects.filter(sector=sector).aggregate(last=Max("position"))["last"] or 0
        skill = Skill(slug=_free_slug(words.name_fr), position=last + 1)
    skill.sector = sector
    skill.name_fr, skill.name_en = words.name_fr, words.name_en
    skill.synonyms_fr, skill.synonyms_en = list(words.synonyms_fr), list(words.synonyms_en)
    skill.naf_rev2, skill.naf_2025 = codes["naf_rev2"], codes["naf_2025"]
    skill.save()
    if slug:
        reindex_skill_later(skill_id=skill.pk)
    _say(actor, slug=skill.slug, change="renamed" if slug else "added", now=now)
    return skill


@transaction.atomic
def merge_skills(*, actor: Actor, slug: str, into: str, now: datetime) -> int:
    """Move all who have a skill to another one, retire the first, and give how many moved.

    The words of the merged skill become synonyms of the other, so that old searches still find.
    Publishes `TaxonomyChanged`; reindexes. Raises: NotAllowed, NotFound, Invalid.
    """
    _require(actor)
    rows = {row.slug: row for row in Skill.objects.select_for_update().filter(slug__in=[slug, into])}
    if slug not in rows or into not in rows:
        raise NotFound
    merged, target = rows[slug], rows[into]
    if merged.pk == target.pk or target.merged_into_id or target.retired_at:
        raise Invalid(_("Choose another skill that is in use."), field="into")
    rows_of_all = OrganizationSkill.objects.across_scopes(reason="a merged skill moves for everybody")
    held = rows_of_all.filter(skill=merged)
    # Who had both keeps the target's row, main if either was.
    mains = set(held.filter(is_main=True).values_list("organization_id", flat=True))
    both = rows_of_all.filter(skill=target, organization_id__in=held.values("organization_id"))
    doubles = set(both.values_list("organization_id", flat=True))
    held.filter(organization_id__in=doubles).delete()
    rows_of_all.filter(skill=target, organization_id__in=mains & doubles).update(is_main=True)
    moved = held.update(skill=target) + len(doubles)
    _rename_in_references(slug, into)
    target.synonyms_fr = _joined(target.synonyms_fr, [merged.name_fr, *merged.synonyms_fr], but=target.name_fr)
    target.synonyms_en = _joined(target.synonyms_en, [merged.name_en, *merged.synonyms_en], but=target.name_en)
    target.naf_rev2 = _joined(target.naf_rev2, merged.naf_rev2)
    target.naf_2025 = _joined(target.naf_2025, merged.naf_2025)
    target.save()
    Skill.objects.filter(merged_into=merged).update(merged_into=target)
    merged.merged_into, merged.retired_at = target, merged.retired_at or now
    merged.save(update_fields=["merged_into", "retired_at"])
    reindex_skill_later(skill_id=target.pk)
    _say(actor, slug=slug, change="merged", into=into, now=now)
    return moved


def _rename_in_references(slug: str, into: str) -> None:
    rows = Reference.objects.across_scopes(reason="a merged skill moves for everybody").filter(
        skill_slugs__contains=[slug]
    )
    for reference in rows.iterator():
        reference.skill_slugs = list(dict.fromkeys(into if each == slug else each for each in reference.skill_slugs))
        reference.save(update_fields=["skill_slugs"])


def _joined(known: Sequence[str], more: Sequence[str], *, but: str = "") -> list[str]:
    return [word for word in dict.fromkeys([*known, *more]) if word != but]


@transaction.atomic
def retire_term(*, actor: Actor, slug: str, now: datetime, is_retired: bool = True) -> None:
    """Take a sector or skill out of the choices, or put it back; those who have it keep it. Publishes `TaxonomyChanged`.

    Raises: NotAllowed, NotFound, Invalid (a merged skill does not come back).
    """
    _require(actor)
    term = Skill.objects.filter(slug=slug).first() or Sector.objects.filter(slug=slug).first()
    if term is None:
        raise NotFound
    if isinstance(term, Skill) and term.merged_into_id and not is_retired:
        raise Invalid(_("This skill was merged into another: it cannot come back."))
    if (term.retired_at is not None) == is_retired:
        return
    term.retired_at = now if is_retired else None
    term.save(update_fields=["retired_at"])
    skills = [term] if isinstance(term, Skill) else list(Skill.objects.filter(sector=term))
    for skill in skills:
        reindex_skill_later(skill_id=skill.pk)
    _say(actor, slug=slug, change="retired" if is_retired else "restored", now=now)


def _require(actor: Actor) -> None:
    if not actor.is_administrator:
        raise NotAllowed


def _free_slug(name: str) -> str:
    base = slugify(name)[:56].strip("-") or "metier"
    for number in ["", *(f"-{count}" for count in range(2, 100))]:
        slug = f"{base}{number}"
        if not (Skill.objects.filter(slug=slug).exists() or Sector.objects.filter(slug=slug).exists()):
            return slug
    raise Invalid(_("Choose another name: this one is taken."), field="name_fr")


def _say(actor: Actor, *, slug: str, change: str, now: datetime, into: str = "") -> None:
    publish(
        TaxonomyChanged(
            at=now, actor_id=actor.user_id, object_id=None, organization_id=None, slug=slug, change=change, into=into
        )
    )
