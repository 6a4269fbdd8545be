"""Read the documents that meet conditions, slice by slice, and estimate how many there are before choosing a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from maillage.directory.search.conditions import Conditions

TIERS = (0, 1, 2, 3)
# Below this many documents every plan is fast and everything is counted exactly.
SMALL_INDEX = 20_000


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
    """How many documents match, about: counted on a sample when the index is large."""

    conditions: Conditions
    total: int

    @property
    def is_small(self) -> bool:
        return self.total <= SMALL_INDEX

    @property
    def step(self) -> int:
        """One document in `step` is in the sample."""
        return 8 if self.total <= 200_000 else 64

    @cached_property
    def count(self) -> int:
        if self.conditions.is_empty or self.is_small:
            return self.total  # an upper bound is enough to choose a plan
        return self.step * sample_count(self.conditions, step=self.step)


def sample_count(conditions: Conditions, *, step: int) -> int:
    sql = f"""select count(*) from directory_search_document document
        where document.serial %% {step} = 0 and {conditions.where()}"""
    return int(rows(sql, conditions.parameters())[0][0])
