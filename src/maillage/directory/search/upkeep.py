"""Work around the index that no search waits for: folding counters, balancing slices, building it all anew."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from itertools import batched
from threading import Lock
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from maillage.directory.search.fresh_rows import PROMINENCE
from maillage.directory.search.index import add_prepared, count_prepared, index_organizations
from maillage.directory.search.matching import SMALL_INDEX
from maillage.directory.search.schema import broken_indexes, create_index, drop_indexes, indexes_of, read_statistics

# Documents down to these ranks stand in the first slice, the second and so on; the last holds the others. A slice is
# about twice those before it together: reading one that was not needed costs little.
TIER_ENDS = (10_000, 25_000, 70_000, 200_000, 500_000)
REBUILD_BATCH = 4_000
_LEAST = -(2**63)
_COUNTERS = ("word", "tally")
_TABLES = ("document", "card", "name_start", "ability", "word", "tally")
_LOCK_NUMBER = 7_301_001
_REBUILD_LOCK = 7_301_002
_PATIENCE_S = 0.2
_ID_BYTES = 16
_ROWS_AT_ONCE = 10_000

_FOLD = """
with recent as (select distinct {key} from directory_search_{table} where id > %(mark)s),
gone as (delete from directory_search_{table} counter using recent where {same} returning counter.*)
insert into directory_search_{table} ({columns})
select {sums} from gone group by {key} having sum(count) <> 0
"""
_FOLD_WORDS = _FOLD.format(
    table="word", key="word", same="counter.word = recent.word", columns="word, stem, count",
    sums="word, min(stem), sum(count)",
)  # fmt: skip
_FOLD_TALLIES = _FOLD.format(
    table="tally",
    key="kind, key, x, y",
    same="(counter.kind, counter.key, counter.x, counter.y) = (recent.kind, recent.key, recent.x, recent.y)",
    columns="kind, key, x, y, count, longitude_sum, latitude_sum",
    sums="kind, key, x, y, sum(count), sum(longitude_sum), sum(latitude_sum)",
)


def fold_counters() -> None:
    """Sum the rows of each counter that changed into one; nobody's reading changes by it. A rebuild does it at its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not _is_being_rebuilt():
            _fold(cursor)


def _fold(cursor: CursorWrapper) -> None:
    cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK_NUMBER])
    for table, statement in (("word", _FOLD_WORDS), ("tally", _FOLD_TALLIES)):
        mark = f"directory.search.folded.{table}"
        cursor.execute(statement, {"mark": cache.get(mark, 0)})
        cursor.execute(f"select coalesce(max(id), 0) from directory_search_{table}")
        cache.set(mark, cursor.fetchone()[0], timeout=None)


def balance_tiers() -> bool:
    """Cut the order of prominence into slices anew when the first ones have grown or shrunk by half; say whether it did."""
    with transaction.atomic(), connection.cursor() as cursor:
        if _is_being_rebuilt():
            return False
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK_NUMBER])
        cursor.execute("select count(*), count(*) filter (where tier = 0) from directory_search_document")
        total, first = cursor.fetchone()
        wanted = total if total <= SMALL_INDEX else TIER_ENDS[0]
        if wanted / 2 <= first <= wanted * 3 / 2:
            return False
        floors = [_LEAST]
        if total > SMALL_INDEX:
            cursor.execute(
                "select ends, (select standing from directory_search_document order by standing desc offset ends - 1 limit 1) "
                "from unnest(%s::int[]) ends order by ends",
                [list(TIER_ENDS)],
            )
            floors = [_LEAST if standing is None else standing for _end, standing in cursor.fetchall()]
        _write_floors(floors)
        cursor.execute(
            "update directory_search_document set tier = search_tier(standing) where tier <> search_tier(standing)"
        )
        cursor.execute(
            "update directory_search_name_start set tier = search_tier(standing) where tier <> search_tier(standing)"
        )
        return True


def _write_floors(floors: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("delete from directory_search_tier")
        cursor.execute(
            "insert into directory_search_tier (tier, least_standing) "
            "select place - 1, floor from unnest(%s::bigint[]) with ordinality as floors(floor, place)",
            [list(floors)],
        )


def forget_expired_labels(*, today: date) -> None:
    """Index again those with a label that expired in the last days: an expired label is no longer found."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct organization_id from directory_organizationlabel where expires_on between %s and %s",
            [today - timedelta(days=3), today - timedelta(days=1)],
        )
        index_organizations([row[0] for row in cursor.fetchall()])


def rebuild(*, workers: int = 1, is_first_load: bool = False) -> int:
    """Build the whole index anew, the most prominent first; gives the number of documents.

    For the first load of a large file and after a change of the text configuration: several times faster than indexing
    into living indexes, but searches find little until it ends. Changes of profiles meanwhile are not lost, and wait only
    while all is counted (a few seconds for a million): each document is added under the lock of its profile, as
    `index_organizations` does. One rebuild at a time; another waits. Killed, it leaves indexes missing, which `mend`
    notices. `workers` above 1 must not run inside a transaction. `is_first_load`: what was prepared is taken as it is,
    and who changes a profile waits until the index that is being made stands (a second or two for 100,000 documents).
    """
    while not (is_ours := _try_rebuild_lock()):
        time.sleep(_PATIENCE_S)  # a statement that waits would itself be waited for by "create index concurrently"
    try:
        return _rebuild(workers=workers, is_first_load=is_first_load)
    finally:
        if is_ours and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [_REBUILD_LOCK])


def mend(*, workers: int = 1) -> bool:
    """Build the index anew when a rebuild was killed; say whether it did. Leaves one that is under way alone."""
    if not broken_indexes() or _is_being_rebuilt():
        return False
    rebuild(workers=workers)
    return True


def _try_rebuild_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [_REBUILD_LOCK])
        return bool(cursor.fetchone()[0])


def _is_being_rebuilt() -> bool:
    """Say whether another connection rebuilds; within a transaction, none begins until its end."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock_shared(%s)", [_REBUILD_LOCK])
        return not cursor.fetchone()[0]


