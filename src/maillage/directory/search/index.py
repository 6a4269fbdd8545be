"""Keep the search index true: sets of organizations enter, change and leave it in the caller's transaction.

Counters (words, facets, cells of the map) are never updated in place: each change adds rows that sum up, so that an
import and an edit never wait for one another; `upkeep.fold_counters` folds them.
"""

from collections.abc import Collection
from itertools import batched
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from maillage.directory.search.counters import add_counters
from maillage.directory.search.fresh_rows import DOCUMENT, FRESH, FRESH_TABLE, TERMS, TILES
from maillage.directory.search.matching import TIERS

BATCH = 2000

_LOCK = """
select from directory_profile where organization_id = any(%(ids)s) order by organization_id for no key update
"""
_KEEP_UNCHANGED = """
update search_fresh set is_changed = false from directory_search_document document
where document.organization_id = search_fresh.organization_id and document.digest = search_fresh.digest
"""
_STALE = """
select organization_id from directory_search_document where organization_id = any(%(ids)s)
except select organization_id from search_fresh where not is_changed
"""
_NOT_YET = "select unnest(%(ids)s::uuid[]) except select organization_id from directory_search_document"
_CARD_COLUMNS = (
    "organization_id, slug, name, family, siren, siret, town, commune_code, department_code, logo, skill_ids, proof, "
    "text_name, text_skill, text_synonym, text_sector, text_pitch, text_reference, text_offer, text_label, text_description"
)
_ADD_CARDS = f"""
insert into directory_search_card ({_CARD_COLUMNS}) select {_CARD_COLUMNS} from search_fresh where is_changed
"""
_ADD_DOCUMENTS = f"""
with {TERMS}
insert into directory_search_document (organization_id, serial, standing, tier, sample, prominence, listed_at, sort_name,
  longitude, latitude, earth, facets, document, digest)
select organization_id, serial, standing,
  (select coalesce(min(tier), {TIERS[-1]}) from directory_search_tier where least_standing <= standing),
  search_sample(serial), prominence, listed_at, sort_name,
  longitude, latitude,
  case when longitude is not null then ll_to_earth(latitude, longitude) end, facets, {DOCUMENT}, digest
from (
  select *, prominence * 4294967296 - serial standing
  from (
    select *, nextval('directory_search_serial') serial, {TILES}
    from (select * from search_fresh where is_changed order by prominence desc, organization_id) ordered
    left join vectors using (text_skill, text_synonym, text_sector)
  ) numbered
) placed
"""
_ADD_NAME_STARTS = """
insert into directory_search_name_start (organization_id, start, tier, standing)
select organization_id, left(array_to_string(words[place:], ' '), 60), tier, standing
from (select organization_id, tier, standing, string_to_array(sort_name, ' ') words
      from directory_search_document where organization_id = any(%(ids)s)) named,
  generate_subscripts(words, 1) place
where place = 1 or (place <= 8 and length(words[place]) > 2)
"""

# Each place is put on the globe once, whatever the number of skills.
_ADD_ABILITIES = """
with place as materialized (
  select fresh.organization_id, coalesce(place.commune_code, '') commune_code,
    coalesce(place.department_code, '') department_code,
    case when place.longitude is not null then ll_to_earth(place.latitude, place.longitude) end earth,
    headcount_band, listed_on, served_kind, served_radius_km, served_places, held
  from search_fresh fresh left join lateral (
    select commune_code, department_code, longitude, latitude from directory_establishment
    where organization_id = fresh.organization_id and closed_at is null offset 0
  ) place on true
  where is_changed
)
insert into directory_search_ability (organization_id, skill_id, evidence_kind, comparable, headcount_band, listed_on,
  served_kind, served_radius_km, served_places, commune_code, department_code, earth)
select organization_id, held.skill_id, held.evidence_kind, least(held.comparable, 32767), headcount_band, listed_on,
  served_kind, served_radius_km, served_places, commune_code, department_code, earth
from place, jsonb_to_recordset(held) held (skill_id bigint, evidence_kind text, comparable int)
"""


def index_organizations(ids: Collection[UUID], /) -> None:
    """Make the index say what the profiles say now; those that are not listed leave it.

    Sorted batches, each in sets of rows; within the caller's transaction when there is one.
    """
    for batch in batched(sorted(set(ids)), BATCH):
        _index_batch(list(batch))


def remove_from_index(ids: Collection[UUID], /) -> None:
    """Take organizations out of search, suggestions, counts and the map."""
    for batch in batched(sorted(set(ids)), BATCH):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_LOCK, {"ids": list(batch)})
            _remove(cursor, list(batch))


@transaction.atomic
def add_fresh(ids: list[UUID]) -> None:
    """Add organizations to an index that is being rebuilt; those that a change has added meanwhile are there already."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"ids": ids})  # whoever is unlisted from here on finds the document and takes it out
        cursor.execute(_NOT_YET, {"ids": ids})
        missing = [row[0] for row in cursor.fetchall()]
        if missing:
            _read(cursor, missing)
            _add(cursor, missing)


@transaction.atomic
def _index_batch(ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"ids": ids})  # two changes of one profile index one after the other
        _read(cursor, ids)
        cursor.execute(_KEEP_UNCHANGED)
        cursor.execute(_STALE, {"ids": ids})
        _remove(cursor, [row[0] for row in cursor.fetchall()])
        cursor.execute("select organization_id from search_fresh where is_changed")
        added = [row[0] for row in cursor.fetchall()]
        if added:
            _add(cursor, added)


def _read(cursor: CursorWrapper, ids: list[UUID]) -> None:
    cursor.execute(FRESH_TABLE)
    cursor.execute("delete from search_fresh")
    cursor.execute(FRESH, {"ids": ids})


def _add(cursor: CursorWrapper, ids: list[UUID]) -> None:
    cursor.execute(_ADD_CARDS)
    cursor.execute(_ADD_DOCUMENTS)
    cursor.execute(_ADD_NAME_STARTS, {"ids": ids})
    cursor.execute(_ADD_ABILITIES)
    add_counters(cursor, ids=ids, sign=1)


def _remove(cursor: CursorWrapper, ids: list[UUID]) -> None:
    if not ids:
        return
    add_counters(cursor, ids=ids, sign=-1)
    for table in ("ability", "name_start", "card", "document"):
        cursor.execute(f"delete from directory_search_{table} where organization_id = any(%(ids)s)", {"ids": ids})
