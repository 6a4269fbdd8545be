"""Distance: slack induction by string removals.

Source: Christiaens & Vanden Berghe 2020, Slack Induction by String Removals for Vehicle Routing Problems, Transportation
Science 54(2): strings of neighbouring routes are taken out, put back greedily with blinks, under simulated annealing.
"""

from typing import Any

import numpy as np

from .arrays import NOBODY, Data, State, compiled, draw, draw_below
from .routes import copy_row, copy_state, expel, refresh, seek, settle, total_cost

_BLINK = 0.01
_MEAN_REMOVED = 10
_LONGEST_STRING = 10


@compiled
def improve(
    d: Data, current: State, trial: State, best: State, orders: Any, iterations: int, hot: float, cold: float
) -> None:
    """Run some iterations between two temperatures; `best` keeps the best state, `trial` equals `current` on return.

    `orders`: keys by which absent requests may be sorted before they are put back.
    """
    rows = d.profile.shape[0]
    touched = np.zeros(rows, np.uint8)
    current_cost, best_cost = total_cost(current), total_cost(best)
    cooling = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    for _ in range(iterations):
        _ruin(d, trial, touched)
        _recreate(d, trial, touched, orders)
        cost = total_cost(trial)
        missing, known = trial.absent_count[0], current.absent_count[0]
        is_sound = True
        for row in range(rows):
            if touched[row] and not trial.is_sound[row]:
                is_sound = False
        limit = current_cost - temperature * np.log(1.0 - draw(trial.random))
        if is_sound and (missing < known or (missing == known and cost < limit)):
            _adopt(d, trial, current, touched)
            current_cost = cost
            if missing < best.absent_count[0] or (missing == best.absent_count[0] and cost < best_cost - 1e-9):
                copy_state(current, best)
                best_cost = cost
        else:
            _adopt(d, current, trial, touched)
        touched[:] = 0
        temperature *= cooling


@compiled
def _adopt(d: Data, source: State, target: State, touched: Any) -> None:
    for row in range(touched.shape[0]):
        if touched[row]:
            copy_row(source, row, target, row)
    target.vehicle[:] = source.vehicle
    n = source.absent_count[0]
    target.absent[:n] = source.absent[:n]
    target.absent_count[0] = n


@compiled
def _ruin(d: Data, s: State, touched: Any) -> None:
    requests = d.pickup.shape[0]
    used, nodes = 0, 0
    for row in range(d.profile.shape[0]):
        if s.length[row] > d.frozen[row] + 1:
            used += 1
            nodes += s.length[row] - d.frozen[row] - 1
    if used == 0:
        return
    longest = min(float(_LONGEST_STRING), nodes / used)
    strings = int(draw(s.random) * (4.0 * _MEAN_REMOVED / (1.0 + longest) - 1.0)) + 1
    seed = draw_below(s.random, requests)
    ruined = 0
    for rank in range(-1, d.near.shape[1]):
        request = seed if rank < 0 else d.near[seed, rank]
        row = s.vehicle[request]
        if row == NOBODY or touched[row]:
            continue
        movable = s.length[row] - d.frozen[row] - 1
        length = min(movable, int(draw(s.random) * min(float(movable), longest)) + 1)
        _remove_string(d, s, row, request, length)
        touched[row] = 1
        refresh(d, s, row, row)
        ruined += 1
        if ruined >= strings:
            break


@compiled
def _remove_string(d: Data, s: State, row: int, request: int, length: int) -> None:
    """Expel the owners of some positions in a row, one of which is the request's; half the time, some in the middle stay."""
    node = d.pickup[request]
    if node == NOBODY or (d.dropoff[request] != NOBODY and draw(s.random) < 0.5):
        node = d.tail[request]
    first, end = d.frozen[row], s.length[row] - 1
    at = first
    for k in range(first, end):
        if s.route[row, k] == node:
            at = k
    kept = 0
    if length > 1 and draw(s.random) < 0.5:
        while length + kept < end - first and draw(s.random) > 0.01:
            kept += 1
            if draw(s.random) < 0.5:
                break
    span = length + kept
    lowest, highest = max(first, at - span + 1), min(at, end - span)
    start = lowest + draw_below(s.random, highest - lowest + 1)
    gap = start + 1 + draw_below(s.random, length - 1) if kept > 0 and length > 1 else end
    chosen = np.empty(span, np.int64)
    count = 0
    for k in range(start, start + span):
        if gap <= k < gap + kept:
            continue
        chosen[count] = d.owner[s.route[row, k]]
        count += 1
    for k in range(count):
        if s.vehicle[chosen[k]] == row:
            expel(d, s, chosen[k])


@compiled
def _recreate(d: Data, s: State, touched: Any, orders: Any) -> None:
    n = s.absent_count[0]
    waiting = s.absent[:n].copy()
    key = np.empty(n)
    order = draw_below(s.random, orders.shape[0] + 2)
    for k in range(n):
        key[k] = orders[order, waiting[k]] if order < orders.shape[0] else draw(s.random)
    s.absent_count[0] = 0
    for k in np.argsort(key):
        request = waiting[k]
        _added, vehicle, i, j = seek(d, s, request, _BLINK, False, True)
        if vehicle == NOBODY:
            s.absent[s.absent_count[0]] = request
            s.absent_count[0] += 1
        else:
            settle(d, s, request, vehicle, i, j)
            touched[vehicle] = 1
