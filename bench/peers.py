"""The same documents in other engines: SQLite FTS5 and tantivy; and the naive query of PostgreSQL."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tantivy
from django.db import connection

from maillage import geodata

_TEXTS = (
    "select text_name, text_skill || ' ' || text_synonym, "
    "concat_ws(' ', text_sector, text_pitch, text_reference, text_offer, text_label), text_description "
    "from directory_search_card"
)


def _documents() -> Iterator[tuple[str, str, str, str]]:
    with connection.connection.cursor(name="peers") as cursor:
        cursor.execute(_TEXTS)
        yield from cursor


class SqliteFts5:
    """FTS5 with its ranking function, weighted as ours; accents forgiven, no stemming (it has none for French)."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        started = time.perf_counter()
        self._database = sqlite3.connect(folder / "peer.sqlite3")
        self._database.execute("pragma journal_mode=off")
        self._database.execute("pragma synchronous=off")
        self._database.execute("pragma cache_size=-400000")
        self._database.execute(
            "create virtual table documents using fts5(name, skills, proofs, description, "
            "tokenize = 'unicode61 remove_diacritics 2', content='')"
        )
        with _reading():
            self._database.executemany("insert into documents values (?, ?, ?, ?)", _documents())
        self._database.commit()
        self.seconds = time.perf_counter() - started

    def search(self, text: str) -> list[int]:
        words = " ".join(f'"{word}"' for word in geodata.fold(text).split())
        sql = "select rowid from documents where documents match ? order by bm25(documents, 10, 6, 2.5, 1) limit 20"
        return [row[0] for row in self._database.execute(sql, (words,))]


class Tantivy:
    """tantivy with French stemming and accents folded."""

    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        started = time.perf_counter()
        builder = tantivy.SchemaBuilder()
        for field in ("name", "skills", "proofs", "description"):
            builder.add_text_field(field, stored=False, tokenizer_name="fr_folded")
        builder.add_unsigned_field("number", stored=True)
        (folder / "tantivy").mkdir()
        self._index = tantivy.Index(builder.build(), path=str(folder / "tantivy"))
        analyzer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.ascii_fold())
            .filter(tantivy.Filter.stemmer("french"))
            .build()
        )
        self._index.register_tokenizer("fr_folded", analyzer)
        writer = self._index.writer(heap_size=200_000_000, num_threads=2)
        with _reading():
            for number, (name, skills, proofs, description) in enumerate(_documents()):
                writer.add_document(
                    tantivy.Document(name=name, skills=skills, proofs=proofs, description=description, number=number)
                )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self.seconds = time.perf_counter() - started

    def search(self, text: str) -> list[object]:
        query = self._index.parse_query(
            " ".join(f"+{word}" for word in geodata.fold(text).split()),
            ["name", "skills", "proofs", "description"],
            field_boosts={"name": 10.0, "skills": 6.0, "proofs": 2.5},
        )
        return [self._searcher.doc(address) for _score, address in self._searcher.search(query, 20).hits]


class _reading:
    """A named cursor needs a transaction."""

    def __enter__(self) -> None:
        from django.db import transaction

        connection.ensure_connection()
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def __exit__(self, *failure: Any) -> None:
        self._atomic.__exit__(*failure)


def make_naive_indexes() -> float:
    """Add the indexes that the naive queries would have; gives the seconds taken."""
    started = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "create index naive_text on directory_search_document using gin (document) with (fastupdate = off)"
        )
        cursor.execute("create index naive_names on directory_search_document using gin (sort_name gin_trgm_ops)")
        cursor.execute("analyze directory_search_document")
    return time.perf_counter() - started


def drop_naive_indexes() -> None:
    with connection.cursor() as cursor:
        cursor.execute("drop index if exists naive_text, naive_names")


def naive_search(tsquery: str) -> object:
    return _rows(
        "select organization_id, ts_rank_cd(document, %s::tsquery) score from directory_search_document "
        "where document @@ %s::tsquery order by score desc limit 20",
        [tsquery, tsquery],
    )


def naive_count(tsquery: str) -> object:
    return _rows("select count(*) from directory_search_document where document @@ %s::tsquery", [tsquery])


def naive_facets(tsquery: str) -> object:
    return _rows(
        "select facet, count(*) from directory_search_document, unnest(facets) facet where document @@ %s::tsquery group by 1",
        [tsquery],
    )


def naive_page(tsquery: str) -> object:
    return naive_search(tsquery), naive_count(tsquery), naive_facets(tsquery)


def naive_near(asked: tuple[str, float, float]) -> object:
    tsquery, latitude, longitude = asked
    return _rows(
        "select * from (select organization_id, earth <-> ll_to_earth(%s, %s) metres, "
        "ts_rank_cd(document, %s::tsquery) score from directory_search_document where document @@ %s::tsquery) found "
        "where metres < 50000 order by score - metres / 50000 desc limit 20",
        [latitude, longitude, tsquery, tsquery],
    )


def naive_nearest(asked: tuple[float, float]) -> object:
    return _rows(
        "select organization_id from directory_search_document "
        "order by 6371 * acos(least(1, sin(radians(latitude)) * sin(radians(%s)) + cos(radians(latitude)) * cos(radians(%s)) "
        "* cos(radians(longitude - %s)))) limit 20",
        [asked[0], asked[0], asked[1]],
    )


def naive_typo(word: str) -> object:
    return _rows(
        "select sort_name from directory_search_document where sort_name %% %s order by similarity(sort_name, %s) desc limit 20",
        [word, word],
    )


def naive_prefix(text: str) -> object:
    return _rows(
        "select sort_name from directory_search_document where sort_name like %s order by standing desc limit 8",
        [f"%{text}%"],
    )


def naive_map(asked: tuple[float, float, float, float, int]) -> object:
    west, south, east, north, zoom = asked
    return _rows(
        "select search_tile_x(%s, longitude) x, search_tile_y(%s, latitude) y, count(*), avg(longitude), avg(latitude) "
        "from directory_search_document where longitude between %s and %s and latitude between %s and %s group by 1, 2",
        [zoom + 2, zoom + 2, west, east, south, north],
    )


def _rows(sql: str, values: list[object]) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
