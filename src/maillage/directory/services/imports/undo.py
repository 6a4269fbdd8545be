"""Undo an import: what it created goes, what it changed comes back, unless somebody has touched it since."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction

from maillage.accounts.models import Organization
from maillage.accounts.services.organization_sets import remove_organizations
from maillage.accounts.types import Actor
from maillage.directory.events import ImportUndone
from maillage.directory.models import ImportRun
from maillage.directory.search.index import index_organizations, remove_from_index
from maillage.directory.services.imports.keys import write_keys
from maillage.directory.services.imports.labels import LabelIds
from maillage.directory.services.imports.loading import load_organizations
from maillage.directory.services.imports.locks import only_import
from maillage.directory.services.imports.states import KnownOrganization
from maillage.directory.services.imports.writing import write_changes
from maillage.directory.types import ImportState
from maillage.kit.errors import NotAllowed
from maillage.stream.services import publish

_BATCH = 1_000
# Nobody holds it, edited it or changed its listing since; no later import has touched it.
_REMOVABLE = """
select profile.organization_id
from directory_profile profile
where profile.organization_id in (select organization_id from directory_importrecord where run_id = %(run)s and is_new)
  and profile.claimed_at is null
  and profile.version = (
    select max(version) from directory_importrecord record where record.organization_id = profile.organization_id and run_id = %(run)s)
  and not exists (select from directory_claim where organization_id = profile.organization_id and state = 'open')
  and {nothing_else}
order by 1
"""
_CREATED = "select count(distinct organization_id) from directory_importrecord where run_id = %(run)s and is_new"
_RESTORABLE = """
select change.organization_id, change.before from directory_importchange change
join directory_profile profile using (organization_id)
where change.run_id = %(run)s and profile.version = change.version order by 1
"""
_CHANGED = "select count(*) from directory_importchange where run_id = %(run)s"
# What hangs on an organization that an import has made; anything else keeps it.
_PARTS = (
    "directory_organizationskill", "directory_organizationlabel", "directory_contact", "directory_establishment",
    "directory_divergence", "directory_profileday", "directory_edit", "directory_claim", "directory_profile",
)  # fmt: skip
_GONE_WITH_IT = frozenset(
    (
        *_PARTS, "directory_duplicatepair", "directory_importrecord", "directory_importchange", "directory_matchkey",
        "directory_search_document", "directory_search_card", "directory_search_name_start", "directory_search_ability",
        "directory_search_prepared",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UndoReport:
    """`kept`: organizations created or changed by the import that stay as they are, because somebody touched them since."""

    removed: int
    restored: int
    kept: int


def undo_run(*, actor: Actor, run: ImportRun, now: datetime) -> UndoReport:
    """Take back what an import did, batch by batch. What people wrote since stays. Safe to run twice.

    Raises: NotAllowed.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    with only_import(while_waiting=lambda: True):
        created, changed = _one(_CREATED, run), _one(_CHANGED, run)
        removed, restored = _remove(run), _restore(run, now=now)
        report = UndoReport(removed, restored, created - removed + changed - restored)
        with transaction.atomic():
            before = run.report.get("undo", {"removed": 0, "restored": 0})
            told = {
                "removed": removed + before["removed"],
                "restored": restored + before["restored"],
                "kept": report.kept,
            }
            run.report = {**run.report, "undo": told}
            run.undone_at = now
            run.save(update_fields=["report", "undone_at"])
            publish(
                ImportUndone(
                    at=now, actor_id=actor.user_id, object_id=run.pk, organization_id=None, file_name=run.file_name,
                    removed=report.removed, restored=report.restored, kept=report.kept,
                )
            )  # fmt: skip
    return report


def may_be_undone(run: ImportRun, /) -> bool:
    """Say whether an import has left something to take back."""
    return (
        not run.is_dry_run
        and run.undone_at is None
        and run.state in (ImportState.DONE, ImportState.CANCELLED, ImportState.FAILED)
        and run.created + run.updated + run.merged > 0
    )


def _one(statement: str, run: ImportRun) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"run": run.pk})
        return int(cursor.fetchone()[0])


