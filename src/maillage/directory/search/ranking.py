"""The order of relevance: the 1,000 most prominent matches are ranked by their text, then the 1,000 that follow, and so on.

Ranking every match of a common word takes a second at a million documents; nobody reads past the first hundreds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from maillage.directory.search.conditions import Conditions, quoted
from maillage.directory.search.counts import Tally
from maillage.directory.search.matching import matching, rows
from maillage.directory.search.types import PlaceFilter
from maillage.directory.search.words import Word
from maillage.kit.pages import BadCursor, decode_cursor, encode_cursor

BLOCK = 1000
_MOST_NAMESAKES = 50
_FIRST = 2**63 - 1
# Weights of description, pitch and proofs, skills, name; then what prominence and nearness add, and an exact name.
_WEIGHTS = "{0.1, 0.25, 0.6, 1.0}"
_SCORE = f"""round(1000000 * (
  case when %(rank_query)s = '' then 0 else ts_rank('{_WEIGHTS}', document.document, %(rank_query)s::tsquery) end
  + 0.00012::float8 * prominence
  + case when %(reach_m)s::float8 > 0
      then 0.35::float8 * (1 - least(1, coalesce(earth <-> ll_to_earth(%(near_latitude)s, %(near_longitude)s), %(reach_m)s)
        / %(reach_m)s)) else 0 end
  + case when is_namesake then 2 else 0 end))::bigint"""


@dataclass(frozen=True, slots=True)
class Found:
    """Ids in order, and the cursor of what follows."""

    ids: tuple[UUID, ...]
    next_cursor: str


def by_relevance(
    conditions: Conditions,
    *,
    words: Sequence[Word],
    folded_text: str,
    place: PlaceFilter | None,
    cursor: str,
    size: int,
) -> Found:
    """Give a page in order of relevance.

    Raises: BadCursor.
    """
    start = _position(cursor)
    values = _values(conditions, words=words, folded_text=folded_text, place=place, size=size)
    return _blocks(conditions, values, start, size)


def by_relevance_and_counted(
    conditions: Conditions, *, words: Sequence[Word], folded_text: str, place: PlaceFilter | None, size: int
) -> tuple[Found, Tally]:
    """Give the first page in order of relevance and an exact count: the matches, which should be few, are read once."""
    values = _values(conditions, words=words, folded_text=folded_text, place=place, size=size)
    answer = rows(_counted_sql(conditions, has_name=bool(folded_text)), values | _at(_START))
    counted = {facet: int(count) for *_page, facet, count in answer if facet is not None}
    first, block_end = _read([row[:5] for row in answer if row[5] is None])
    found = _blocks(conditions, values, _START, size, first=(first, block_end))
    return found, Tally(count=counted.pop(""), is_exact=True, values=counted)


def _values(
    conditions: Conditions, *, words: Sequence[Word], folded_text: str, place: PlaceFilter | None, size: int
) -> dict[str, object]:
    lexemes = {lexeme for word in words for lexeme in word.lexemes}
    return {
        **conditions.parameters(),
        "rank_query": " | ".join(quoted(lexeme) for lexeme in sorted(lexemes)),
        "name": folded_text,
        "reach_m": place.radius_km * 1000 if place else 0,
        "near_latitude": place.point.latitude if place else 0,
        "near_longitude": place.point.longitude if place else 0,
        "size": size + 1,
    }


type _Position = tuple[int, int, int]
type _Row = tuple[int, int, UUID]
_START: _Position = (_FIRST, _FIRST, _FIRST)


def _at(position: _Position) -> dict[str, object]:
    return dict(zip(("block", "score", "standing"), position, strict=True))


def _blocks(
    conditions: Conditions,
    values: dict[str, object],
    position: _Position,
    size: int,
    *,
    first: tuple[list[_Row], int | None] | None = None,
) -> Found:
    """Read block after block until the page is full; `first`: what the first one gave, when it has been read."""
    found: list[tuple[int, int, int, UUID]] = []
    while True:
        page, block_end = first or _page(conditions, values | _at(position))
        first = None
        found += [(position[0], *row) for row in page]
        if len(found) > size or block_end is None:
            break
        position = block_end, _FIRST, _FIRST
    following = ""
    if len(found) > size:
        following = encode_cursor([str(number) for number in found[size - 1][:3]])
    return Found(ids=tuple(row[3] for row in found[:size]), next_cursor=following)


def _position(cursor: str) -> _Position:
    if not cursor:
        return _START
    # As text: a standing is wider than what other programs read as a number.
    return big_numbers(decode_cursor(cursor, length=3))  # type: ignore[return-value]  # three numbers were asked for


def big_numbers(values: Sequence[object]) -> tuple[int, ...]:
    """Raises: BadCursor."""
    try:
        numbers = tuple(int(value) for value in values if isinstance(value, str) and len(value) < 21)
    except ValueError:
        raise BadCursor(field="cursor") from None
    if len(numbers) != len(values) or not all(-(2**63) <= number < 2**63 for number in numbers):
        raise BadCursor(field="cursor")
    return numbers


def _page(conditions: Conditions, values: dict[str, object]) -> tuple[list[_Row], int | None]:
    """Give rows (score, standing, id) of one block after a position, and where the block ends unless it is the last."""
    where = conditions.where()
    namesakes = ""
    if values["name"]:
        where = f"{where} and document.sort_name <> %(name)s"
        if values["block"] == _FIRST:
            namesakes = f"""(select document.ctid, standing, true from directory_search_document document
                where document.sort_name = %(name)s and {conditions.where()} limit {_MOST_NAMESAKES}) union all"""
    slices = matching(
        columns="document.ctid, standing, false",
        where=f"{where} and document.standing < %(block)s",
        each=f"order by -document.standing limit {BLOCK}",
    )
    return _read(rows(_ranked_sql(f"{namesakes} (select * from ({slices}) slices limit {BLOCK})"), values))


def _ranked_sql(found: str) -> str:
    """Give the SQL that ranks one block, `found`: rows (place, standing, is_namesake).

    Chosen by standing alone on narrow rows; the words are read for the block only, where its rows stand.
    """
    return f"""
    with found (place, standing, is_namesake) as materialized ({found}),
    ends as (select count(*) filled, min(standing) least from found where not is_namesake)
    select page.*, ends.least, ends.filled from ends left join lateral (
      select score, standing, organization_id
      from (
        select document.organization_id, document.standing, {_SCORE} score
        from found join directory_search_document document on document.ctid = found.place offset 0
      ) scored
      where (score, standing) < (%(score)s, %(standing)s) order by score desc, standing desc limit %(size)s
    ) page on true order by score desc, standing desc
    """


def _counted_sql(conditions: Conditions, *, has_name: bool) -> str:
    """Give the SQL of the first block, then of each facet's value with its count, and of all under the empty one."""
    columns = "document.ctid, document.standing, document.sort_name, document.facets"
    namesakes = (
        f"(select place, standing, true from matches where sort_name = %(name)s limit {_MOST_NAMESAKES}) union all"
    )
    others = "where sort_name <> %(name)s" if has_name else ""
    block = f"(select place, standing, false from matches {others} order by standing desc limit {BLOCK})"
    return f"""
    with matches (place, standing, sort_name, facets) as materialized (
      {matching(columns=columns, where=conditions.where())}
    )
    (select ranked.*, null::text, null::bigint from ({_ranked_sql((namesakes if has_name else "") + block)}) ranked)
    union all
    select null, null, null, null, null, facet, count(*) from (select unnest(facets) facet from matches) held group by facet
    union all
    select null, null, null, null, null, '', count(*) from matches
    """


def _read(answer: Sequence[Any]) -> tuple[list[_Row], int | None]:
    filled, least = answer[0][4], answer[0][3]
    page = [
        (score, standing, organization_id) for score, standing, organization_id, *_ends in answer if organization_id
    ]
    return page, least if filled == BLOCK else None
