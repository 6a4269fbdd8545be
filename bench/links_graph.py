"""The graph of the mesh at 500 and 2,000 knots: the page's data, the layout, ways, fragile parts and communities, each beside networkx.

    python -m bench links_graph [--sizes 500,2000]

The graphs are drawn from one seed: mean degree 10, strengths between 0.02 and 0.95. Medians of several runs.
"""

import argparse
import json
import math
import os
import statistics
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any
from uuid import UUID

import django
import networkx

from maillage.links.rules.bridges import fragile_parts
from maillage.links.rules.communities import communities_of
from maillage.links.rules.introductions import meetings, skills_together
from maillage.links.rules.layout import place_knots
from maillage.links.rules.measures import measure
from maillage.links.rules.network import neighbours_of
from maillage.links.rules.paths import strongest_chain
from maillage.links.types import Member, Tie, pair_of

RUNS = 5
LINE = "{:>6} {:>7}  {:<34} {:>10}  {:<34} {:>10}  {}"


def graph_of(size: int) -> tuple[list[Member], list[Tie]]:
    """Give members around towns, most of their links nearby."""
    random = Random(f"mesh:{size}")
    trades = [f"skill-{number}" for number in range(40)]
    members = [
        Member(
            id=UUID(int=number + 1), name=f"Coop {number}", slug=f"coop-{number}", commune="Ville", region=str(number % 13),
            department=str(number % 90), longitude=-4 + 12 * random.random(), latitude=43 + 7 * random.random(),
            sectors=(f"sector-{number % 9}",), skills=(random.choice(trades), random.choice(trades)), is_affiliated=True,
        )
        for number in range(size)
    ]  # fmt: skip
    pairs: set[tuple[UUID, UUID]] = set()
    while len(pairs) < 5 * size:
        one = random.randrange(size)
        other = (
            (one + max(1, int(random.expovariate(0.04)))) % size if random.random() < 0.85 else random.randrange(size)
        )
        if one != other:
            pairs.add(pair_of(members[one].id, members[other].id))
    return members, [Tie(*pair, random.uniform(0.02, 0.95)) for pair in sorted(pairs)]


def median_ms(work: Callable[[], Any], *, runs: int = RUNS) -> float:
    times = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def document(members: list[Member], ties: list[Tie], points: dict[UUID, tuple[float, float]]) -> str:
    """Give the page's data as the view does, from rows in memory."""
    from maillage.links.presenters import graph_text
    from maillage.links.queries.network import Knot, Network
    from maillage.links.types import Readership

    number_of = {one.id: number for number, one in enumerate(members)}
    knots = [Knot(one, *points[one.id], community=1, degree=10, holds=0) for one in members]
    edges = [(number_of[tie.left], number_of[tie.right], tie.strength, ("won", "referenced")) for tie in ties]
    return graph_text(Network(knots, edges), readership=Readership.OFFICE)