def _remove(run: ImportRun) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_REMOVABLE.format(nothing_else=_nothing_else_hangs_on_it()), {"run": run.pk})
        ids = [row[0] for row in cursor.fetchall()]
    removed = 0
    for batch in batched(ids, _BATCH):
        with transaction.atomic():
            remove_from_index(batch)
            _delete(batch)
            removed += len(batch)
    return removed


def _nothing_else_hangs_on_it() -> str:
    """Say that no row of any context points to the organization, save those that are deleted with it."""
    kept = []
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if field.is_relation and field.related_model is Organization and model._meta.db_table not in _GONE_WITH_IT:
                kept.append(
                    f"not exists (select from {model._meta.db_table} other where other.{field.column} = profile.organization_id)"
                )
    return " and ".join(kept)


def _delete(ids: Collection[UUID]) -> None:
    with connection.cursor() as cursor:
        for table in _PARTS:
            cursor.execute(f"delete from {table} where organization_id = any(%s)", [list(ids)])  # noqa: S608 - names of ours
        cursor.execute(
            "delete from directory_duplicatepair where left_id = any(%(ids)s) or right_id = any(%(ids)s)",
            {"ids": list(ids)},
        )
        for table in ("directory_importrecord", "directory_importchange", "directory_matchkey"):
            cursor.execute(f"delete from {table} where organization_id = any(%s)", [list(ids)])  # noqa: S608 - names of ours
    remove_organizations(ids)


def _restore(run: ImportRun, *, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_RESTORABLE, {"run": run.pk})
        before = {pk: json.loads(document) for pk, document in cursor.fetchall()}
    for batch in batched(sorted(before), _BATCH):
        with transaction.atomic():
            known = load_organizations(batch)
            for pk, organization in known.items():
                _put_back(organization, before[pk])
            labels = LabelIds().of(slug for organization in known.values() for slug in organization.labels)
            write_changes(list(known.values()), label_ids=labels, now=now)
            write_keys(made=(), changed=list(known.values()))
            index_organizations(batch)
            with connection.cursor() as cursor:
                cursor.execute(
                    "delete from directory_importchange where run_id = %s and organization_id = any(%s)",
                    [run.pk, list(batch)],
                )
                cursor.execute(
                    "delete from directory_importrecord where run_id = %s and organization_id = any(%s)",
                    [run.pk, list(batch)],
                )
    return len(before)


def _put_back(known: KnownOrganization, before: Mapping[str, Any]) -> None:
    """Set an organization as it was; places, skills, labels and contacts that the import added are deleted."""
    values = dict(before["values"])
    for name in ("closed_at", "founded_on"):
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    known.values = values
    known.version += 1
    places = {UUID(row["id"]): row for row in before["places"]}
    added_places = [row["id"] for row in known.places if row["id"] not in places]
    skills, labels = set(before["skills"]), set(before["labels"])
    contacts = [tuple(pair) for pair in before["contacts"]]
    with connection.cursor() as cursor:
        cursor.execute("delete from directory_establishment where id = any(%s)", [added_places])
        cursor.execute(
            "delete from directory_organizationskill where organization_id = %s and skill_id = any(%s)",
            [known.id, [pk for pk in known.skills if pk not in skills]],
        )
        cursor.execute(
            "delete from directory_organizationlabel held using directory_label label where label.id = held.label_id "
            "and held.organization_id = %s and label.slug = any(%s)",
            [known.id, [slug for slug in known.labels if slug not in labels]],
        )
        for kind, value in known.contacts:
            if (kind, value) not in contacts:
                cursor.execute(
                    "delete from directory_contact where organization_id = %s and kind = %s and value = %s",
                    [known.id, kind, value],
                )
    held = {row["id"]: row for row in known.places}
    known.places = [
        {**held[pk], **row, "id": pk, "closed_at": date.fromisoformat(row["closed_at"]) if row["closed_at"] else None}
        for pk, row in places.items()
        if pk in held
    ]
    known.skills = {pk: source for pk, source in known.skills.items() if pk in skills}
    known.labels = {slug: source for slug, source in known.labels.items() if slug in labels}
    known.contacts = [pair for pair in known.contacts if pair in contacts]
