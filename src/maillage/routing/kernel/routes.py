"""One route at a time: its times, loads and cost; where a request fits, in constant time for each position."""

from typing import Any

import numpy as np

from .arrays import INFINITE, NOBODY, Data, State, compiled, compiled_within, draw, plain


@compiled
def refresh(d: Data, s: State, row: int, vehicle: int) -> None:
    """Work out times, loads and cost of a row as ridden by a vehicle.

    Source: Savelsbergh 1992, The vehicle routing problem with time windows: minimizing route duration.
    """
    n, profile = s.length[row], d.profile[vehicle]
    nodes, begin, latest, load = s.route[row], s.begin[row], s.latest[row], s.load[row]
    frozen = d.frozen[vehicle]
    load[0, :] = d.aboard[vehicle, :]
    for k in range(frozen, n - 1):
        request = d.owner[nodes[k]]
        if d.chain_length[request] > 0:
            if d.head[request] == nodes[k]:
                for dimension in range(load.shape[1]):
                    load[0, dimension] += d.laden[request, dimension]
        elif d.pickup[request] == NOBODY and not d.is_carried[request]:
            for dimension in range(load.shape[1]):
                load[0, dimension] += d.quantity[request, dimension]
    begin[0] = d.early[nodes[0]]
    cost = 0.0
    is_sound = True
    for k in range(1, n):
        before, node = nodes[k - 1], nodes[k]
        arrival = begin[k - 1] + d.service[before] + d.travel[profile, d.place[before], d.place[node]]
        begin[k] = max(arrival, d.early[node])
        if begin[k] > d.late[node]:
            is_sound = False
        cost += d.cost[profile, d.place[before], d.place[node]]
        for dimension in range(load.shape[1]):
            amount = load[k - 1, dimension] + d.change[node, dimension]
            load[k, dimension] = amount
            if amount > d.capacity[vehicle, dimension] and k >= frozen:
                is_sound = False  # possible only while a parcel picked up under way waits for its place
    latest[n - 1] = d.late[nodes[n - 1]]
    for k in range(n - 2, -1, -1):
        node, after = nodes[k], nodes[k + 1]
        reach = latest[k + 1] - d.travel[profile, d.place[node], d.place[after]] - d.service[node]
        latest[k] = min(reach, d.late[node])
    if n == 2:
        cost = 0.0  # who is not used rides nowhere
    else:
        cost += d.fixed[vehicle]
        if is_sound and d.pause_count[vehicle] > 0:
            is_sound = fits_pauses(d, s, row, vehicle, plain(NOBODY), plain(0), plain(0))
    s.cost[row] = cost
    s.is_sound[row] = is_sound or n == frozen + 1


@compiled
def fits_pauses(d: Data, s: State, row: int, vehicle: int, request: int, i: int, j: int) -> bool:
    """Say whether a row can be ridden with its breaks, once a request (or NOBODY) stands after positions i and j.

    Earliest times for each number of breaks taken: being earlier never hurts, so this is exact.
    """
    count = d.pause_count[vehicle]
    profile = d.profile[vehicle]
    ready = np.full(count + 1, INFINITE)
    previous = s.route[row, 0]
    ready[0] = d.early[previous]
    for k in range(s.length[row]):
        if k > 0:
            previous = _advance(d, vehicle, profile, ready, previous, s.route[row, k])
        if request != NOBODY:
            if k == i and d.pickup[request] != NOBODY:
                previous = _advance(d, vehicle, profile, ready, previous, d.pickup[request])
            if k == j and d.dropoff[request] != NOBODY:
                previous = _advance(d, vehicle, profile, ready, previous, d.dropoff[request])
            if k == i:
                for rank in range(d.chain_length[request]):
                    previous = _advance(d, vehicle, profile, ready, previous, d.chain[request, rank])
    _take_pauses(d, vehicle, ready)
    return bool(ready[count] <= d.late[s.route[row, s.length[row] - 1]])


@compiled
def _advance(d: Data, vehicle: int, profile: int, ready: Any, origin: int, node: int) -> int:
    _take_pauses(d, vehicle, ready)
    for taken in range(ready.shape[0]):
        ready[taken] += d.travel[profile, d.place[origin], d.place[node]]
    _take_pauses(d, vehicle, ready)
    for taken in range(ready.shape[0]):
        begin = max(ready[taken], d.early[node])
        ready[taken] = begin + d.service[node] if begin <= d.late[node] else INFINITE
    return node


