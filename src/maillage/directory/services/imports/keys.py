"""Keep the keys by which organizations are recognised in files true to their names, places and links."""

from collections.abc import Collection, Iterable, Sequence
from itertools import batched
from typing import Any

from django.db import connection

from maillage.directory.rules.likeness import blocks, name_key, own_host, own_mail_domain
from maillage.directory.services.imports.states import KnownOrganization
from maillage.directory.types import ContactKind
from maillage.kit.copying import copy_rows

_BATCH = 2_000
_COLUMNS = (
    "organization_id", "name_key", "commune_code", "first_block", "second_block", "siren", "host", "mail_domain",
    "longitude", "latitude", "version",
)  # fmt: skip
_STALE = """
select organization.id, organization.name, coalesce(organization.siren, ''), profile.website, profile.version,
  coalesce(place.commune_code, ''), coalesce(place.department_code, ''), coalesce(place.country_code, 'FR'), place.longitude,
  place.latitude, coalesce(mail.value, '')
from directory_profile profile
join accounts_organization organization on organization.id = profile.organization_id
left join directory_matchkey known on known.organization_id = profile.organization_id
left join lateral (
  select commune_code, department_code, country_code, longitude, latitude from directory_establishment
  where organization_id = profile.organization_id and closed_at is null order by is_head_office desc, id limit 1
) place on true
left join lateral (
  select value from directory_contact where organization_id = profile.organization_id and kind = 'email' order by position, id limit 1
) mail on true
where known.version is distinct from profile.version
"""


def write_keys(*, made: Iterable[KnownOrganization], changed: Sequence[KnownOrganization]) -> None:
    """Write the keys of organizations that an import has created or changed."""
    with connection.cursor() as cursor:
        copy_rows(cursor, "directory_matchkey", _COLUMNS, [_keys_of(known) for known in made])
    if changed:
        _write([_keys_of(known) for known in changed])


def refresh_keys() -> int:
    """Write the keys of organizations created or edited by other means since; gives how many."""
    with connection.cursor() as cursor:
        cursor.execute(_STALE)
        stale = cursor.fetchall()
    for batch in batched(stale, _BATCH):
        _write([_keys(*row) for row in batch])
    return len(stale)


def _keys_of(known: KnownOrganization) -> tuple[Any, ...]:
    head: dict[str, Any] = known.head_office() or {}
    email = next((value for kind, value in known.contacts if kind == ContactKind.EMAIL), "")
    return _keys(
        known.id, known.name, known.siren, known.values["website"], known.version, head.get("commune_code", ""),
        head.get("department_code", ""), head.get("country_code", "FR"), head.get("longitude"), head.get("latitude"), email,
    )  # fmt: skip


def _keys(
    pk: Any, name: str, siren: str, website: str, version: int, commune: str, department: str, country: str,
    longitude: float | None, latitude: float | None, email: str,
) -> tuple[Any, ...]:  # fmt: skip
    key = name_key(name)
    first, second = blocks(key, area=department or country)
    return (
        pk, key, commune, first, second, siren, own_host(website) if website else "",
        own_mail_domain(email) if email else "", longitude, latitude, version,
    )  # fmt: skip


def _write(rows: Collection[tuple[Any, ...]]) -> None:
    columns = ", ".join(_COLUMNS)
    changed = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    with connection.cursor() as cursor:
        cursor.execute("create temporary table if not exists import_keys (like directory_matchkey)")
        cursor.execute("truncate import_keys")
        copy_rows(cursor, "import_keys", _COLUMNS, rows)
        cursor.execute(
            f"insert into directory_matchkey ({columns}) select {columns} from import_keys "  # noqa: S608 - names of columns
            f"on conflict (organization_id) do update set {changed}"
        )
