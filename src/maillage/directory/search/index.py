"""Keep the search index true: sets of organizations enter, change and leave it in the caller's transaction.

Counters (words, facets, cells of the map) are never updated in place: each change adds rows that sum up, so that an
import and an edit never wait for one another; `upkeep.fold_counters` folds them.
"""

from collections.abc import Collection, Iterable, Sequence
from itertools import batched
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from maillage.directory.search.counters import OWN_WORDS, add_counters, add_counters_of_prepared
from maillage.directory.search.fresh_rows import DOCUMENT, FRESH, FRESH_TABLE, TERMS, TILES, VECTORS
from maillage.directory.search.matching import TIERS
from maillage.kit.arrays import uuid_array

BATCH = 2000

_LOCK = """
select from directory_profile where organization_id = any(%(ids)s) order by organization_id for no key update
"""
_LOCK_FREE = """
select organization_id from directory_profile where organization_id = any(%(ids)s) and listing = 'listed'
order by organization_id for no key update skip locked
"""
_KEEP_UNCHANGED = """
update search_fresh set is_changed = false from directory_search_document document
where document.organization_id = search_fresh.organization_id and document.digest = search_fresh.digest
"""
_STALE = """
select organization_id from directory_search_document where organization_id = any(%(ids)s)
except select organization_id from search_fresh where not is_changed
"""
_HELD = """
select organization_id, true from directory_search_document where organization_id = any(%(ids)s)
union all select organization_id, false from directory_search_prepared where organization_id = any(%(ids)s)
"""
# Left where a crash has emptied what was prepared.
_REMOVE_LONE_CARDS = """
delete from directory_search_card card where organization_id = any(%(ids)s) and not exists (
  select from directory_search_document document where document.organization_id = card.organization_id)
"""
# What a rebuild has added by now is counted at its end only. Documents are named first: tables are locked in that order
# everywhere, or a change and a rebuild would wait for one another.
_FORGET_PREPARED = """
with held as (select organization_id from directory_search_document where organization_id = any(%(ids)s)),
gone as (delete from directory_search_prepared where organization_id = any(%(ids)s) returning organization_id)
select gone.organization_id, held.organization_id is not null from gone left join held using (organization_id)
"""
_CARD_COLUMNS = (
    "organization_id, slug, name, family, siren, siret, town, commune_code, department_code, logo, skill_ids, proof, "
    "text_name, text_skill, text_synonym, text_sector, text_pitch, text_reference, text_offer, text_label, text_description"
)
_ADD_CARDS = f"""
insert into directory_search_card ({_CARD_COLUMNS}) select {_CARD_COLUMNS} from search_fresh where is_changed
"""
# `ordered`: rows, the most prominent first. Their `document` is computed, or fetched, after that: texts need not be sorted.
_NEW_DOCUMENTS = f"""
insert into directory_search_document (organization_id, serial, standing, tier, sample, prominence, listed_at, sort_name,
  longitude, latitude, earth, facets, document, digest)
select organization_id, serial, standing,
  (select coalesce(min(tier), {TIERS[-1]}) from directory_search_tier where least_standing <= standing),
  search_sample(serial), prominence, listed_at, sort_name,
  longitude, latitude,
  search_earth(latitude, longitude), facets, {{document}}, digest
from (
  select *, prominence * 4294967296 - serial standing
  from (
    select *, nextval('directory_search_serial') serial
    from {{ordered}}
  ) numbered
) placed
"""
_ADD_DOCUMENTS = f"with {TERMS}" + _NEW_DOCUMENTS.format(
    ordered=f"(select *, {TILES} from search_fresh where is_changed order by prominence desc, organization_id) fresh {VECTORS}",
    document=DOCUMENT,
)
_ADD_PREPARED_DOCUMENTS = _NEW_DOCUMENTS.format(
    ordered="unnest(%(ids)s::uuid[]) id, "
    "lateral (select * from directory_search_prepared where organization_id = id offset 0) prepared",
    document="document",
)
_PREPARE = f"""
with {TERMS}
insert into directory_search_prepared (organization_id, prominence, listed_at, sort_name, longitude, latitude, facets,
  document, digest, headcount_band, listed_on, served_kind, served_radius_km, served_places, held, words)
select organization_id, prominence, listed_at, sort_name, longitude, latitude, facets, {DOCUMENT}, digest,
  headcount_band, listed_on, served_kind, served_radius_km, served_places, held, {OWN_WORDS.format(town="town")}
from (select *, {TILES} from search_fresh {VECTORS}) fresh
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
_NEW_ABILITIES = """
with place as materialized (
  select said.organization_id, coalesce(place.commune_code, '') commune_code,
    coalesce(place.department_code, '') department_code,
    search_earth(place.latitude, place.longitude) earth,
    headcount_band, listed_on, served_kind, served_radius_km, served_places, held
  from {rows} said left join lateral (
    select commune_code, department_code, longitude, latitude from directory_establishment
    where organization_id = said.organization_id and closed_at is null offset 0
  ) place on true
)
insert into directory_search_ability (organization_id, skill_id, evidence_kind, comparable, headcount_band, listed_on,
  served_kind, served_radius_km, served_places, commune_code, department_code, earth)
