"""A shorter order of stops: never longer, the same stops, pickups first, hours kept, tours together."""

from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.stop_order import OpenStop, shorter_order

POINT = st.tuples(st.integers(0, 4000), st.integers(0, 4000))
KINDS = st.lists(st.tuples(st.booleans(), POINT, st.integers(0, 7200), st.booleans()), min_size=3, max_size=14)


def tables(points):
    distances = [[hypot(a[0] - b[0], a[1] - b[1]) for b in points] for a in points]
    return distances, [[metres / 4 for metres in row] for row in distances]


def length(order, distances):
    return sum(distances[a][b] for a, b in pairwise(order))


@given(KINDS, st.booleans())
def test_never_worse_and_of_the_same_stops(drawn, by_delivery):
    """Windows of which the order sent keeps all, as it is when a planner has made it."""
    points = [point for _is_pickup, point, _slack, _in_tour in drawn]
    distances, durations = tables(points)
    stops, clock = [], 0.0
    for place, (is_pickup, _point, slack, in_tour) in enumerate(drawn):
        clock += durations[place - 1][place] if place else 0.0
        waits_for = tuple(other for other in range(place) if drawn[other][0] and not is_pickup)[-1:]
        block = "tour" if in_tour and by_delivery and place < 4 and all(one[3] for one in drawn[:place]) else None
        stops.append(OpenStop(is_pickup, 0.0, clock + slack, waits_for=waits_for if by_delivery else None, block=block))

    found = shorter_order(stops, distances_m=distances, durations_s=durations)

    if found is None:
        return
    order = found.order
    assert sorted(order) == list(range(len(stops)))
    assert length(order, distances) < length(range(len(stops)), distances)
    assert abs(length(range(len(stops)), distances) - length(order, distances) - found.gain_m) <= 0.5
    place_of = {stop: place for place, stop in enumerate(order)}
    for stop, known in enumerate(stops):
        before = known.waits_for
        if before is None:
            before = () if known.is_pickup else [one for one in range(stop) if stops[one].is_pickup]
        assert all(place_of[one] < place_of[stop] for one in before)
    clock = 0.0
    for place, stop in enumerate(order):
        clock += durations[order[place - 1]][stop] if place else 0.0
        assert clock <= stops[stop].before_s + 1e-6
    in_tour = [place for place, stop in enumerate(order) if stops[stop].block]
    assert in_tour == list(range(min(in_tour, default=0), max(in_tour, default=-1) + 1))


def test_a_detour_is_found_by_both_searches():
    for count in (4, 12):
        points = [(0, 0), *((step * 100, 0) for step in range(count - 1, 1, -1)), (100, 0)]
        stops = [OpenStop(is_pickup=place == 0, after_s=0, before_s=1e6) for place in range(count)]
        distances, durations = tables(points)

        found = shorter_order(stops, distances_m=distances, durations_s=durations)

        assert found is not None
        assert length(found.order, distances) <= (count - 1) * 100 + 1
        assert found.order[0] == 0


def test_too_few_or_too_many_are_left():
    for count in (2, 41):
        stops = [OpenStop(is_pickup=False, after_s=0, before_s=1e6)] * count
        distances, durations = tables([(place % 7 * 100, place) for place in range(count)])
        assert shorter_order(stops, distances_m=distances, durations_s=durations) is None