@compiled
def _take_pauses(d: Data, vehicle: int, ready: Any) -> None:
    for taken in range(ready.shape[0] - 1):
        begin = max(ready[taken], d.pauses[vehicle, taken, 0])
        if begin <= d.pauses[vehicle, taken, 1]:
            ready[taken + 1] = min(ready[taken + 1], begin + d.pauses[vehicle, taken, 2])


@compiled
def exceeds(d: Data, s: State, row: int, position: int, request: int, vehicle: int) -> bool:
    """Say whether a request is too much beside what is aboard when leaving a position."""
    for dimension in range(d.quantity.shape[1]):
        if s.load[row, position, dimension] + d.quantity[request, dimension] > d.capacity[vehicle, dimension]:
            return True
    return False


@compiled
def best_place(
    d: Data, s: State, row: int, vehicle: int, request: int, bound: float, blink: float, is_any: bool
) -> tuple[float, int, int]:
    """Find where a request costs least in a row: the added cost and the positions that its two stops follow.

    Gives infinity when it fits nowhere below `bound`. `blink`: the share of places overlooked (Christiaens & Vanden
    Berghe 2020). `is_any`: a place at random instead of the cheapest. Each position is tested in constant time (a block, in that
    of its length). Nothing goes between two stops of a block.
    """
    if d.chain_length[request] > 0:
        return _best_place_of_block(d, s, row, vehicle, request, bound, blink, is_any)
    if d.pickup[request] == NOBODY or d.dropoff[request] == NOBODY:
        return _best_place_of_one(d, s, row, vehicle, request, bound, blink, is_any)
    n, profile = s.length[row], d.profile[vehicle]
    nodes, begin, latest = s.route[row], s.begin[row], s.latest[row]
    travel, cost = d.travel[profile], d.cost[profile]
    p, q = d.pickup[request], d.dropoff[request]
    at_p, at_q = d.place[p], d.place[q]
    best, best_i, best_j = bound, NOBODY, NOBODY
    opening = d.fixed[vehicle] + cost[d.place[nodes[0]], d.place[nodes[1]]] if n == 2 else 0.0
    for i in range(d.frozen[vehicle] - 1, n - 1):
        a, b = nodes[i], nodes[i + 1]
        if begin[i] > d.late[p]:
            break
        if d.follows[a]:
            continue
        at_a, at_b = d.place[a], d.place[b]
        begin_p = max(begin[i] + d.service[a] + travel[at_a, at_p], d.early[p])
        if begin_p > d.late[p] or exceeds(d, s, row, i, request, vehicle):
            continue
        leave_p = begin_p + d.service[p]
        begin_q = max(leave_p + travel[at_p, at_q], d.early[q])
        if begin_q <= d.late[q]:
            begin_b = max(begin_q + d.service[q] + travel[at_q, at_b], d.early[b])
            if begin_b <= latest[i + 1]:
                added = opening + cost[at_a, at_p] + cost[at_p, at_q] + cost[at_q, at_b] - cost[at_a, at_b]
                added = _judged(d, s, row, vehicle, request, i, i, added, best, blink, is_any)
                if added < best:
                    best, best_i, best_j = added, i, i
        added_p = opening + cost[at_a, at_p] + cost[at_p, at_b] - cost[at_a, at_b]
        t = max(leave_p + travel[at_p, at_b], d.early[b])
        for k in range(i + 1, n - 1):
            if t > latest[k] or t > d.late[q] or exceeds(d, s, row, k, request, vehicle):
                break
            c, e = nodes[k], nodes[k + 1]
            at_c, at_e = d.place[c], d.place[e]
            leave_c = t + d.service[c]
            begin_q = max(leave_c + travel[at_c, at_q], d.early[q])
            if begin_q <= d.late[q] and not d.follows[c]:
                begin_e = max(begin_q + d.service[q] + travel[at_q, at_e], d.early[e])
                if begin_e <= latest[k + 1]:
                    added = added_p + cost[at_c, at_q] + cost[at_q, at_e] - cost[at_c, at_e]
                    added = _judged(d, s, row, vehicle, request, i, k, added, best, blink, is_any)
                    if added < best:
                        best, best_i, best_j = added, i, k
            t = max(leave_c + travel[at_c, at_e], d.early[e])
    return (best if best_i != NOBODY else INFINITE), best_i, best_j