select organization_id, held.skill_id, held.evidence_kind, least(held.comparable, 32767), headcount_band, listed_on,
  served_kind, served_radius_km, served_places, commune_code, department_code, earth
from place, jsonb_to_recordset(held) held (skill_id bigint, evidence_kind text, comparable int)
"""
_ADD_ABILITIES = _NEW_ABILITIES.format(rows="(select * from search_fresh where is_changed)")
_ADD_PREPARED_ABILITIES = _NEW_ABILITIES.format(
    rows="(select * from directory_search_prepared where organization_id = any(%(ids)s))"
)


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
            cursor.execute(_LOCK, {"ids": uuid_array(batch)})
            forget_prepared(batch)
            _remove(cursor, list(batch))


@transaction.atomic
def prepare(ids: Sequence[UUID], /) -> None:
    """Compute what the index will say of organizations that it does not hold yet; no search finds it before `add_prepared`.

    Waits for nobody: those that somebody changes at this moment are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_FREE, {"ids": uuid_array(ids)})
        locked = [row[0] for row in cursor.fetchall()]
        added, prepared = _held(cursor, locked)
        _prepare(cursor, [pk for pk in locked if pk not in added and pk not in prepared])


@transaction.atomic
def add_prepared(ids: Sequence[UUID], /) -> None:
    """Add organizations, the most prominent first, to an index that is being rebuilt, preparing those that are not.

    A change may have added some already.
    """
    with connection.cursor() as cursor:
        # whoever is unlisted from here on finds the document and takes it out
        cursor.execute(_LOCK, {"ids": uuid_array(ids)})
        added, prepared = _held(cursor, ids)
        missing = [pk for pk in ids if pk not in added]
        _prepare(cursor, [pk for pk in missing if pk not in prepared])
        if missing:
            wanted = {"ids": uuid_array(missing)}
            for statement in (_ADD_PREPARED_DOCUMENTS, _ADD_PREPARED_ABILITIES, _ADD_NAME_STARTS):
                cursor.execute(statement, wanted)


def _held(cursor: CursorWrapper, ids: Sequence[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Say which organizations are in the index, and which are prepared."""
    cursor.execute(_HELD, {"ids": uuid_array(ids)})
    found = cursor.fetchall()
    return {pk for pk, is_added in found if is_added}, {pk for pk, is_added in found if not is_added}


def _prepare(cursor: CursorWrapper, ids: Sequence[UUID]) -> None:
    if ids:
        cursor.execute(_REMOVE_LONE_CARDS, {"ids": uuid_array(ids)})
        _read(cursor, list(ids))
        for statement in (_ADD_CARDS, _PREPARE):
            cursor.execute(statement)


def forget_prepared(ids: Collection[UUID], /) -> None:
    """Throw away what was prepared of organizations that change; under the lock of their profiles."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_PREPARED, {"ids": uuid_array(ids)})
        add_counters(cursor, ids=[pk for pk, is_added in cursor.fetchall() if is_added], sign=1)
        cursor.execute(_REMOVE_LONE_CARDS, {"ids": uuid_array(ids)})


def count_prepared() -> None:
    """Count what `add_prepared` has added, all at once, and leave nothing prepared."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table directory_search_prepared in access exclusive mode")
        cursor.execute(
            "delete from directory_search_prepared prepared where not exists ("
            "select from directory_search_document document where document.organization_id = prepared.organization_id)"
        )
        add_counters_of_prepared(cursor)
        cursor.execute("truncate directory_search_prepared")


@transaction.atomic
def _index_batch(ids: list[UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, {"ids": uuid_array(ids)})  # two changes of one profile index one after the other
        forget_prepared(ids)
        _read(cursor, ids)
        cursor.execute(_KEEP_UNCHANGED)
        cursor.execute(_STALE, {"ids": uuid_array(ids)})
        _remove(cursor, [row[0] for row in cursor.fetchall()])
        cursor.execute("select organization_id from search_fresh where is_changed")
        added = [row[0] for row in cursor.fetchall()]
        if added:
            _add(cursor, added)


def _read(cursor: CursorWrapper, ids: list[UUID]) -> None:
    cursor.execute(FRESH_TABLE)
    cursor.execute("delete from search_fresh")
    cursor.execute(FRESH, {"ids": uuid_array(ids)})


def _add(cursor: CursorWrapper, ids: list[UUID]) -> None:
    cursor.execute(_ADD_CARDS)
    cursor.execute(_ADD_DOCUMENTS)
    cursor.execute(_ADD_NAME_STARTS, {"ids": uuid_array(ids)})
    cursor.execute(_ADD_ABILITIES)
    add_counters(cursor, ids=ids, sign=1)


def _remove(cursor: CursorWrapper, ids: list[UUID]) -> None:
    add_counters(cursor, ids=ids, sign=-1)
    _delete(cursor, ids, tables=("ability", "name_start", "card", "document"))


def _delete(cursor: CursorWrapper, ids: list[UUID], *, tables: Iterable[str]) -> None:
    if not ids:
        return
    for table in tables:
        cursor.execute(
            f"delete from directory_search_{table} where organization_id = any(%(ids)s)", {"ids": uuid_array(ids)}
        )
