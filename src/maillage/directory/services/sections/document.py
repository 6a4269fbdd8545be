"""What every section of a profile is made of: a JSON document, read from rows and written to them."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from maillage.directory.types import Section, Source
from maillage.kit.ids import new_id

EDITING = "sections are read and written by services that have checked the right to"

type Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SectionKind:
    """How one section is read, checked and written. `model_of_rows`: list field → model, where rows have ids of their own."""

    section: Section
    snapshot: Callable[[UUID], Document]
    check: Callable[[UUID, Document], None]
    apply: Callable[[UUID, Document, Source, datetime], None]
    model_of_rows: Mapping[str, Any]


def version_of(document: Document) -> str:
    """Give a short digest: two documents have the same when they say the same."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def own_rows(model: Any, organization_id: UUID) -> Any:
    return model.objects.across_scopes(reason=EDITING).filter(organization_id=organization_id)


def keep_rows(model: Any, organization_id: UUID, wanted: Sequence[Mapping[str, Any]], **which: Any) -> None:
    """Make an organization's rows (those that `which` filters) be `wanted`, each told apart by its `id`."""
    own = own_rows(model, organization_id).filter(**which)
    own.exclude(pk__in=[values["id"] for values in wanted]).delete()
    known = {str(row.pk): row for row in own}
    for values in wanted:
        row = known.get(str(values["id"])) or model(pk=values["id"], organization_id=organization_id)
        for name, value in values.items():
            if name != "id":
                setattr(row, name, value)
        row.save()


def settle_ids(document: Document, *, kind: SectionKind, known: Document) -> Document:
    """Give each new row an id: the one that its form brought when it is free, so that a form sent twice says the same."""
    settled = dict(document)
    for field, model in kind.model_of_rows.items():
        rows = [dict(row) for row in document.get(field) or []]
        ours = {str(row.get("id")) for row in known.get(field) or []}
        new = {text for row in rows if (text := _uuid_text(row.get("id"))) and text not in ours}
        taken = {
            str(pk)
            for pk in model.objects.across_scopes(reason="an id is free or not")
            .filter(pk__in=new)
            .values_list("pk", flat=True)
        }
        seen: set[str] = set()
        for row in rows:
            text = _uuid_text(row.get("id"))
            is_fit = text != "" and text not in seen and (text in ours or text not in taken)
            row["id"] = text if is_fit else str(new_id())
            seen.add(row["id"])
        settled[field] = rows
    return settled


def _uuid_text(value: object) -> str:
    try:
        return str(UUID(str(value)))
    except ValueError:
        return ""


def day_text(day: date | None) -> str:
    return day.isoformat() if day else ""


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def picked(row: Any, names: Iterable[str]) -> Document:
    """Give the named columns of a row as they are."""
    return {name: getattr(row, name) for name in names}
