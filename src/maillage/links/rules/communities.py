"""Groups that work more with one another than with the rest.

Source: V. Traag, L. Waltman and N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected communities",
Scientific Reports 9, 2019, on the modularity of M. Newman, as igraph computes it with a fixed seed.
"""

import random
from uuid import UUID

import igraph

from maillage.links.rules.network import Neighbours

_SEED = 2019
_ROUNDS = 12


def communities_of(neighbours: Neighbours, /) -> dict[UUID, int]:
    """Give each knot that has a link the number of its community, 1 for the largest; knots alone have none."""
    knots = sorted(knot for knot, others in neighbours.items() if others)
    number_of = {knot: number for number, knot in enumerate(knots)}
    edges = [(knot, other) for knot in knots for other in sorted(neighbours[knot]) if knot < other]
    if not edges:
        return {}
    state = random.getstate()
    random.seed(_SEED)
    try:
        igraph.set_random_number_generator(random)
        graph = igraph.Graph(n=len(knots), edges=[(number_of[one], number_of[other]) for one, other in edges])
        found = graph.community_leiden(
            objective_function="modularity", weights=[neighbours[one][other] for one, other in edges],
            n_iterations=_ROUNDS,
        )  # fmt: skip
    finally:
        random.setstate(state)
    groups = sorted(([knots[number] for number in group] for group in found), key=lambda group: (-len(group), group))
    return {knot: number for number, group in enumerate(groups, start=1) for knot in group}
