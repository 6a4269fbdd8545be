"""The indexes of the search that no constraint needs, as the migrations made them: a rebuild drops them and makes them again.

Kept here and not learnt from the database: a rebuild that was killed has left some of them missing.
"""

from django.db import connection

_TEXT = "on directory_search_document using gin (document) with (fastupdate=off) where ({where})"
# Name → what follows "create index <name>".
INDEXES = {
    **{f"search_text_tier_{tier}": _TEXT.format(where=f"tier = {tier}") for tier in range(6)},
    **{f"search_text_sample_{sample}": _TEXT.format(where=f"sample >= {sample}") for sample in range(1, 5)},
    "search_able_by_skill": (
        "on directory_search_ability using btree (skill_id, organization_id) "
        "include (evidence_kind, comparable, headcount_band, listed_on)"
    ),
    "search_able_far": "on directory_search_ability using btree (skill_id) where ((served_kind)::text <> 'unsaid'::text)",
    "search_able_foremost": (
        "on directory_search_ability using btree (skill_id, evidence_kind, headcount_band, listed_on, organization_id) "
        "where ((comparable <= 0) and ((evidence_kind)::text = "
        "any ((array['claimed'::character varying, 'naf'::character varying])::text[])))"
    ),
    "search_able_near": "on directory_search_ability using gist (skill_id, earth)",
    "search_able_nowhere": "on directory_search_ability using btree (skill_id) where (earth is null)",
    "search_able_of": "on directory_search_ability using btree (organization_id)",
    "search_able_proven": (
        "on directory_search_ability using btree (skill_id) where ((comparable > 0) or "
        "(((evidence_kind)::text <> 'claimed'::text) and ((evidence_kind)::text <> 'naf'::text)))"
    ),
    "search_able_within": "on directory_search_ability using btree (skill_id, department_code, commune_code)",
    "search_by_day": "on directory_search_document using btree (listed_at desc, serial)",
    "search_by_name": "on directory_search_document using btree (sort_name, serial)",
    "search_cell_counts": (
        "on directory_search_tally using btree (kind, x, y) "
        "include (count, longitude_sum, latitude_sum) where (kind > 0)"
    ),
    "search_facet_counts": "on directory_search_tally using btree (key) include (count) where (kind = 0)",
    "search_name_starts": 'on directory_search_name_start using btree (tier, start collate "C")',
    "search_nearest": "on directory_search_document using gist (earth)",
    "search_words_alike": "on directory_search_word using gin (word gin_trgm_ops)",
    "search_words_by_stem": "on directory_search_word using btree (stem) include (word, count)",
}


def broken_indexes() -> list[str]:
    """Name the indexes that are missing or half built: the last rebuild has not come to its end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class join pg_index on indexrelid = pg_class.oid "
            "where relnamespace = current_schema()::regnamespace and relname = any(%s) and indisvalid and indisready",
            [list(INDEXES)],
        )
        whole = {row[0] for row in cursor.fetchall()}
    return [name for name in INDEXES if name not in whole]


def drop_indexes() -> None:
    """Drop every one, whole or not."""
    with connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"drop index if exists {connection.ops.quote_name(name)}")


def create_index(name: str, *, waits: bool) -> None:
    """Make one. `waits`: for those who change its table, which takes twice as long; else they wait for it.

    Inside a transaction they always do.
    """
    how = "concurrently " if waits and not connection.in_atomic_block else ""
    with connection.cursor() as cursor:
        cursor.execute(f"create index {how}{connection.ops.quote_name(name)} {INDEXES[name]}")


def indexes_of(*tables: str) -> list[str]:
    """Name the indexes of tables, those of the kinds that take longest first."""
    named = [name for name, definition in INDEXES.items() if definition.split(" ", 2)[1] in tables]
    return sorted(named, key=lambda name: [kind in INDEXES[name] for kind in (" gist ", " gin ")], reverse=True)


def read_statistics(table: str) -> None:
    """Have PostgreSQL look at what a table holds now, so that it plans by it."""
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {connection.ops.quote_name(table)}")
