"""The plan of a day on a line of places, a minute and 300 m from one to the next: right answers are seen at a glance."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.delivery.rules.planning import (
    Budget,
    DayRider,
    DayTask,
    DayToPlan,
    NotPlaced,
    UnplacedReason,
    places_in_lists,
    solved,
    timeline_of,
)
from maillage.routing import Matrix

HOUR = 3600.0
LINA, MARC = 1, 2


def line(places=12):
    apart = np.abs(np.subtract.outer(np.arange(places), np.arange(places))).astype(float)
    return Matrix(apart * 60, apart * 300)


def rider(number, **given):
    usual = {"start": 0, "from_s": 8 * HOUR, "until_s": 20 * HOUR}
    return DayRider(number, **{**usual, **given})


def delivery(number, origin=1, target=3, **given):
    """Pickup 10·n, drop-off 10·n + 1, from nine to eleven."""
    usual = {"after_s": 9 * HOUR, "before_s": 11 * HOUR, **given}
    pickup = DayTask(10 * number, origin, is_pickup=True, delivery=number, position=1, **usual)
    return [pickup, DayTask(10 * number + 1, target, is_pickup=False, delivery=number, position=2, **usual)]


def day(tasks, riders=None, *, now_s=7 * HOUR, matrix=None):
    chosen = {"": matrix or line()}
    return DayToPlan(tuple(tasks), tuple(riders or [rider(LINA), rider(MARC)]), chosen, {"": line()}, 180, now_s)


def solve(*arguments, iterations=60, **given):
    return solved(day(*arguments, **given), budget=Budget(iterations))


def where(solution):
    return {number: one for one, numbers in solution.lists.items() for number in numbers}


def test_a_delivery_is_ridden_by_one_courier_pickup_first():
    solution = solve([*delivery(1), *delivery(2, 2, 5)])

    riders = where(solution)
    assert (riders[10], riders[20], solution.unplaced) == (riders[11], riders[21], ())
    for numbers in solution.lists.values():
        for number in (10, 20):
            assert number not in numbers or numbers.index(number) < numbers.index(number + 1)


def test_the_same_seed_gives_the_same_plan():
    tasks = [task for number in range(1, 9) for task in delivery(number, number % 5, 5 + number % 6)]

    assert solve(tasks) == solve(tasks)


def test_what_a_courier_has_stays_theirs_when_it_may_not_move():
    kept = [replace(task, rider=MARC, may_move=False) for task in delivery(1)]

    assert {where(solve([*kept, *delivery(2, 1, 3)]))[number] for number in (10, 11)} == {MARC}


def test_what_is_under_way_comes_first_with_who_has_it():
    tasks = [replace(task, rider=MARC, rank=5) for task in delivery(1, 9, 11)]
    tasks[0] = replace(tasks[0], is_under_way=True)

    solution = solve([*tasks, *delivery(2, 1, 2)], [rider(LINA, may_take=False), rider(MARC)])

    assert (solution.lists[MARC][0], where(solution)[11]) == (10, MARC)


def test_what_is_aboard_stays_with_its_courier():
    pickup, dropoff = delivery(1)
    aboard = replace(dropoff, rider=MARC, is_aboard=True)

    assert where(solve([aboard]))[pickup.number + 1] == MARC


def test_a_passed_window_is_told_and_nothing_is_taken_from_who_is_late():
    late = [replace(task, rider=LINA, after_s=7 * HOUR, before_s=8 * HOUR) for task in delivery(1)]
    over = delivery(2, after_s=7 * HOUR, before_s=8 * HOUR)

    solution = solve([*late, *over], now_s=10 * HOUR)

    assert solution.lists[LINA] == (10, 11)
    assert solution.unplaced == (NotPlaced(20, UnplacedReason.OVER), NotPlaced(21, UnplacedReason.OVER))


def test_what_cannot_be_on_time_stays_with_its_courier_late_rather_than_lost():
    tight = [replace(task, rider=LINA, after_s=9 * HOUR, before_s=9 * HOUR + 60) for task in delivery(1, 1, 11)]

    solution = solve(tight, [rider(LINA)])

    assert (solution.lists[LINA], solution.unplaced) == ((10, 11), ())


@pytest.mark.parametrize(
    ("given", "riders", "reason"),
    [
        ({"skills": frozenset({"froid"})}, [rider(LINA)], UnplacedReason.SKILL),
        ({"weight_g": 30_000}, [rider(LINA, weight_g=20_000)], UnplacedReason.CAPACITY),
        ({"units": 9}, [rider(LINA, units=8)], UnplacedReason.CAPACITY),
        ({}, [rider(LINA, from_s=12 * HOUR)], UnplacedReason.WINDOW),
        ({}, [rider(LINA, until_s=8.5 * HOUR)], UnplacedReason.SHIFT),
        ({}, [rider(LINA, may_take=False)], UnplacedReason.NOT_ALLOWED),
    ],
)
def test_why_something_is_in_nobodys_plan(given, riders, reason):
    solution = solve(delivery(1, **given), riders)

    assert {one.reason for one in solution.unplaced} == {reason}


def test_a_place_that_no_street_leads_to_is_told_and_stops_nobody():
    island = line()
    island.durations_s[11, :11] = island.durations_s[:11, 11] = np.inf

    solution = solve([*delivery(1, 1, 11), *delivery(2)], matrix=island)

    assert {(one.number, one.reason) for one in solution.unplaced} == {
        (10, UnplacedReason.UNREACHABLE), (11, UnplacedReason.UNREACHABLE)
    }  # fmt: skip
    assert set(where(solution)) == {20, 21}


def test_one_pickup_for_many_goes_whole_to_one_courier_and_stands_once():
    pickup, first = delivery(1, 1, 3, weight_g=4000)
    drops = [replace(first, number=11 + place, place=3 + place, position=2 + place) for place in range(4)]
    pickup = replace(pickup, weight_g=16_000)

    solution = solve([pickup, *drops], [rider(LINA, weight_g=18_000), rider(MARC, weight_g=18_000)])

    (numbers,) = [numbers for numbers in solution.lists.values() if numbers]
    assert (numbers[0], sorted(numbers)) == (10, [10, 11, 12, 13, 14])


def test_many_pickups_for_one_come_before_it():
    _first, dropoff = delivery(1, 1, 9)
    pickups = [replace(_first, number=100 + place, place=1 + place, position=place) for place in range(3)]

    solution = solve([*pickups, replace(dropoff, position=5)])

    (numbers,) = [numbers for numbers in solution.lists.values() if numbers]
    assert (numbers[-1], len(numbers)) == (11, 4)


def test_a_big_delivery_that_fits_nobody_whole_is_not_torn_apart():
    pickup, first = delivery(1, 1, 3, weight_g=10_000)
    drops = [replace(first, number=11 + place, place=3 + place, position=2 + place) for place in range(4)]
    tight = [replace(one, before_s=9 * HOUR + 500) for one in [pickup, *drops]]

    solution = solve(tight, [rider(LINA, weight_g=20_000), rider(MARC, weight_g=20_000)])

    assert (where(solution), len(solution.unplaced)) == ({}, 5)


class TestTours:
    def toured(self, *numbers, tour=7, **given):
        tasks = {
            task.number: replace(task, **given) for number in (1, 2, 3) for task in delivery(number, number, 9 - number)
        }
        for place, number in enumerate(numbers, start=1):
            tasks[number] = replace(tasks[number], tour=tour, tour_place=place)
        return list(tasks.values())

    @pytest.mark.parametrize("given", [{}, {"rider": MARC}, {"rider": MARC, "may_move": False}])
    def test_a_tour_stays_in_one_piece_and_order_whoever_has_it(self, given):
        solution = solve(self.toured(20, 10, 21, 11, **given), iterations=200)

        (numbers,) = [numbers for numbers in solution.lists.values() if 20 in numbers]
        assert numbers[(first := numbers.index(20)) : first + 4] == (20, 10, 21, 11)
        assert (solution.unplaced, solution.unfit, len(where(solution))) == ((), (), 6)
        assert "may_move" not in given or where(solution)[10] == MARC

    def test_what_is_of_its_deliveries_comes_before_and_after_it(self):
        solution = solve(self.toured(21, 31, 10))

        (numbers,) = [numbers for numbers in solution.lists.values() if numbers]
        assert numbers == (20, 30, 21, 31, 10, 11)

    def test_begun_it_comes_first_as_a_whole_and_late_it_stays_with_its_courier(self):
        begun = [replace(task, rank=rank) for rank, task in enumerate(self.toured(30, 31, 20, 21, rider=LINA))]
        begun = [replace(task, is_under_way=task.number == 30) for task in begun]
        late = self.toured(20, 10, 21, 11, rider=LINA, before_s=9 * HOUR + 60)

        assert solve(begun).lists[LINA][:4] == (30, 31, 20, 21)
        told = solve(late, [rider(LINA)])
        numbers = told.lists[LINA]
        assert numbers[(first := numbers.index(20)) : first + 4] == (20, 10, 21, 11)

    @pytest.mark.parametrize(
        ("order", "change", "reasons"),
        [
            ((11, 10, 20, 21), {}, {10: "order", 11: "order", 20: "block", 21: "block"}),
            ((10, 11, 20, 21), {"skills": frozenset({"froid"})}, dict.fromkeys((10, 11, 20, 21), "skill")),
            ((10, 11, 20, 21), {"before_s": 6 * HOUR}, dict.fromkeys((10, 11, 20, 21), "over")),
        ],
    )
    def test_why_a_tour_is_in_nobodys_plan(self, order, change, reasons):
        tasks = [replace(task, **change) for task in self.toured(*order) if task.number < 30]

        assert {one.number: one.reason.value for one in solve(tasks).unplaced} == reasons

    def test_a_new_delivery_has_no_place_within_it(self):
        riding = self.toured(10, 11, rider=LINA)[:2]
        new = delivery(2, 2, 7)

        (place,) = places_in_lists(day([*riding, *new], [rider(LINA)]), tasks=new)

        assert place.wanted.index(11) == place.wanted.index(10) + 1


class TestTimeline:
    def test_times_lateness_and_metres(self):
        tasks = [*delivery(1, 2, 5, after_s=9 * HOUR, before_s=9 * HOUR + 100)]

        timeline = timeline_of(day(tasks), rider=rider(LINA), numbers=[10, 11])

        first, second = timeline.stops
        assert (timeline.starts_s, first.arrives_s, first.begins_s) == (9 * HOUR - 240, 9 * HOUR - 120, 9 * HOUR)
        assert (first.leaves_s, second.arrives_s, second.begins_s) == (9 * HOUR + 60, 9 * HOUR + 240, 9 * HOUR + 360)
        assert (second.late_s, timeline.late_count, timeline.distance_m) == (260, 1, 1500)

    def test_nobody_leaves_before_now(self):
        timeline = timeline_of(day(delivery(1), now_s=10 * HOUR), rider=rider(LINA), numbers=[10, 11])

        assert timeline.starts_s == 10 * HOUR

    def test_a_break_is_taken_between_two_stops(self):
        lunch = (9 * HOUR + 30, 9.5 * HOUR + 30)

        timeline = timeline_of(day(delivery(1)), rider=rider(LINA, breaks=(lunch,)), numbers=[10, 11])

        assert timeline.rests == ((9 * HOUR + 60, 9.5 * HOUR + 30),)
        assert timeline.stops[1].arrives_s == 9.5 * HOUR + 150

    def test_whoever_would_wait_rests_first(self):
        tasks = [*delivery(1), *delivery(2, after_s=10 * HOUR)]
        coffee = (9.5 * HOUR, 9.75 * HOUR)

        timeline = timeline_of(day(tasks), rider=rider(LINA, breaks=(coffee,)), numbers=[10, 11, 20, 21])

        assert (timeline.rests, timeline.stops[2].begins_s) == ((coffee,), 10 * HOUR)

    def test_nothing_to_ride(self):
        assert timeline_of(day([]), rider=rider(LINA), numbers=[]).distance_m == 0


@st.composite
def days(draw):
    tasks = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        begin = draw(st.integers(7, 12)) * HOUR
        owner = draw(st.sampled_from((None, None, LINA, MARC)))
        given = {
            "after_s": begin, "before_s": begin + draw(st.sampled_from((60, 1800, 7200))), "rider": owner, "rank": number,
            "may_move": draw(st.booleans()), "weight_g": draw(st.sampled_from((0, 5000, 12_000))),
        }  # fmt: skip
        made = delivery(number, draw(st.integers(0, 11)), draw(st.integers(0, 11)), **given)
        if owner and draw(st.integers(0, 3)) == 0:
            made[0] = replace(made[0], is_under_way=True)
        elif owner and draw(st.integers(0, 3)) == 0:
            made = [replace(made[1], is_aboard=True)]
        for extra in range(draw(st.sampled_from((0, 0, 0, 2)))):
            made.append(replace(made[-1], number=10 * number + 2 + extra, position=3 + extra))
        tasks += made
    whose = draw(st.sampled_from((None, LINA)))
    toured = [number for number, task in enumerate(tasks) if task.rider == whose and not task.is_aboard][:5]
    for place in toured if draw(st.booleans()) else ():
        tasks[place] = replace(tasks[place], tour=7, tour_place=place)
    lunch = draw(st.sampled_from(((), ((12 * HOUR, 12.5 * HOUR),))))
    riders = [rider(LINA, weight_g=15_000, breaks=lunch), rider(MARC, may_take=draw(st.booleans()))]
    return day(tasks, riders, now_s=draw(st.sampled_from((6, 8, 11))) * HOUR)


@given(days())
@settings(max_examples=40)
def test_every_task_is_somewhere_once_and_nobody_loses_what_may_not_move(drawn):
    solution = solved(drawn, budget=Budget(30))

    everywhere = [number for numbers in solution.lists.values() for number in numbers]
    everywhere += [one.number for one in solution.unplaced]
    assert sorted(everywhere) == sorted(task.number for task in drawn.tasks)
    riders = where(solution)
    for task in drawn.tasks:
        if task.rider and (not task.may_move or task.is_under_way or task.is_aboard):
            assert riders[task.number] == task.rider
        if task.rider is None and task.number in riders:
            siblings = {riders.get(one.number) for one in drawn.tasks if one.key == task.key}
            assert siblings == {riders[task.number]}
    tour = [task.number for task in drawn.tasks if task.tour]
    if any(number in riders for number in tour) and not any(task.is_under_way for task in drawn.tasks):
        (numbers,) = [numbers for numbers in solution.lists.values() if tour[0] in numbers]
        assert list(numbers[(first := numbers.index(tour[0])) : first + len(tour)]) == tour
    for numbers in solution.lists.values():
        for number in numbers:
            task = drawn.by_number[number]
            mates = [
                one.number for one in drawn.tasks if one.key == task.key and one.is_pickup and one.number != number
            ]
            assert task.is_pickup or all(numbers.index(mate) < numbers.index(number) for mate in mates)


class TestInserting:
    def test_on_the_way_costs_nothing_and_each_place_is_another_couriers(self):
        riding = [replace(task, rider=LINA, rank=rank) for rank, task in enumerate(delivery(1, 2, 8))]
        new = delivery(2, 2, 8)
        drawn = day([*riding, *new])

        places = places_in_lists(drawn, tasks=new)

        assert [(one.rider, one.extra_s) for one in places] == [(LINA, 0), (MARC, 480)]
        assert sorted(places[0].wanted) == [10, 11, 20, 21]
        assert (places[0].seen, places[0].late_s, places[1].wanted) == ((10, 11), 0, (20, 21))

    def test_nobody_is_made_late_while_there_is_a_place_in_time(self):
        tight = {"after_s": 9 * HOUR, "before_s": 9 * HOUR + 430, "rider": LINA}
        riding = [replace(task, rank=rank) for rank, task in enumerate(delivery(1, 1, 5, **tight))]
        new = delivery(2, 1, 5, after_s=9 * HOUR, before_s=9 * HOUR + 900)

        first, second = places_in_lists(day([*riding, *new]), tasks=new)

        assert (first.rider, first.late_s) == (MARC, 0)
        assert second.rider == LINA

    def test_what_is_late_already_bars_nobody(self):
        late = {"after_s": 7 * HOUR, "before_s": 8 * HOUR, "rider": LINA}
        riding = [replace(task, rank=rank) for rank, task in enumerate(delivery(1, 1, 3, **late))]
        new = delivery(2, 4, 6)

        (place,) = places_in_lists(day([*riding, *new], [rider(LINA)], now_s=9 * HOUR), tasks=new)

        assert (place.wanted, place.late_s) == ((10, 11, 20, 21), 0)

    def test_nothing_comes_before_what_is_under_way(self):
        riding = [replace(task, rider=LINA, rank=rank) for rank, task in enumerate(delivery(1, 9, 11))]
        riding[0] = replace(riding[0], is_under_way=True)
        new = delivery(2, 1, 2)

        (place,) = places_in_lists(day([*riding, *new], [rider(LINA)]), tasks=new)

        assert place.wanted[0] == 10

    def test_a_full_bike_has_no_place(self):
        heavy = delivery(2, weight_g=30_000)

        assert places_in_lists(day(heavy, [rider(LINA, weight_g=20_000)]), tasks=heavy) == ()


@given(days(), st.integers(0, 11), st.integers(0, 11))
@settings(max_examples=40)
def test_inserted_lists_keep_their_order_and_have_the_pickup_first(drawn, origin, target):
    new = delivery(99, origin, target)
    tasks = [replace(task, rider=task.rider or LINA) for task in drawn.tasks]
    whole = replace(drawn, tasks=(*tasks, *new))

    for place in places_in_lists(whole, tasks=new):
        assert [number for number in place.wanted if number not in (990, 991)] == list(place.seen)
        assert place.wanted.index(990) < place.wanted.index(991)
