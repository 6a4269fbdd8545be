"""The public pages, for search engines: by key, however many they are."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from maillage.directory.models import NewsItem, Profile

# The protocol allows 50,000 addresses a file and 50 MB; each address comes in two languages.
ADDRESSES_A_FILE = 20_000

_STARTS = """
select organization_id from (
  select organization_id, row_number() over (order by organization_id) place from directory_profile
  where listing = 'listed' and consents_to_open_data
) numbered where place %% %(size)s = 1 order by organization_id
"""


def file_starts(*, size: int = ADDRESSES_A_FILE) -> list[UUID]:
    """Give the first profile of each file."""
    with connection.cursor() as cursor:
        cursor.execute(_STARTS, {"size": size})
        return [row[0] for row in cursor.fetchall()]


def profiles_from(*, first_id: UUID, size: int = ADDRESSES_A_FILE) -> Iterator[tuple[str, datetime]]:
    """Give slug and last change of the profiles of a file."""
    rows = Profile.objects.public().filter(consents_to_open_data=True, pk__gte=first_id).order_by("pk")
    return rows.values_list("organization__slug", "updated_at")[:size].iterator(chunk_size=2000)


def published_news() -> list[tuple[str, datetime]]:
    """Give slug and day of the published news."""
    rows = NewsItem.objects.filter(published_at__lte=timezone.now()).order_by("-published_at", "-pk")
    return [(slug, at) for slug, at in rows.values_list("slug", "published_at")[:5000] if at is not None]
