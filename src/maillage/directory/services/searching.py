"""What is remembered of searches: who appeared, and what nobody found; never who searched."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

from maillage.directory.services.statistics import count_appearances

LONGEST_MISS = 120


def note_search(*, words: str, place: str, found: Collection[UUID], is_first_page: bool, today: date) -> None:
    """Count an appearance for each result shown, or, when there is none, one more search without result this month."""
    if found:
        count_appearances(organization_ids=found, day=today)
    elif is_first_page and (words or place):
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into directory_searchmiss as known (month, words, place, count) values (%s, %s, %s, 1) "
                "on conflict (month, words, place) do update set count = known.count + 1",
                [today.replace(day=1), _without_personal_data(words)[:LONGEST_MISS], place[:LONGEST_MISS]],
            )


def _without_personal_data(words: str) -> str:
    # An address or a phone number typed into the search box is somebody's; the rest of the words is what was missing.
    kept = [word for word in words.lower().split() if "@" not in word and sum(letter.isdigit() for letter in word) < 6]
    return " ".join(kept)
