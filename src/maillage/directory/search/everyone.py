"""Everyone that a search finds, however many they are, for files."""

from collections.abc import Iterator
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection

from maillage.directory.search.engine import plan_of, relaxed_when_nobody_has_all
from maillage.directory.search.matching import matching
from maillage.directory.search.types import SearchRequest

BATCH = 500


def matching_ids(request: SearchRequest) -> Iterator[list[UUID]]:
    """Give the ids of all results by name, in batches; as the list does, some of the words are enough when none has all.

    The server keeps the ids aside (16 bytes each), so that neither memory nor a transaction is held while a file is read.
    """
    conditions = relaxed_when_nobody_has_all(plan_of(request)).conditions
    found = matching(columns="organization_id, sort_name, serial", where=conditions.where())
    sql = f"select organization_id from ({found}) found order by sort_name, serial"
    parameters: dict[str, Any] = conditions.parameters()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while found := cursor.fetchmany(BATCH):
            yield list(chain.from_iterable(found))
