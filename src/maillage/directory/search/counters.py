"""Counts kept beside the index: words, values of facets, cells of the map. Rows add up; see `SearchWord`."""

from collections.abc import Sequence
from uuid import UUID

from django.db.backends.utils import CursorWrapper

from maillage.kit.arrays import uuid_array

FACET_KIND = 0
# The kept levels are tiles of these zooms: a quarter of a map tile's side two zooms above, 64 pixels.
KEPT_ZOOMS = (5, 7, 9, 11, 13, 15, 17)

# The words of what an organization alone says: those of the taxonomy are the same for thousands.
OWN_WORDS = """tsvector_to_array(to_tsvector('simple_unaccent', search_plain(concat_ws(' ',
  text_name, text_pitch, text_reference, text_offer, text_label, text_description, {town}))))"""
# Lines of the taxonomy are read once for all cards with the same, and count for as many as hold them.
_WORDS = """
with cards as ({cards}), uses as (
  select word, count(*) count from {own_words} word
  group by word
  union all
  select word, count from (
    select line, sum(count) count
    from (
      select text_skill, text_synonym, text_sector, count(*) count from cards group by text_skill, text_synonym, text_sector
    ) alike, unnest(string_to_array(concat_ws(E'\\n', text_skill, text_synonym, text_sector), E'\\n')) line
    group by line
  ) lines, unnest(tsvector_to_array(to_tsvector('simple_unaccent', search_plain(line)))) word
)
insert into directory_search_word (word, stem, count)
select word, coalesce((ts_lexize('french_stem', word))[1], word), sum(count) * %(sign)s
from uses where length(word) between 3 and 30 and word ~ '[^0-9]'
group by word order by word
"""
_FACETS = f"""
insert into directory_search_tally (kind, key, x, y, count, longitude_sum, latitude_sum)
select {FACET_KIND}, facet, 0, 0, count(*) * %(sign)s, 0, 0
from {{rows}} document, unnest(array_append(facets, '')) facet group by facet
"""
# Cells of wider zooms are those of the narrowest, shifted: places are projected once.
_CELLS = f"""
with narrowest as materialized (
  select search_tile_x({KEPT_ZOOMS[-1]}, longitude) x, search_tile_y({KEPT_ZOOMS[-1]}, latitude) y, count(*) count,
    sum(longitude) longitude_sum, sum(latitude) latitude_sum
  from {{rows}} document where longitude is not null group by 1, 2
)
insert into directory_search_tally (kind, key, x, y, count, longitude_sum, latitude_sum)
select zoom, '', x >> {KEPT_ZOOMS[-1]} - zoom, y >> {KEPT_ZOOMS[-1]} - zoom, sum(count) * %(sign)s,
  sum(longitude_sum) * %(sign)s, sum(latitude_sum) * %(sign)s
from narrowest, unnest(%(zooms)s::int[]) zoom group by 1, 3, 4
"""
_ADD = (
    _WORDS.format(
        cards="select * from directory_search_card where organization_id = any(%(ids)s)",
        own_words=f"cards, unnest({OWN_WORDS.format(town='town')})",
    ),
    *(
        statement.format(rows="(select * from directory_search_document where organization_id = any(%(ids)s))")
        for statement in (_FACETS, _CELLS)
    ),
)
_ADD_PREPARED = (
    _WORDS.format(
        cards="select card.* from directory_search_prepared join directory_search_card card using (organization_id)",
        own_words="directory_search_prepared, unnest(words)",
    ),
    *(statement.format(rows="directory_search_prepared") for statement in (_FACETS, _CELLS)),
)


def add_counters(cursor: CursorWrapper, *, ids: Sequence[UUID], sign: int) -> None:
    """Count indexed organizations in (`sign` 1) or out (-1); their rows must stand in the index."""
    if not ids:
        return
    for statement in _ADD:
        cursor.execute(statement, {"ids": uuid_array(ids), "sign": sign, "zooms": list(KEPT_ZOOMS)})


def add_counters_of_prepared(cursor: CursorWrapper) -> None:
    """Count all in that is prepared."""
    for statement in _ADD_PREPARED:
        cursor.execute(statement, {"sign": 1, "zooms": list(KEPT_ZOOMS)})
