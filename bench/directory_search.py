"""The directory's search at 10,000, 100,000 and 1,000,000 organizations, beside naive queries, SQLite FTS5 and tantivy.

python -m bench directory_search [--sizes 10000,100000,1000000] [--queries 100] [--without-peers] [--home FOLDER]
With a home, its data stay there, and are used again when they are as many as the size asked for. About 1 minute for
100,000 and 20 for 1,000,000 on two shared cores. "cpu": processor time of Python and PostgreSQL together.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bench.instance import instance
from bench.timing import Times, database_backend, machine, measured

SEED = 7


@dataclass
class Case:
    """A line of the table: what is asked, ours, the naive way, other engines, and the goal in milliseconds (p95)."""

    name: str
    goal_ms: float | None
    ours: Callable[[Any], object]
    queries: Sequence[Any]
    naive: Callable[[Any], object] | None = None
    naive_queries: Sequence[Any] = ()
    texts: Sequence[str] = ()


@dataclass
class Line:
    name: str
    goal_ms: float | None
    ours: Times
    naive: Times | None = None
    peers: dict[str, Times] = field(default_factory=dict)


def main() -> None:
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    print(
        f"{date.today()}: {machine()}; sizes {sizes}; expect about {sum(sizes) / 1_000_000 * 20 + 1:.0f} minutes",
        flush=True,
    )
    lines_by_size: dict[int, list[Line]] = {}
    with instance(home=options.home) as folder:
        for size in sizes:
            print(kept(size) or fill(size), flush=True)
            lines_by_size[size] = _measure(size, options, folder)
            print(_table(size, lines_by_size[size]), flush=True)
    print(_growth(sizes, lines_by_size))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--home", type=Path, help="keep the data in this folder, and use them again")
    return parser.parse_args()


def kept(size: int) -> str:
    """Say that the home holds so many organizations already, all indexed; empty when it does not."""
    from django.db import connection

    from maillage.directory.search.schema import broken_indexes

    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from accounts_organization), (select count(*) from directory_search_document)"
        )
        if cursor.fetchone() != (size, size) or broken_indexes():
            return ""
    return f"\n{size:,} organizations, kept from before\n{_sizes()}"


def fill(size: int) -> str:
    """Fill the directory anew with so many organizations and index them; gives a line for the table."""
    from bench import synthetic
    from maillage.directory.search import upkeep

    started = time.perf_counter()
    synthetic.empty()
    synthetic.load(count=size)
    loaded = time.perf_counter()
    upkeep.rebuild(workers=2)
    built = time.perf_counter()
    _vacuum()
    return (
        f"\n{size:,} organizations: written in {loaded - started:.0f} s ({size / (loaded - started):,.0f}/s), "
        f"indexed in {built - loaded:.0f} s ({size / (built - loaded):,.0f}/s)\n{_sizes()}"
    )


def _vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze directory_search_document, directory_search_card, directory_search_name_start")
        cursor.execute("vacuum analyze directory_search_word, directory_search_tally, directory_search_ability")
        cursor.execute("checkpoint")


def _sizes() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relkind, pg_relation_size(oid) from pg_class where relname like 'search\\_%' "
            "or relname like 'directory_search\\_%' and relkind = 'r' order by 3 desc limit 14"
        )
        return "  " + ", ".join(f"{name} {size / 2**20:.0f} MB" for name, _kind, size in cursor.fetchall())


def _measure(size: int, options: argparse.Namespace, folder: Path) -> list[Line]:
    from bench import peers

    cases, backend = _cases(size, options.queries), database_backend()
    lines = [Line(case.name, case.goal_ms, measured(case.ours, case.queries, backend=backend)) for case in cases]
    if options.without_peers:
        return lines
    print(f"  naive indexes built in {peers.make_naive_indexes():.0f} s", flush=True)
    try:
        for case, line in zip(cases, lines, strict=True):
            if case.naive is not None:
                line.naive = measured(case.naive, case.naive_queries or case.queries, budget_s=20)
    finally:
        peers.drop_naive_indexes()
    for engine in (peers.SqliteFts5, peers.Tantivy):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            peer = engine(Path(place))
            print(f"  {peer.name} indexed in {peer.seconds:.0f} s", flush=True)
            for case, line in zip(cases, lines, strict=True):
                if case.texts:
                    line.peers[peer.name] = measured(peer.search, case.texts, budget_s=20)
            del peer
    return lines


def _cases(size: int, count: int) -> list[Case]:
    from bench import peers
    from bench.queries import Queries
    from maillage.directory.queries.search import map_view, search, suggest
    from maillage.directory.search.words import corrected, words_of

    asked = Queries(size=size, chance=random.Random(SEED), count=count)

    def page(request: Any) -> object:
        return search(request)

    def bare(request: Any) -> object:
        return search(request, with_facets=False)

    def text_case(name: str, texts: list[str], goal: float = 50) -> Case:
        tsqueries = [asked.tsquery(text) for text in texts]
        return Case(name, goal, page, [asked.request(text) for text in texts], peers.naive_page, tsqueries, texts)

    near = [(text, *place) for text, place in zip(asked.common, asked.places, strict=False)]
    rare_near = [(text, *place) for text, place in zip(asked.rare, asked.places, strict=False)]
    return [
        text_case("page, common word", asked.common),
        text_case("page, middling word", asked.middling),
        text_case("page, rare word", asked.rare),
        text_case("page, two words", asked.pairs),
        Case("results only, common word", 50, bare, [asked.request(text) for text in asked.common],
             peers.naive_search, [asked.tsquery(text) for text in asked.common], asked.common),
        Case("page, common word within 50 km", 50, page, [asked.request(*one) for one in near],
             peers.naive_near, [(asked.tsquery(text), *place) for text, *place in near]),
        Case("page, rare word within 50 km", 50, page, [asked.request(*one) for one in rare_near],
             peers.naive_near, [(asked.tsquery(text), *place) for text, *place in rare_near]),
        Case("page, common word, nearest first", 50, page, [asked.request(*one, sort="distance") for one in near]),
        Case("page, common word, by name", 50, page, [asked.request(text, sort="name") for text in asked.common]),
        Case("page, common word and two filters", 50, page, asked.filtered),
        Case("page, sector and département", 50, page, asked.filters_only),
        Case("page, everything", 50, page, [asked.request("")] * 20),
        Case("page, tenth, common word", 50, page, asked.tenth_pages()),
        Case("typo corrected", 20, lambda text: corrected(words_of(text)), asked.typos, peers.naive_typo),
        Case("page, with a typo", 50, page, [asked.request(text) for text in asked.typos]),
        Case("suggestions", 10, suggest, asked.begun, peers.naive_prefix),
        Case("nearest 20", 5, asked.nearest, asked.places, peers.naive_nearest),
        Case("sector and nearest 20", 5, asked.nearest_of_sector, asked.places),
        Case("map, every zoom", 50, lambda view: map_view(asked.request(""), box=view[0], zoom=view[1]), asked.views,
             peers.naive_map, asked.naive_views),
        Case("map, common word", 50, lambda view: map_view(asked.request(view[2]), box=view[0], zoom=view[1]), asked.views),
    ]  # fmt: skip


def _table(size: int, lines: list[Line]) -> str:
    engines = ("SQLite FTS5", "tantivy")
    head = f"{'ms at ' + format(size, ','):36} {'ours p50':>8} {'p95':>8} {'goal':>6}  {'cpu p50':>8} {'p95':>8}"
    head += f"  {'naive p50':>9} {'p95':>8} {'ratio':>6}"
    table = ["", head + "".join(f"  {engine + ' p50':>15} {'p95':>8}" for engine in engines)]
    for line in lines:
        goal = f"{line.goal_ms:6.0f}" if line.goal_ms else " " * 6
        mark = "!" if line.goal_ms and line.ours.p95 > line.goal_ms else " "
        text = f"{line.name:36} {line.ours} {goal}{mark} {line.ours.processor_text or ' ' * 17}"
        if line.naive:
            text += f"  {line.naive} {line.naive.p50 / line.ours.p50:6.1f}"
        elif line.peers:
            text += " " * 26
        for engine in engines:
            if engine in line.peers:
                text += f"       {line.peers[engine]}"
        table.append(text)
    return "\n".join(table)


def _growth(sizes: list[int], lines_by_size: dict[int, list[Line]]) -> str:
    first, last = lines_by_size[sizes[0]], lines_by_size[sizes[-1]]
    table = [f"\nGrowth of the median from {sizes[0]:,} to {sizes[-1]:,} (goal: at most 5)"]
    for small, large in zip(first, last, strict=True):
        medians = "  ".join(f"{lines_by_size[size][first.index(small)].ours.p50:8.1f}" for size in sizes)
        table.append(f"{small.name:36} {medians}   x {large.ours.p50 / small.ours.p50:.1f}")
    return "\n".join(table)


if __name__ == "__main__":
    main()
