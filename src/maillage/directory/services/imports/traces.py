"""What an import leaves besides the organizations: what they were before, what was refused, what differs."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from maillage.directory.importing.reject_file import original_cells
from maillage.directory.importing.types import Reason
from maillage.directory.models import Divergence
from maillage.directory.services.imports.merging import Difference
from maillage.directory.services.imports.states import KnownOrganization
from maillage.kit.copying import copy_rows

_KEEP_BEFORE = """
insert into directory_importchange (run_id, organization_id, before, fields, version)
select %(run)s, said.id, said.before, said.fields, said.version
from jsonb_to_recordset(%(said)s::jsonb) said (id uuid, before jsonb, fields jsonb, version int)
where not exists (
  select from directory_importrecord record
  where record.organization_id = said.id and record.run_id = %(run)s and record.is_new)
on conflict (run_id, organization_id) do update set version = excluded.version, fields = (
  select jsonb_agg(distinct field) from jsonb_array_elements(directory_importchange.fields || excluded.fields) field)
"""


def write_changes(changed: Sequence[tuple[KnownOrganization, list[str]]], /, *, run_id: UUID) -> None:
    """Keep what organizations were before this import changed them; the first time counts."""
    if not changed:
        return
    said = [
        {"id": known.id, "before": _document(known.before or known), "fields": fields, "version": known.version}
        for known, fields in changed
    ]
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_BEFORE, {"run": run_id, "said": json.dumps(said, default=str)})


def _document(known: KnownOrganization) -> dict[str, Any]:
    return {
        "values": known.values,
        "places": known.places,
        "skills": sorted(known.skills),
        "labels": sorted(known.labels),
        "contacts": known.contacts,
    }


def write_rejects(rejected: Sequence[tuple[Any, tuple[Reason, ...]]], /, *, run_id: UUID) -> None:
    """Keep refused rows until the reject file is written."""
    if not rejected:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "create temporary table if not exists import_rejects (row bigint, cells jsonb, reasons jsonb) on commit delete rows"
        )
        cursor.execute("delete from import_rejects")
        rows = [
            (refused.original.number, _json(list(original_cells(refused.original).items())), _json(reasons))
            for refused, reasons in rejected
        ]
        copy_rows(cursor, "import_rejects", ("row", "cells", "reasons"), rows)
        cursor.execute(
            "insert into directory_importreject (run_id, row, cells, reasons) select %s, row, cells, reasons from import_rejects "
            "on conflict (run_id, row) do nothing",
            [run_id],
        )


def _json(value: Any) -> str:
    """Write JSON without the character that PostgreSQL holds in no text."""
    return json.dumps(value).replace("\\u0000", "")


def write_differences(differences: Sequence[Difference], /, *, run_id: UUID, now: datetime) -> None:
    """Show people what a file says otherwise than they; what was told already, decided or not, is not told again."""
    if not differences:
        return
    latest = {(one.organization_id, one.field, one.source): one for one in differences}
    known = {
        (row.organization_id, row.field, row.source): row
        for row in Divergence.objects.across_scopes(reason="an import tells a difference once").filter(
            organization_id__in={one.organization_id for one in differences}
        )
    }
    for key, one in latest.items():
        held = known.get(key)
        if held is None:
            Divergence.objects.create(
                organization_id=one.organization_id, field=one.field, ours=one.ours, theirs=one.theirs, source=one.source,
                run_id=run_id, seen_at=now,
            )  # fmt: skip
        elif held.theirs != one.theirs:
            held.ours, held.theirs, held.seen_at, held.run_id = one.ours, one.theirs, now, run_id
            held.decided_at = held.was_accepted = None
            held.save(update_fields=["ours", "theirs", "seen_at", "run", "decided_at", "was_accepted"])