@compiled_within
def _judged(
    d: Data,
    s: State,
    row: int,
    vehicle: int,
    request: int,
    i: int,
    j: int,
    added: float,
    best: float,
    blink: float,
    is_any: bool,
) -> float:
    """Give what a place counts for: its added cost, a lot drawn, or infinity when it is overlooked or breaks have no room."""
    judged = added
    if is_any and added < INFINITE:
        judged = -draw(s.random)
    if judged < best:
        is_overlooked = blink > 0.0 and draw(s.random) < blink
        if is_overlooked or (d.pause_count[vehicle] > 0 and not fits_pauses(d, s, row, vehicle, request, i, j)):
            judged = INFINITE
    return judged


@compiled
def _best_place_of_one(
    d: Data, s: State, row: int, vehicle: int, request: int, bound: float, blink: float, is_any: bool
) -> tuple[float, int, int]:
    n, profile = s.length[row], d.profile[vehicle]
    nodes, begin, latest = s.route[row], s.begin[row], s.latest[row]
    travel, cost = d.travel[profile], d.cost[profile]
    is_pickup = d.dropoff[request] == NOBODY
    node = d.pickup[request] if is_pickup else d.dropoff[request]
    at = d.place[node]
    best, best_i = bound, NOBODY
    opening = d.fixed[vehicle] + cost[d.place[nodes[0]], d.place[nodes[1]]] if n == 2 else 0.0
    first = d.frozen[vehicle] - 1
    if is_pickup:
        # It stays aboard to the end: only behind the last position that has no room for it.
        for k in range(n - 2, first - 1, -1):
            if exceeds(d, s, row, k, request, vehicle):
                first = k + 1
                break
    for i in range(first, n - 1):
        if begin[i] > d.late[node]:
            break
        if not is_pickup and not d.is_carried[request] and exceeds(d, s, row, i, request, vehicle):
            break
        a, b = nodes[i], nodes[i + 1]
        if d.follows[a]:
            continue
        at_a, at_b = d.place[a], d.place[b]
        begin_node = max(begin[i] + d.service[a] + travel[at_a, at], d.early[node])
        if begin_node > d.late[node]:
            continue
        begin_b = max(begin_node + d.service[node] + travel[at, at_b], d.early[b])
        if begin_b > latest[i + 1]:
            continue
        added = opening + cost[at_a, at] + cost[at, at_b] - cost[at_a, at_b]
        added = _judged(d, s, row, vehicle, request, i, i, added, best, blink, is_any)
        if added < best:
            best, best_i = added, i
    return (best if best_i != NOBODY else INFINITE), best_i, best_i


@compiled
def _best_place_of_block(
    d: Data, s: State, row: int, vehicle: int, request: int, bound: float, blink: float, is_any: bool
) -> tuple[float, int, int]:
    n, profile = s.length[row], d.profile[vehicle]
    nodes, begin, latest, load = s.route[row], s.begin[row], s.latest[row], s.load[row]
    travel, cost = d.travel[profile], d.cost[profile]
    head, count, dimensions = d.head[request], d.chain_length[request], d.quantity.shape[1]
    best, best_i = bound, NOBODY
    opening = d.fixed[vehicle] + cost[d.place[nodes[0]], d.place[nodes[1]]] if n == 2 else 0.0
    aboard = d.laden[request].copy()
    for rank in range(count):
        aboard += d.change[d.chain[request, rank]]
    # What it leaves aboard stays to the end: only behind the last position that has no room for it.
    first = d.frozen[vehicle] - 1
    for k in range(n - 2, first, -1):
        if _is_over(d, load[k], aboard, vehicle):
            first = k
            break
    for i in range(first, n - 1):
        a, b = nodes[i], nodes[i + 1]
        if begin[i] > d.late[head] or _is_over(d, load[i], d.laden[request], vehicle):
            break
        if d.follows[a]:
            continue
        at, at_b = d.place[a], d.place[b]
        time, added, fits = begin[i] + d.service[a], opening - cost[at, at_b], True
        aboard[:] = d.laden[request]
        for rank in range(count):
            node = d.chain[request, rank]
            time = max(time + travel[at, d.place[node]], d.early[node])
            added += cost[at, d.place[node]]
            for dimension in range(dimensions):
                aboard[dimension] += d.change[node, dimension]
            if time > d.late[node] or _is_over(d, load[i], aboard, vehicle):
                fits = False
                break
            time += d.service[node]
            at = d.place[node]
        if fits and max(time + travel[at, at_b], d.early[b]) <= latest[i + 1]:
            added = _judged(d, s, row, vehicle, request, i, i, added + cost[at, at_b], best, blink, is_any)
            if added < best:
                best, best_i = added, i
    return (best if best_i != NOBODY else INFINITE), best_i, best_i


