"""Make land of coastlines: OpenStreetMap draws only the shore, the land on its left."""

from maillage.geodata.street_map.shapes import Line, Position
from maillage.geodata.types import BoundingBox


def land_rings(*, coastlines: list[Line], box: BoundingBox) -> list[Line]:
    """Close the coastlines along the edge of the extract, into rings of land; islands and lagoons are rings already.

    Gives nothing when there is no coastline: all of the box is land then. An even-odd or non-zero reading gives the
    same land, since rings neither cross nor overlap, lagoons apart, which go clockwise.
    """
    chains = _joined(coastlines)
    rings = [chain for chain in chains if chain[0] == chain[-1]]
    open_chains = [_reaching(chain, box) for chain in chains if chain[0] != chain[-1]]
    return rings + _closed_along(open_chains, box)


def _joined(lines: list[Line]) -> list[Line]:
    """Put the pieces end to end."""
    starts = {line[0]: line for line in lines}
    ends = {line[-1] for line in lines}
    chains = []
    # Those that no other piece leads to come first; what is left then goes round.
    for line in sorted(lines, key=lambda line: line[0] in ends):
        if starts.pop(line[0], None) is not line:
            continue
        chain = list(line)
        while chain[-1] != chain[0] and (following := starts.pop(chain[-1], None)) is not None:
            chain += following[1:]
        chains.append(chain)
    return chains


def _reaching(chain: Line, box: BoundingBox) -> Line:
    """Lengthen both ends to the nearest edge: extracts cut their ways somewhat inside or outside of it."""
    return [_on_edge(chain[0], box), *chain, _on_edge(chain[-1], box)]


def _on_edge(position: Position, box: BoundingBox) -> Position:
    longitude = min(max(position[0], box.west), box.east)
    latitude = min(max(position[1], box.south), box.north)
    candidates = [(box.west, latitude), (box.east, latitude), (longitude, box.south), (longitude, box.north)]
    return min(candidates, key=lambda edge: (edge[0] - longitude) ** 2 + (edge[1] - latitude) ** 2)


def _closed_along(chains: list[Line], box: BoundingBox) -> list[Line]:
    """Follow a chain to the edge, then the edge counter-clockwise to the next chain, until the start is back."""
    waiting = list(chains)
    rings = []
    while waiting:
        ring = list(waiting.pop(0))
        while True:
            place = _along(ring[-1], box)
            ahead = [(_distance(place, _along(chain[0], box)), chain) for chain in waiting]
            ahead.append((_distance(place, _along(ring[0], box)), ring))
            distance, following = min(ahead, key=lambda pair: pair[0])
            ring += _corners(place, distance, box)
            if following is ring:
                break
            waiting.remove(following)
            ring += following
        rings.append([*ring, ring[0]])
    return rings


def _along(position: Position, box: BoundingBox) -> float:
    """Place a position of the edge from 0 to 4, counter-clockwise from the south-west corner."""
    longitude, latitude = position
    across = (longitude - box.west) / (box.east - box.west)
    up = (latitude - box.south) / (box.north - box.south)
    gaps = {0: abs(up), 1: abs(1 - across), 2: abs(1 - up), 3: abs(across)}
    side = min(gaps, key=lambda side: gaps[side])
    return side + {0: across, 1: up, 2: 1 - across, 3: 1 - up}[side]


def _distance(start: float, end: float) -> float:
    return (end - start) % 4


def _corners(start: float, distance: float, box: BoundingBox) -> Line:
    corners = [(box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north)]
    first = int(start) + 1
    return [corners[number % 4] for number in range(first, first + 4) if number < start + distance]
