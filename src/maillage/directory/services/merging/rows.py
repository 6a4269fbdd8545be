"""Moves everything that one organization holds to another; what says nothing new is left out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Max

from maillage.directory.models import (
    Claim,
    Contact,
    ContactMessage,
    Divergence,
    DuplicatePair,
    Edit,
    Establishment,
    FormerSlug,
    ImportChange,
    ImportRecord,
    NewsItem,
    Offer,
    OrganizationLabel,
    OrganizationSkill,
    Photo,
    ProfileDay,
    Reference,
    ReferencePartner,
)
from maillage.directory.rules.likeness import street_key
from maillage.directory.rules.merging import better_proof
from maillage.directory.types import ClaimState, DuplicateState, EditState

_MERGING = "two organizations become one"


def move_rows(*, kept_id: UUID, absorbed_id: UUID, slug: str, now: datetime) -> None:
    """Make everything of `absorbed_id` belong to `kept_id`. `slug`: the address by which the absorbed one was known."""
    _move_places(kept_id, absorbed_id)
    _move_skills(kept_id, absorbed_id)
    _move_labels(kept_id, absorbed_id)
    _move_contacts(kept_id, absorbed_id)
    for ordered in (Offer, Reference, Photo):
        _append(ordered, kept_id, absorbed_id)
    _move_partners(kept_id, absorbed_id)
    _move_claims(kept_id, absorbed_id, now=now)
    _move_edits(kept_id, absorbed_id)
    said = _rows(Divergence, kept_id).values_list("field", "source")
    for field, source in list(said):
        _rows(Divergence, absorbed_id).filter(field=field, source=source).delete()
    changed = list(_rows(ImportChange, kept_id).values_list("run_id", flat=True))
    _rows(ImportChange, absorbed_id).filter(run_id__in=changed).delete()
    for plain in (ContactMessage, Divergence, ImportChange, ImportRecord):
        _rows(plain, absorbed_id).update(organization_id=kept_id)
    NewsItem.objects.filter(organization_id=absorbed_id).update(organization_id=kept_id)
    _add_days(kept_id, absorbed_id)
    FormerSlug.objects.filter(organization_id=absorbed_id).update(organization_id=kept_id)
    FormerSlug.objects.update_or_create(slug=slug, defaults={"organization_id": kept_id})
    _move_pairs(kept_id, absorbed_id)


def _rows(model: Any, organization_id: UUID) -> Any:
    return model.objects.across_scopes(reason=_MERGING).filter(organization_id=organization_id)


def _move_places(kept_id: UUID, absorbed_id: UUID) -> None:
    ours = list(_rows(Establishment, kept_id))
    has_head = any(place.is_head_office for place in ours)
    for place in _rows(Establishment, absorbed_id).order_by("-is_head_office", "pk"):
        if any(_says_the_same(place, held) for held in ours):
            _rows(Establishment, absorbed_id).filter(pk=place.pk).delete()
            continue
        place.organization_id = kept_id
        place.is_head_office = place.is_head_office and not has_head
        place.save(update_fields=["organization", "is_head_office"])


def _says_the_same(place: Establishment, held: Establishment) -> bool:
    """A place without a number of its own, in the same commune, at the same street or at none."""
    if place.siret or place.commune_code != held.commune_code or place.closed_at != held.closed_at:
        return False
    return not place.street or street_key(place.street) == street_key(held.street)


def _move_skills(kept_id: UUID, absorbed_id: UUID) -> None:
    held = {row.skill_id: row for row in _rows(OrganizationSkill, kept_id)}
    has_main = any(row.is_main for row in held.values())
    for row in _rows(OrganizationSkill, absorbed_id):
        known = held.get(row.skill_id)
        if known is None:
            row.organization_id, row.is_main = kept_id, row.is_main and not has_main
            row.save(update_fields=["organization", "is_main"])
            continue
        if better_proof(known.evidence_kind, row.evidence_kind):
            known.evidence_kind, known.evidence, known.source = row.evidence_kind, row.evidence, row.source
            known.save(update_fields=["evidence_kind", "evidence", "source"])
        _rows(OrganizationSkill, absorbed_id).filter(pk=row.pk).delete()


def _move_labels(kept_id: UUID, absorbed_id: UUID) -> None:
    held = {row.label_id: row for row in _rows(OrganizationLabel, kept_id)}
    for row in _rows(OrganizationLabel, absorbed_id):
        known = held.get(row.label_id)
        if known is None:
            row.organization_id = kept_id
            row.save(update_fields=["organization"])
            continue
        is_longer = known.expires_on is not None and (row.expires_on is None or row.expires_on > known.expires_on)
        if is_longer:
            known.number, known.issued_on, known.expires_on = row.number or known.number, row.issued_on, row.expires_on
            known.save(update_fields=["number", "issued_on", "expires_on"])
        _rows(OrganizationLabel, absorbed_id).filter(pk=row.pk).delete()


def _move_contacts(kept_id: UUID, absorbed_id: UUID) -> None:
    held = {(kind, value.lower()) for kind, value in _rows(Contact, kept_id).values_list("kind", "value")}
    same = [row.pk for row in _rows(Contact, absorbed_id) if (row.kind, row.value.lower()) in held]
    _rows(Contact, absorbed_id).filter(pk__in=same).delete()
    _append(Contact, kept_id, absorbed_id)


def _append(model: Any, kept_id: UUID, absorbed_id: UUID) -> None:
    last = _rows(model, kept_id).aggregate(last=Max("position"))["last"]
    first = 0 if last is None else last + 1
    _rows(model, absorbed_id).update(organization_id=kept_id, position=F("position") + first)


def _move_partners(kept_id: UUID, absorbed_id: UUID) -> None:
    every = ReferencePartner.objects.across_scopes(reason=_MERGING)
    every.filter(organization_id=absorbed_id).update(organization_id=kept_id)
    every.filter(partner_id=absorbed_id).update(partner_id=kept_id)
    # They named one another as partners, or somebody named both: nobody is their own partner, nor twice another's.
    every.filter(organization_id=kept_id, partner_id=kept_id).delete()
    seen: set[UUID] = set()
    for row in every.filter(partner_id=kept_id).order_by("pk"):
        if row.reference_id in seen:
            every.filter(pk=row.pk).delete()
        seen.add(row.reference_id)


def _move_claims(kept_id: UUID, absorbed_id: UUID, *, now: datetime) -> None:
    waiting = list(_rows(Claim, kept_id).filter(state=ClaimState.OPEN.value).values_list("user_id", flat=True))
    _rows(Claim, absorbed_id).filter(state=ClaimState.OPEN.value, user_id__in=waiting).update(
        state=ClaimState.EXPIRED.value, decided_at=now
    )
    _rows(Claim, absorbed_id).update(organization_id=kept_id)


def _move_edits(kept_id: UUID, absorbed_id: UUID) -> None:
    """History moves; what waited for approval was written for a page that is no more, and cannot be applied to this one."""
    waiting = [EditState.PENDING.value, EditState.PUBLISHED.value]
    _rows(Edit, absorbed_id).filter(state__in=waiting).update(state=EditState.REVERTED.value)
    _rows(Edit, absorbed_id).update(organization_id=kept_id)


def _add_days(kept_id: UUID, absorbed_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into directory_profileday as known (organization_id, day, appearances, views, contacts) "
            "select %s, day, appearances, views, contacts from directory_profileday where organization_id = %s order by day "
            "on conflict (organization_id, day) do update set appearances = known.appearances + excluded.appearances, "
            "views = known.views + excluded.views, contacts = known.contacts + excluded.contacts",
            [kept_id, absorbed_id],
        )
    _rows(ProfileDay, absorbed_id).delete()


def _move_pairs(kept_id: UUID, absorbed_id: UUID) -> None:
    """Other doubts about the absorbed one are about the kept one now; a pair decided before stays decided."""
    every = DuplicatePair.objects.across_scopes(reason=_MERGING)
    open_pairs = every.filter(state=DuplicateState.OPEN.value)
    for pair in [*open_pairs.filter(left_id=absorbed_id), *open_pairs.filter(right_id=absorbed_id)]:
        other = pair.right_id if pair.left_id == absorbed_id else pair.left_id
        left, right = _in_order(kept_id, other)
        if other == kept_id or every.filter(left_id=left, right_id=right).exists():
            every.filter(pk=pair.pk).delete()
        else:
            every.filter(pk=pair.pk).update(left_id=left, right_id=right)


def _in_order(first: UUID, second: UUID) -> Sequence[UUID]:
    return (first, second) if first < second else (second, first)
