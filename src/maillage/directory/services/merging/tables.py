"""Every table that refers to organizations, and what a merge keeps of it to be undone.

A test walks all models: a new reference to an organization must be given a place here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from maillage.kit.row_sets import Row, rows_where


@dataclass(frozen=True, slots=True)
class Kept:
    """A table whose rows are kept as they were. `columns`: those put back when the row is still there; none means all."""

    table: str
    owner: str = "organization_id"
    key: str = "id"
    columns: tuple[str, ...] = ()


_OWNER = ("organization_id",)
_PLACED = (*_OWNER, "position")
# In the order in which rows are put back: what is referred to comes first.
KEPT: tuple[Kept, ...] = (
    Kept("directory_profile", key="organization_id"),
    Kept("directory_establishment"),
    Kept("directory_organizationskill"),
    Kept("directory_organizationlabel"),
    Kept("directory_contact"),
    Kept("directory_offer", columns=_PLACED),
    Kept("directory_reference", columns=_PLACED),
    Kept("directory_referencepartner", columns=("organization_id", "partner_id")),
    Kept("directory_referencepartner", owner="partner_id", columns=("organization_id", "partner_id")),
    Kept("directory_photo", columns=_PLACED),
    Kept("directory_contactmessage", columns=_OWNER),
    Kept("directory_claim", columns=("organization_id", "state", "decided_at")),
    Kept("directory_edit", columns=("organization_id", "state")),
    Kept("directory_divergence", columns=_OWNER),
    Kept("directory_newsitem", columns=_OWNER),
    Kept("directory_importrecord", key="digest", columns=_OWNER),
    Kept("directory_importchange", columns=_OWNER),
    Kept("directory_formerslug", key="slug"),
    Kept("directory_duplicatepair", owner="left_id", columns=("left_id", "right_id", "state")),
    Kept("directory_duplicatepair", owner="right_id", columns=("left_id", "right_id", "state")),
)
# Summed day by day, so taken apart day by day.
DAYS = Kept("directory_profileday")
# Computed again from the others, what merging itself writes, and what was posted elsewhere under the former address.
COMPUTED = frozenset(
    {
        "directory_matchkey", "directory_search_document", "directory_search_card", "directory_search_name_start",
        "directory_search_ability", "directory_search_prepared",
        "directory_organizationmerge", "directory_murmurationsnode",
    }
)  # fmt: skip


def rows_before(organization_ids: Sequence[UUID], /) -> dict[str, list[Row]]:
    """Give the rows of organizations by `table.owner`."""
    return {
        f"{kept.table}.{kept.owner}": rows_where(table=kept.table, column=kept.owner, values=organization_ids)
        for kept in (*KEPT, DAYS)
    }


def rows_of(before: Mapping[str, Any], kept: Kept, /) -> list[Row]:
    """Give what was kept of a table."""
    return list(before.get(f"{kept.table}.{kept.owner}", ()))
