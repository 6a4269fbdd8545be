"""The other orders (distance, name, latest, prominence): walk an index in order, or gather the matches and sort them.

Walking is right when matches are many, since the first pages are soon full; gathering when they are few.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from maillage.directory.search.conditions import Conditions
from maillage.directory.search.matching import Estimate, matching, rows
from maillage.directory.search.ranking import Found, big_numbers
from maillage.directory.search.types import PlaceFilter, Sort
from maillage.kit.pages import BadCursor, decode_cursor, encode_cursor

LONGEST_WALK = 20_000
# A row passed on the way costs about as much as this many rows gathered: its words stand beside it, and are tested one by one.
_WALK_COST = 6


@dataclass(frozen=True, slots=True)
class _Order:
    """An order that an index holds: its key, the place of its nulls, and what follows a position of it."""

    key: str
    tie: str
    order: str
    after: str
    values: dict[str, Any]


_BY_NAME = _Order(
    "document.sort_name",
    "document.serial",
    "{key}, {tie}",
    "(document.sort_name, document.serial) > (%(key)s, %(tie)s)",
    {},
)
_BY_DAY = _Order(
    "document.listed_at",
    "document.serial",
    "{key} desc, {tie}",
    "(document.listed_at < %(key)s or document.listed_at = %(key)s and document.serial > %(tie)s)",
    {},
)
_BY_STANDING = _Order("document.standing", "document.serial", "{key} desc", "document.standing < %(key)s", {})


def in_order(
    conditions: Conditions, *, sort: Sort, place: PlaceFilter | None, estimate: Estimate, cursor: str, size: int
) -> Found:
    """Give a page in an order other than relevance; `Sort.RELEVANCE` means by prominence alone.

    Raises: BadCursor.
    """
    if sort is Sort.DISTANCE and place is not None:
        return _by_distance(conditions, place=place, estimate=estimate, cursor=cursor, size=size)
    order = {Sort.NAME: _BY_NAME, Sort.LATEST: _BY_DAY}.get(sort, _BY_STANDING)
    position = _position(cursor, sort) if cursor else None
    found = _page(conditions, order, position, estimate, size)
    return _cut(found, size)


def _by_distance(conditions: Conditions, *, place: PlaceFilter, estimate: Estimate, cursor: str, size: int) -> Found:
    centre = {"near_latitude": place.point.latitude, "near_longitude": place.point.longitude}
    chord = "document.earth <-> ll_to_earth(%(near_latitude)s, %(near_longitude)s)"
    nearest = _Order(
        chord, "document.serial", "{key}, {tie}",
        f"({chord} > %(key)s or {chord} = %(key)s and document.serial > %(tie)s)", centre,
    )  # fmt: skip
    position = _position(cursor, Sort.DISTANCE) if cursor else None
    found: list[tuple[Any, int, Any]] = []
    if position is None or position[0] is not None:
        found = _page(conditions.also("document.earth is not null"), nearest, position, estimate, size)
        position = None
    if len(found) <= size and place.radius_km == 0:
        # Those of no known point come last, in the order in which they entered the directory.
        unplaced = _Order("null::float8", "document.serial", "{tie}", "document.serial > %(tie)s", {})
        last = _page(conditions.also("document.earth is null"), unplaced, position, None, size - len(found))
        found += last
    return _cut(found, size)


def _page(
    conditions: Conditions, order: _Order, position: Sequence[Any] | None, estimate: Estimate | None, size: int
) -> list[tuple[Any, int, Any]]:
    values = {**conditions.parameters(), **order.values, "size": size + 1}
    after = "true"
    if position is not None:
        after = order.after
        values |= {"key": position[0], "tie": position[1]}
    columns = f"{order.key} as key, {order.tie} as tie, document.organization_id"
    if estimate is not None and _is_walk_shorter(estimate, size):
        walked = rows(_walk_sql(conditions, order, after), values)
        if len(walked) > size or (conditions.is_empty and size < LONGEST_WALK):
            return walked
    slices = matching(columns=columns, where=f"{conditions.where()} and {after}")
    return rows(f"select * from ({slices}) found order by {_outer(order)} limit %(size)s", values)


def _is_walk_shorter(estimate: Estimate, size: int) -> bool:
    """Say whether a page is met on the way sooner than all matches are gathered."""
    if estimate.conditions.is_empty:
        return True
    return not estimate.is_small and estimate.count * estimate.count > _WALK_COST * size * estimate.total


def _walk_sql(conditions: Conditions, order: _Order, after: str) -> str:
    return f"""
    select key, tie, organization_id from (
      select {order.key} as key, {order.tie} as tie, document.* from directory_search_document document where {after}
      order by {order.order.format(key=order.key, tie=order.tie)} limit {LONGEST_WALK}
    ) document where {conditions.where()} order by {_outer(order)} limit %(size)s
    """


def _outer(order: _Order) -> str:
    return order.order.format(key="key", tie="tie")


def _cut(found: list[tuple[Any, int, Any]], size: int) -> Found:
    following = ""
    if len(found) > size:
        key, tie, _organization_id = found[size - 1]
        shown = key.isoformat() if isinstance(key, datetime) else str(key) if isinstance(key, int) else key
        following = encode_cursor([shown, str(tie)])
    return Found(ids=tuple(row[2] for row in found[:size]), next_cursor=following)


def _position(cursor: str, sort: Sort) -> tuple[Any, int]:
    key, tie = decode_cursor(cursor, length=2)
    (number,) = big_numbers([tie])
    match sort:
        case Sort.DISTANCE if key is None or isinstance(key, int | float):
            return key, number
        case Sort.NAME if isinstance(key, str) and "\x00" not in key:
            return key, number
        case Sort.LATEST if isinstance(key, str):
            try:
                return datetime.fromisoformat(key), number
            except ValueError:
                raise BadCursor(field="cursor") from None
        case Sort.RELEVANCE:
            return big_numbers([key])[0], number
    raise BadCursor(field="cursor")
