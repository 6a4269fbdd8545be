"""Organizations by the thousand, for imports: created, changed and removed in sets.

No `OrganizationCreated` is published for each: whoever imports publishes one fact for all.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.text import slugify

from maillage.accounts.services.slugs import reserved_slugs
from maillage.kit.arrays import text_array
from maillage.kit.copying import copy_rows

_COLUMNS = (
    "id", "slug", "name", "legal_name", "siren", "legal_form_code", "family", "closed_at", "is_fictional", "created_at",
)  # fmt: skip
_CHANGE = """
update accounts_organization organization
set name = said.name, legal_name = said.legal_name, siren = said.siren, legal_form_code = said.legal_form_code,
  family = said.family, closed_at = said.closed_at
from jsonb_to_recordset(%s::jsonb) said (
  id uuid, name text, legal_name text, siren text, legal_form_code text, family text, closed_at date)
where organization.id = said.id
"""


@dataclass(frozen=True, slots=True)
class NewOrganization:
    """A legal entity to create. `place`: a town's name, told in the slug when the name alone is taken."""

    id: UUID
    name: str
    legal_name: str
    siren: str | None
    legal_form_code: str
    family: str
    closed_at: date | None
    place: str = ""


def add_organizations(rows: Sequence[NewOrganization], /, *, now: datetime) -> None:
    """Create organizations, each with a slug of its own that no page of the platform bears."""
    slugs = _free_slugs(rows)
    written = [
        (row.id, slug, row.name, row.legal_name, row.siren, row.legal_form_code, row.family, row.closed_at, False, now)
        for row, slug in zip(rows, slugs, strict=True)
    ]
    with connection.cursor() as cursor:
        copy_rows(cursor, "accounts_organization", _COLUMNS, written)


def _free_slugs(rows: Sequence[NewOrganization]) -> Iterable[str]:
    wanted = [(slugify(row.name)[:50].strip("-") or "structure", _slug_of_place(row.place)) for row in rows]
    longer = [f"{name}-{place}" if place else name for name, place in wanted]
    asked = {name for name, _place in wanted} | set(longer)
    with connection.cursor() as cursor:
        cursor.execute("select slug from accounts_organization where slug = any(%s)", [text_array(asked)])
        taken = {slug for (slug,) in cursor.fetchall()} | reserved_slugs()
    slugs = []
    for row, (name, _place), name_and_place in zip(rows, wanted, longer, strict=True):
        slug = next(
            (each for each in (name, name_and_place) if each not in taken), f"{name_and_place}-{row.id.hex[-8:]}"
        )
        taken.add(slug)
        slugs.append(slug)
    return slugs


@lru_cache(maxsize=8_192)
def _slug_of_place(name: str) -> str:
    return slugify(name)[:20].strip("-")


def change_organizations(rows: Iterable[Mapping[str, Any]], /) -> None:
    """Give organizations their new names, identifiers, family and day of closing; each row has an `id` and every column."""
    said = json.dumps(list(rows), default=str)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE, [said])


def remove_organizations(ids: Collection[UUID], /) -> None:
    """Delete organizations that nothing refers to any more; whoever refers to them has let go before."""
    with connection.cursor() as cursor:
        cursor.execute("delete from accounts_organization where id = any(%s)", [list(ids)])