def _rebuild(*, workers: int, is_first_load: bool) -> int:
    order = _in_order_of_prominence()
    floors = order.floors()
    drop_indexes()  # before anything is lost: as long as one is missing, `mend` knows that documents are
    # At once: whoever indexes meanwhile waits at the table of documents and takes numbers of the new series.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table directory_search_document in access exclusive mode")
        _empty(cursor, is_first_load=is_first_load)
        cursor.execute("alter sequence directory_search_serial restart")
        _write_floors(floors)
    for table in _COUNTERS:
        cache.delete(f"directory.search.folded.{table}")
    _side_by_side([partial(_add_all, order)] * workers, workers=workers)
    _add_latecomers()
    # Two that are made concurrently on one table would wait for each other.
    _side_by_side(_finishing(waits=not is_first_load), workers=workers if is_first_load else 1)
    return order.count


def _add_latecomers() -> None:
    """Add those who were listed after the order was read and before the index was emptied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select organization_id from directory_profile profile where listing = 'listed' and not exists ("
            "select from directory_search_document document where document.organization_id = profile.organization_id)"
        )
        latecomers = [row[0] for row in cursor.fetchall()]
    for batch in batched(latecomers, REBUILD_BATCH):
        add_prepared(batch)


def _finishing(*, waits: bool) -> list[Callable[[], None]]:
    """Give what remains once all documents stand, the longest first, so that workers end together."""
    counters, others = (
        [f"directory_search_{table}" for table in _TABLES if (table in _COUNTERS) is are_counters]
        for are_counters in (True, False)
    )
    return [
        partial(_count, counters, waits=waits),
        *(partial(create_index, name, waits=waits) for name in indexes_of(*others)),
        *(partial(read_statistics, table) for table in others),
    ]


def _count(tables: Sequence[str], *, waits: bool) -> None:
    """Before the indexes of the counters: rows that are summed up need not be in them."""
    count_prepared()
    with transaction.atomic(), connection.cursor() as cursor:
        _fold(cursor)
    for name in indexes_of(*tables):
        create_index(name, waits=waits)
    for table in tables:
        read_statistics(table)


def _side_by_side(works: Sequence[Callable[[], None]], *, workers: int) -> None:
    """Carry works out, each by the first worker that is free; raises what one has raised, once all have stopped."""
    if workers == 1:
        for work in works:
            work()
        return
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for one in [pool.submit(_and_close, work) for work in works]:
            one.result()


def _empty(cursor: CursorWrapper, *, is_first_load: bool) -> None:
    emptied = {*_TABLES, "prepared"}
    if is_first_load:
        cursor.execute("select exists (select from directory_search_prepared)")
        if cursor.fetchone()[0]:
            emptied -= {"card", "prepared"}
    if "card" not in emptied:
        cursor.execute(
            "delete from directory_search_card card where not exists (select from directory_search_prepared prepared "
            "where prepared.organization_id = card.organization_id)"
        )
    cursor.execute(f"truncate {', '.join(f'directory_search_{table}' for table in sorted(emptied))}")


class _Order:
    """Listed organizations, the most prominent first: 16 bytes each, handed out in batches to whoever asks."""

    def __init__(self) -> None:
        self._ids = bytearray()
        self._prominence_at: dict[int, int] = {}
        self._last = 0
        self._given = 0
        self._lock = Lock()

    @property
    def count(self) -> int:
        return len(self._ids) // _ID_BYTES

    def add(self, pk: UUID, prominence: int) -> None:
        self._ids += pk.bytes
        if self.count in TIER_ENDS:
            self._prominence_at[self.count] = prominence
        self._last = prominence

    def floors(self) -> list[int]:
        """Give the least standing of each slice."""
        if self.count <= SMALL_INDEX:
            return [_LEAST]
        ends = [min(end, self.count) for end in TIER_ENDS]
        return [self._prominence_at.get(end, self._last) * 2**32 - end for end in ends]

    def next_batch(self) -> list[UUID]:
        """Give the ids of the next batch, none when all are given."""
        with self._lock:
            start, self._given = self._given, self._given + REBUILD_BATCH * _ID_BYTES
        piece = self._ids[start : start + REBUILD_BATCH * _ID_BYTES]
        return [UUID(bytes=bytes(piece[place : place + _ID_BYTES])) for place in range(0, len(piece), _ID_BYTES)]


def _in_order_of_prominence() -> _Order:
    order = _Order()
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(
            f"""select profile.organization_id, {PROMINENCE} prominence
            from directory_profile profile
            left join lateral (
              select count(*) count from directory_reference where organization_id = profile.organization_id
            ) reference on true
            left join lateral (
              select exists (select from accounts_affiliation
                where organization_id = profile.organization_id and state = 'affiliated') is_affiliated
            ) affiliated on true
            where profile.listing = 'listed' order by 2 desc, 1"""
        )
        while rows := cursor.fetchmany(_ROWS_AT_ONCE):
            for pk, prominence in rows:
                order.add(pk, prominence)
    return order


def _add_all(order: _Order) -> None:
    while batch := order.next_batch():
        add_prepared(batch)


def _and_close(work: Callable[[], None]) -> None:
    """Work in a thread of its own, and leave no connection behind."""
    try:
        work()
    finally:
        connection.close()
