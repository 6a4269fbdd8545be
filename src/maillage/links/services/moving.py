"""Two organizations become one: what was a fact of the absorbed one is one of the kept, until the merge is undone."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maillage.kit.row_sets import put_back, rows_where
from maillage.links.models import Declaration, Introduction, Invitee, LinkFact, MovedFacts, Place
from maillage.links.services.facts import lock_facts, refresh_links
from maillage.links.types import DeclarationState, IntroductionState, Pair, pair_of

_MERGING = "two organizations become one"
_TABLES = ("links_linkfact", "links_declaration", "links_introduction")
_ENDS = ("left_id", "right_id")


@transaction.atomic
def move_facts(*, kept_id: UUID, absorbed_id: UUID, merge_id: UUID, now: datetime, today: date) -> int:
    """Make the facts, declarations and introductions of `absorbed_id` those of `kept_id`; gives how many facts moved.

    What would tie the kept one to itself goes; what both had stays once. Running it again changes nothing.
    """
    lock_facts()
    rows = {table: _rows(table, absorbed_id) for table in _TABLES}
    rows["links_invitee"] = rows_where(table="links_invitee", column="organization_id", values=[absorbed_id])
    _moved, is_new = MovedFacts.objects.across_scopes(reason=_MERGING).get_or_create(
        merge_id=merge_id, defaults={"rows": rows, "kept_id": kept_id, "absorbed_id": absorbed_id, "at": now}
    )
    if not is_new:
        return 0
    touched = _move_rows(LinkFact, kept_id, absorbed_id, same=("kind", "key"))
    _move_rows(
        Declaration, kept_id, absorbed_id, same=("kind", "origin_id"), living=Q(~Q(state=DeclarationState.ENDED.value))
    )
    _move_rows(Introduction, kept_id, absorbed_id, same=())
    asked = Invitee.objects.across_scopes(reason=_MERGING)
    twice = asked.filter(organization_id=kept_id).values("brief_id")
    asked.filter(organization_id=absorbed_id, brief_id__in=twice).delete()
    asked.filter(organization_id=absorbed_id).update(organization_id=kept_id)
    Place.objects.across_scopes(reason=_MERGING).filter(organization_id=absorbed_id).delete()
    refresh_links(touched, today=today)
    return len(rows["links_linkfact"])


def _rows(table: str, organization_id: UUID) -> list[dict[str, Any]]:
    return [row for end in _ENDS for row in rows_where(table=table, column=end, values=[organization_id])]


def _move_rows(
    model: Any, kept_id: UUID, absorbed_id: UUID, *, same: tuple[str, ...], living: Q | None = None
) -> set[Pair]:
    """Give the pairs before and after."""
    every = model.objects.across_scopes(reason=_MERGING)
    pairs: set[Pair] = set()
    for row in list(every.touching(absorbed_id).order_by("pk")):
        pairs.add((row.left_id, row.right_id))
        other = row.right_id if row.left_id == absorbed_id else row.left_id
        if other == kept_id:
            row.delete()
            continue
        row.left_id, row.right_id = pair_of(kept_id, other)
        if getattr(row, "origin_id", None) == absorbed_id:
            row.origin_id = kept_id
        twin = every.filter(left_id=row.left_id, right_id=row.right_id, **{name: getattr(row, name) for name in same})
        if (twin if living is None else twin.filter(living)).exclude(pk=row.pk).exists() and _is_living(row):
            row.delete()
            continue
        row.save()
        pairs.add((row.left_id, row.right_id))
    return pairs


def _is_living(row: Any) -> bool:
    return not isinstance(row, Declaration) or row.state != DeclarationState.ENDED.value


@transaction.atomic
def move_facts_back(*, merge_id: UUID, today: date) -> int:
    """Give both organizations back what they had; gives how many facts came back. Running it again changes nothing."""
    lock_facts()
    moved = MovedFacts.objects.across_scopes(reason=_MERGING).filter(pk=merge_id).first()
    if moved is None:
        return 0
    facts = moved.rows["links_linkfact"]
    now_at = LinkFact.objects.across_scopes(reason=_MERGING).filter(pk__in=[row["id"] for row in facts])
    pairs = set(now_at.values_list("left_id", "right_id"))
    pairs |= {(UUID(row["left_id"]), UUID(row["right_id"])) for row in facts}
    for table in _TABLES:
        put_back(table=table, rows=list(_still_wanted(table, moved.rows[table])))
    put_back(table="links_invitee", rows=moved.rows["links_invitee"])
    moved.delete()
    refresh_links(pairs, today=today)
    return len(facts)


def _still_wanted(table: str, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Leave out suggestions: the next night makes them anew."""
    return [row for row in rows if table != "links_introduction" or row["state"] != IntroductionState.SUGGESTED.value]
