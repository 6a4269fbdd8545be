"""Read the documents that meet conditions, slice by slice, and estimate how many there are before choosing a plan."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from maillage.directory.search.conditions import Conditions

TIERS = (0, 1, 2, 3, 4, 5)
# Below this many documents every plan is fast and everything is counted exactly.
SMALL_INDEX = 20_000
# The samples that `SearchDocument.sample` marks: level → one document in so many.
SAMPLES = {1: 8, 2: 32, 3: 128, 4: 512}
LEAST_SAMPLED = 375
_MOST_SAMPLED = 4 * LEAST_SAMPLED
MOST_READ = 3 * _MOST_SAMPLED
# A bound as low as this is as good as an estimate.
_LOW = 3_000


def rows(sql: str, values: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def matching(*, columns: str, where: str, each: str = "") -> str:
    """Give the SQL of the documents that match, the most prominent slice first: PostgreSQL reads a slice only when asked.

    `each` ends every slice's query (an order, a limit).
    """
    return " union all ".join(
        f"(select {columns} from directory_search_document document where document.tier = {tier} and {where} {each})"
        for tier in TIERS
    )


@dataclass(frozen=True)
class Estimate:
    """How many documents match, about, for choosing a plan: from what is known of each condition, else on a sample."""

    conditions: Conditions
    total: int

    @property
    def is_small(self) -> bool:
        return self.total <= SMALL_INDEX

    @cached_property
    def count(self) -> int:
        conditions = self.conditions
        bounds = conditions.bounds
        lowest = min([self.total, *bounds])
        is_alone = len(bounds) <= 1 and not conditions.place and not conditions.sql
        if lowest <= _LOW or is_alone:
            return lowest
        if self.is_small:
            return int(self.total * math.prod(bound / self.total for bound in bounds))
        level = 2 if self.total <= 200_000 else 3
        return SAMPLES[level] * _sample_count(conditions, level=level)

    @property
    def sample_level(self) -> int:
        """The sample on which at least `LEAST_SAMPLED` documents match, and few more."""
        return next((level for level, step in SAMPLES.items() if self.count <= step * _MOST_SAMPLED), max(SAMPLES))


def has_any(conditions: Conditions) -> bool:
    sql = f"select exists ({matching(columns='1', where=conditions.where())})"
    return bool(rows(sql, conditions.parameters())[0][0])


def sampled(*, columns: str, where: str, level: int) -> str:
    """Give the SQL of the documents of a sample that match."""
    return (
        f"select {columns} from directory_search_document document "
        f"where document.sample >= {level} and {where} limit {MOST_READ}"
    )


def _sample_count(conditions: Conditions, *, level: int) -> int:
    sql = f"select count(*) from ({sampled(columns='1', where=conditions.where(), level=level)}) found"
    return int(rows(sql, conditions.parameters())[0][0])
