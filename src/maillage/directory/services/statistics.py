"""What happens to a profile in a day: counts only, no trace of who."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

from maillage.accounts.types import Actor


def count_view(*, actor: Actor, organization_id: UUID, day: date) -> None:
    """Count one reading of a page; its own people and the office are not readers."""
    if actor.is_facilitator or actor.role_in(organization_id) is not None:
        return
    _add({organization_id}, day=day, views=1)


def count_contact(*, organization_id: UUID, day: date) -> None:
    _add({organization_id}, day=day, contacts=1)


def count_appearances(*, organization_ids: Collection[UUID], day: date) -> None:
    """Count one appearance in a list of results for each organization, in one statement."""
    _add(organization_ids, day=day, appearances=1)


def _add(
    organization_ids: Collection[UUID], *, day: date, views: int = 0, contacts: int = 0, appearances: int = 0
) -> None:
    if not organization_ids:
        return
    # Rows in order of id, so that two of these statements cannot wait for one another.
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into directory_profileday as known (organization_id, day, views, contacts, appearances) "
            "select id, %s, %s, %s, %s from unnest(%s::uuid[]) as id order by id "
            "on conflict (organization_id, day) do update set views = known.views + excluded.views, "
            "contacts = known.contacts + excluded.contacts, appearances = known.appearances + excluded.appearances",
            [day, views, contacts, appearances, sorted(organization_ids)],
        )