@compiled
def _is_over(d: Data, load: Any, more: Any, vehicle: int) -> bool:
    for dimension in range(load.shape[0]):  # noqa: SIM110 - no generators in compiled code
        if load[dimension] + more[dimension] > d.capacity[vehicle, dimension]:
            return True
    return False


@compiled
def put(d: Data, s: State, row: int, vehicle: int, request: int, i: int, j: int) -> None:
    """Write a request's stops behind positions i and j (of the row as it was), without marking whose it is."""
    p, q = d.pickup[request], d.dropoff[request]
    nodes = s.route[row]
    if q != NOBODY:
        for k in range(s.length[row], j + 1, -1):
            nodes[k] = nodes[k - 1]
        nodes[j + 1] = q
        s.length[row] += 1
    if p != NOBODY:
        for k in range(s.length[row], i + 1, -1):
            nodes[k] = nodes[k - 1]
        nodes[i + 1] = p
        s.length[row] += 1
    count = d.chain_length[request]
    if count > 0:
        for k in range(s.length[row] - 1, i, -1):
            nodes[k + count] = nodes[k]
        nodes[i + 1 : i + 1 + count] = d.chain[request, :count]
        s.length[row] += count
    refresh(d, s, row, vehicle)


@compiled
def take(d: Data, s: State, row: int, request: int) -> None:
    """Take a request's stops out of a row; the caller refreshes it."""
    nodes = s.route[row]
    kept = 0
    for k in range(s.length[row]):
        if d.owner[nodes[k]] != request:
            nodes[kept] = nodes[k]
            kept += 1
    s.length[row] = kept


@compiled
def copy_row(source: State, from_row: int, target: State, to_row: int) -> None:
    n = source.length[from_row]
    target.length[to_row] = n
    target.route[to_row, :n] = source.route[from_row, :n]
    target.begin[to_row, :n] = source.begin[from_row, :n]
    target.latest[to_row, :n] = source.latest[from_row, :n]
    target.load[to_row, :n] = source.load[from_row, :n]
    target.cost[to_row] = source.cost[from_row]
    target.is_sound[to_row] = source.is_sound[from_row]


@compiled
def copy_state(source: State, target: State) -> None:
    """Copy everything but the generator."""
    for row in range(source.length.shape[0]):
        copy_row(source, row, target, row)
    target.vehicle[:] = source.vehicle
    target.absent[:] = source.absent
    target.absent_count[0] = source.absent_count[0]


@compiled
def total_cost(s: State) -> float:
    return float(np.sum(s.cost[: s.cost.shape[0] - 1]))


@compiled
def seek(d: Data, s: State, request: int, blink: float, is_any: bool, may_open: bool) -> tuple[float, int, int, int]:
    """Find the best place of a request over all vehicles: added cost, vehicle (or NOBODY), positions.

    Of vehicles that are alike and not used yet, only the first is tried.
    """
    best, best_vehicle, best_i, best_j = INFINITE, NOBODY, 0, 0
    s.scratch[:] = 0
    for vehicle in range(d.profile.shape[0]):
        if not d.is_allowed[request, vehicle]:
            continue
        if s.length[vehicle] == 2:
            if not may_open or s.scratch[d.kind[vehicle]] == 1:
                continue
            s.scratch[d.kind[vehicle]] = 1
        added, i, j = best_place(d, s, vehicle, vehicle, request, best, blink, is_any)
        if i != NOBODY:
            best, best_vehicle, best_i, best_j = added, vehicle, i, j
    return best, best_vehicle, best_i, best_j


@compiled
def cheapest(d: Data, s: State, request: int) -> tuple[float, int, int, int]:
    """Find the cheapest place of a request, opening a route where that is needed: for callers outside the compiled code."""
    return seek(d, s, request, 0.0, False, True)


@compiled
def settle(d: Data, s: State, request: int, vehicle: int, i: int, j: int) -> None:
    """Insert a request where `seek` found a place for it."""
    put(d, s, vehicle, vehicle, request, i, j)
    s.vehicle[request] = vehicle


@compiled
def expel(d: Data, s: State, request: int) -> None:
    """Take a request out of its route and list it as absent; the caller refreshes the row."""
    take(d, s, s.vehicle[request], request)
    s.vehicle[request] = NOBODY
    s.absent[s.absent_count[0]] = request
    s.absent_count[0] += 1
