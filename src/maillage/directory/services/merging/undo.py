"""Makes two organizations of one again, as they were."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.services.absorbing import lock_organizations, part_organizations
from maillage.accounts.types import Actor
from maillage.directory.events import MergeUndone
from maillage.directory.models import (
    DuplicatePair,
    Establishment,
    FormerSlug,
    OrganizationMerge,
    OrganizationSkill,
    Profile,
)
from maillage.directory.services.indexing import index
from maillage.directory.services.merging.tables import DAYS, KEPT, rows_of
from maillage.directory.types import DuplicateState
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.row_sets import Row, put_back
from maillage.stream.services import publish

UNDOABLE_FOR = timedelta(days=30)
_PARTING = "two organizations that were merged become two again"


class ChangedSince(Conflict):
    message = _("This page has changed since: undoing the merge would lose what was written. Nothing was changed.")
    code = "changed_since"


@transaction.atomic
def undo_merge(*, actor: Actor, merge_id: UUID, now: datetime) -> OrganizationMerge:
    """Give both organizations back what they held; what arrived since (messages, people) stays with the one that was kept.

    Undoing twice is undoing once. Publishes `MergeUndone`. Raises: NotAllowed, NotFound, ChangedSince.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    merge = OrganizationMerge.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=merge_id).first()
    if merge is None:
        raise NotFound
    if merge.undone_at is not None:
        return merge
    profile = (
        Profile.objects.within(actor.scope)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=merge.kept_id)
        .first()
    )
    if profile is None or profile.version != merge.version or not merge.before:
        raise ChangedSince
    ids = [merge.kept_id, merge.absorbed_id]
    lock_organizations(organization_ids=ids)
    part_organizations(before=merge.before["accounts"])
    _part_rows(merge, ids)
    # The version grows: whoever has the merged page open must not save it over one of the two.
    both = Profile.objects.within(actor.scope).filter(pk__in=ids)
    both.update(version=merge.version + 1)
    FormerSlug.objects.filter(organization_id=merge.kept_id, slug=_slug_of(merge)).delete()
    if merge.pair_id is not None:
        DuplicatePair.objects.within(actor.scope).filter(pk=merge.pair_id).update(
            state=DuplicateState.OPEN.value, decided_at=None, decided_by=None
        )
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    index(ids)
    publish(
        MergeUndone(
            at=now,
            actor_id=actor.user_id,
            object_id=merge.kept_id,
            organization_id=merge.kept_id,
            absorbed_id=merge.absorbed_id,
            merge_id=merge.pk,
        )
    )
    return merge


def forget_old_merges(*, now: datetime) -> int:
    """Forget what organizations were before merges that can no longer be undone: it holds personal data. Gives how many."""
    rows = OrganizationMerge.objects.across_scopes(reason="keeping personal data no longer than needed")
    return int(rows.filter(at__lt=now - UNDOABLE_FOR).exclude(before={}).update(before={}))


def _slug_of(merge: OrganizationMerge) -> str:
    rows = merge.before["accounts"]["accounts_organization"]
    return str(next(row["slug"] for row in rows if row["id"] == str(merge.absorbed_id)))


def _part_rows(merge: OrganizationMerge, ids: list[UUID]) -> None:
    before: dict[str, Any] = merge.before["directory"]
    # Marks that one row only may bear are taken off first, so that rows can come back in any order.
    Establishment.objects.across_scopes(reason=_PARTING).filter(organization_id__in=ids).update(is_head_office=False)
    OrganizationSkill.objects.across_scopes(reason=_PARTING).filter(organization_id__in=ids).update(is_main=False)
    for kept in KEPT:
        rows = rows_of(before, kept)
        if kept.table == "directory_duplicatepair":
            rows = [row for row in rows if row["state"] == DuplicateState.OPEN]
        put_back(table=kept.table, rows=rows, key=kept.key, columns=kept.columns)
    days = rows_of(before, DAYS)
    absorbed = [row for row in days if row["organization_id"] == str(merge.absorbed_id)]
    with connection.cursor() as cursor:
        cursor.executemany(
            "update directory_profileday set appearances = greatest(0, appearances - %s), views = greatest(0, views - %s), "
            "contacts = greatest(0, contacts - %s) where organization_id = %s and day = %s",
            [(row["appearances"], row["views"], row["contacts"], merge.kept_id, row["day"]) for row in absorbed],
        )
        # A day that the merge brought alone leaves with it.
        cursor.execute(
            "delete from directory_profileday where organization_id = %s and day = any(%s::date[]) "
            "and appearances + views + contacts = 0",
            [merge.kept_id, sorted({row["day"] for row in absorbed} - _days_of(days, merge.kept_id))],
        )
    put_back(table=DAYS.table, rows=absorbed, key=DAYS.key)


def _days_of(days: list[Row], organization_id: UUID) -> set[str]:
    return {row["day"] for row in days if row["organization_id"] == str(organization_id)}