def measure_size(size: int) -> None:
    members, ties = graph_of(size)
    by_id = {one.id: one for one in members}
    neighbours = neighbours_of(ties, knots=[one.id for one in members])
    peer = networkx.Graph()
    peer.add_nodes_from(by_id)
    for tie in ties:
        peer.add_edge(tie.left, tie.right, weight=tie.strength, cost=-math.log(tie.strength))
    points = place_knots(neighbours)
    random = Random(size)
    ends = [(random.choice(members).id, random.choice(members).id) for _pair in range(40)]
    text = document(members, ties, points)

    def row(ours: str, our_ms: float, theirs: str = "", their_ms: float | None = None, note: str = "") -> None:
        print(LINE.format(size, len(ties), ours, f"{our_ms:.1f}", theirs, f"{their_ms:.1f}" if their_ms else "", note))

    data = median_ms(lambda: document(members, ties, points))
    peer_data = median_ms(lambda: json.dumps(networkx.node_link_data(peer, edges="edges"), default=str))
    row("data of the page, JSON", data, "json.dumps of node-link data", peer_data, f"{len(text) // 1024} KiB")
    fresh = median_ms(lambda: place_knots(neighbours), runs=3)
    again = median_ms(lambda: place_knots(neighbours, before=points), runs=3)
    row("layout (igraph, new)", fresh, "the same, from last night's", again)
    same = all(_same_strength(neighbours, peer, *pair) for pair in ends)
    chains = median_ms(lambda: [strongest_chain(neighbours, start=one, end=other) for one, other in ends])
    peer_chains = median_ms(lambda: [_peer_chain(peer, *pair) for pair in ends])
    note = "same strengths" if same else "DIFFERENT"
    row("40 strongest chains (Dijkstra)", chains, "networkx dijkstra_path", peer_chains, note)
    found = fragile_parts(neighbours)
    is_same = set(found.holders) == set(networkx.articulation_points(peer))
    is_same = is_same and found.bridges == {pair_of(*edge) for edge in networkx.bridges(peer)}
    fragile = median_ms(lambda: fragile_parts(neighbours))
    peer_fragile = median_ms(lambda: (list(networkx.articulation_points(peer)), list(networkx.bridges(peer))))
    note = "same parts" if is_same else "DIFFERENT"
    row("holders and bridges (Tarjan)", fragile, "networkx, both", peer_fragile, note)
    _measure_groups(neighbours, peer, by_id, row)
    month = median_ms(lambda: measure(neighbours, members=by_id), runs=1)
    row(
        "measures of a month",
        month,
        "networkx clustering and mean path",
        median_ms(lambda: _peer_measures(peer), runs=1),
    )
    together = skills_together(ties, members=by_id)
    search = median_ms(
        lambda: meetings(members=members, neighbours=neighbours, together=together, met=(), limit=120), runs=1
    )
    peer_search = median_ms(lambda: list(networkx.adamic_adar_index(peer)), runs=1)
    row("introductions, the whole search", search, "networkx Adamic–Adar of all pairs", peer_search)


def _measure_groups(neighbours: Any, peer: Any, by_id: dict[UUID, Member], row: Callable[..., None]) -> None:
    ours, theirs = communities_of(neighbours), networkx.community.louvain_communities(peer, seed=1)
    groups: dict[int, set[UUID]] = {}
    for key, group in ours.items():
        groups.setdefault(group, set()).add(key)
    alone = [{key} for key in by_id if key not in ours]
    mine = networkx.community.modularity(peer, [*groups.values(), *alone])
    note = f"modularity {mine:.3f} / {networkx.community.modularity(peer, theirs):.3f}"
    leiden = median_ms(lambda: communities_of(neighbours))
    louvain = median_ms(lambda: networkx.community.louvain_communities(peer, seed=1), runs=1)
    row("communities (Leiden)", leiden, "networkx Louvain", louvain, note)


def _peer_chain(peer: Any, start: UUID, end: UUID) -> Any:
    return networkx.dijkstra_path(peer, start, end, weight="cost") if networkx.has_path(peer, start, end) else None


def _peer_measures(peer: Any) -> Any:
    parts = [peer.subgraph(part) for part in networkx.connected_components(peer) if len(part) > 1]
    return networkx.average_clustering(peer), [networkx.average_shortest_path_length(part) for part in parts]


def _same_strength(neighbours: Any, peer: Any, start: UUID, end: UUID) -> bool:
    chain = strongest_chain(neighbours, start=start, end=end)
    if chain is None:
        return not networkx.has_path(peer, start, end)
    length = networkx.dijkstra_path_length(peer, start, end, weight="cost")
    return math.isclose(chain.strength, math.exp(-length), rel_tol=1e-9)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench links_graph")
    parser.add_argument("--sizes", default="500,2000")
    asked = parser.parse_args(sys.argv[1:])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    django.setup()
    print(LINE.format("knots", "links", "ours", "ms", "peer", "ms", ""))
    for size in (int(text) for text in asked.sizes.split(",")):
        measure_size(size)


if __name__ == "__main__":
    main()
