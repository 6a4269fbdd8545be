"""Vehicles: guided ejection search.

Source: Nagata & Kobayashi 2010, Guided Ejection Search for the Pickup and Delivery Problem with Time Windows, EvoCOP.
Requests without a place wait in a pool. The last in takes its place by force, from the one or two requests that have so far
been easiest to place; how often each could not be placed is counted. Then the routes are stirred at random, soundly.
"""

from typing import Any

import numpy as np

from .arrays import INFINITE, NOBODY, Data, State, compiled, draw_below, plain
from .routes import best_place, copy_row, expel, put, refresh, seek, settle, take


@compiled
def squeeze(d: Data, s: State, difficulty: Any, iterations: int, stirs: int, may_open: bool) -> int:
    """Work on the pool of absent requests for some iterations; gives those left to do when it is empty."""
    rows = d.profile.shape[0]
    order = np.empty(rows, np.int64)
    for left in range(iterations, 0, -1):
        if s.absent_count[0] == 0:
            return left
        s.absent_count[0] -= 1
        request = s.absent[s.absent_count[0]]
        _added, vehicle, i, j = seek(d, s, request, 0.0, True, may_open)
        if vehicle != NOBODY:
            settle(d, s, request, vehicle, i, j)
            continue
        difficulty[request] += 1
        count = 0
        for row in range(rows):
            if d.is_allowed[request, row] and s.length[row] > 2:
                order[count] = row
                count += 1
        _shuffle(s.random, order, count)
        row, first, second, i, j = _cheapest_ejection(d, s, difficulty, request, order[:count])
        if row == NOBODY:
            # Nobody can make room: let it wait at the bottom of the pool.
            for k in range(s.absent_count[0], 0, -1):
                s.absent[k] = s.absent[k - 1]
            s.absent[0] = request
            s.absent_count[0] += 1
        else:
            expel(d, s, first)
            if second != NOBODY:
                expel(d, s, second)
            put(d, s, row, row, request, i, j)
            s.vehicle[request] = row
        _stir(d, s, stirs)
    return 0


@compiled
def _shuffle(random: Any, items: Any, count: int) -> None:
    for k in range(count - 1, 0, -1):
        other = draw_below(random, k + 1)
        items[k], items[other] = items[other], items[k]


@compiled
def _cheapest_ejection(d: Data, s: State, difficulty: Any, request: int, order: Any) -> tuple[int, int, int, int, int]:
    """Find whom to eject so that a request fits: row, one request, a second or NOBODY, the two positions."""
    best, found = INFINITE, (NOBODY, NOBODY, NOBODY, 0, 0)
    spare = d.profile.shape[0]
    members = np.empty(s.route.shape[1], np.int64)
    for row in order:
        count = _members(d, s, row, members)
        _shuffle(s.random, members, count)
        for first in range(count):
            if difficulty[members[first]] >= best:
                continue
            i, j = _place_without(d, s, row, spare, request, members[first], plain(NOBODY))
            if i != NOBODY:
                best, found = difficulty[members[first]], (row, members[first], NOBODY, i, j)
    if best <= 2:
        return found
    for row in order:
        count = _members(d, s, row, members)
        _shuffle(s.random, members, count)
        for first in range(count):
            for second in range(first + 1, count):
                if difficulty[members[first]] + difficulty[members[second]] >= best:
                    continue
                i, j = _place_without(d, s, row, spare, request, members[first], members[second])
                if i != NOBODY:
                    best = difficulty[members[first]] + difficulty[members[second]]
                    found = (row, members[first], members[second], i, j)
    return found


@compiled
def _members(d: Data, s: State, row: int, members: Any) -> int:
    count = 0
    for k in range(d.frozen[row], s.length[row] - 1):
        request = d.owner[s.route[row, k]]
        if d.head[request] == s.route[row, k]:
            members[count] = request
            count += 1
    return count


@compiled
def _place_without(d: Data, s: State, row: int, spare: int, request: int, first: int, second: int) -> tuple[int, int]:
    n = 0
    for k in range(s.length[row]):
        node = s.route[row, k]
        owner = d.owner[node]
        if owner == NOBODY or (owner != first and owner != second):
            s.route[spare, n] = node
            n += 1
    s.length[spare] = n
    refresh(d, s, spare, row)
    if not s.is_sound[spare]:
        return NOBODY, NOBODY
    _added, i, j = best_place(d, s, spare, row, request, INFINITE, 0.0, True)
    return i, j


@compiled
def _stir(d: Data, s: State, times: int) -> None:
    """Move requests, or exchange two, to random places where they fit."""
    requests = d.pickup.shape[0]
    rows = d.profile.shape[0]
    for _ in range(times):
        request = draw_below(s.random, requests)
        row = s.vehicle[request]
        if row == NOBODY:
            continue
        other = s.vehicle[d.near[request, draw_below(s.random, d.near.shape[1])]] if d.near.shape[1] > 0 else row
        if other == NOBODY:
            other = draw_below(s.random, rows)
        if not d.is_allowed[request, other] or s.length[other] == 2:
            continue
        _relocate(d, s, request, row, other)


@compiled
def _relocate(d: Data, s: State, request: int, row: int, other: int) -> None:
    spare = d.profile.shape[0]
    if other == row:
        copy_row(s, row, s, spare)
        take(d, s, row, request)
        refresh(d, s, row, row)
        _added, i, j = best_place(d, s, row, row, request, INFINITE, 0.0, True)
        if i == NOBODY or not s.is_sound[row]:
            copy_row(s, spare, s, row)
        else:
            put(d, s, row, row, request, i, j)
        return
    _added, i, j = best_place(d, s, other, other, request, INFINITE, 0.0, True)
    if i != NOBODY:
        copy_row(s, row, s, spare)
        take(d, s, row, request)
        refresh(d, s, row, row)
        if not s.is_sound[row]:
            copy_row(s, spare, s, row)
            return
        put(d, s, other, other, request, i, j)
        s.vehicle[request] = other
        return
    _exchange(d, s, request, row, other)


@compiled
def _exchange(d: Data, s: State, request: int, row: int, other: int) -> None:
    """Swap a request with a random one of another row, each to a random place where it fits."""
    movable = s.length[other] - d.frozen[other] - 1
    if movable <= 0:
        return
    counterpart = d.owner[s.route[other, d.frozen[other] + draw_below(s.random, movable)]]
    if not d.is_allowed[counterpart, row]:
        return
    spare = d.profile.shape[0]
    i, j = _place_without(d, s, other, spare, request, counterpart, plain(NOBODY))
    if i == NOBODY:
        return
    other_i, other_j = _place_without(d, s, row, spare, counterpart, request, plain(NOBODY))
    if other_i == NOBODY:
        return
    take(d, s, row, request)
    put(d, s, row, row, counterpart, other_i, other_j)
    take(d, s, other, counterpart)
    put(d, s, other, other, request, i, j)
    s.vehicle[request], s.vehicle[counterpart] = other, row
