"""Everyone that a search finds, however many they are, for files."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from maillage.directory.search.conditions import Conditions, conditions_of
from maillage.directory.search.engine import plan_of
from maillage.directory.search.matching import rows
from maillage.directory.search.types import SearchRequest

BATCH = 500


def matching_ids(request: SearchRequest) -> Iterator[list[UUID]]:
    """Give the ids of all results by name, in batches; as the list does, some of the words are enough when none has all.

    The server keeps the ids aside (16 bytes each), so that neither memory nor a transaction is held while a file is read.
    """
    plan = plan_of(request)
    conditions = plan.conditions
    if len(plan.words) > 1 and not _has_any(conditions):
        conditions = conditions_of(plan.request, words=plan.words, is_relaxed=True)
    sql = (
        "select organization_id from directory_search_document document "
        f"where {conditions.where()} order by sort_name, serial"
    )
    parameters: dict[str, Any] = conditions.parameters()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while found := cursor.fetchmany(BATCH):
            yield list(chain.from_iterable(found))


def _has_any(conditions: Conditions) -> bool:
    sql = f"select exists (select from directory_search_document document where {conditions.where()})"
    return bool(rows(sql, conditions.parameters())[0][0])
