"""A day planned in the background: proposed, accepted whole or in part, undone; never half written, never over others."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import F

from maillage.delivery.models import DayPlan, Shift, Task, TaskEvent, Tour, Vehicle
from maillage.delivery.queries.day import list_of
from maillage.delivery.services import dispatching, tours
from maillage.delivery.services.day_plans import ask_plan, cancel_plan, run_plan
from maillage.delivery.services.dispatching import Seen
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.plan_acceptance import DayHasMoved, PlanNotReady, accept_plan, undo_plan
from maillage.delivery.services.tasks import start_task
from maillage.delivery.types import AddressGiven, DeliveryActor
from maillage.kit.errors import Invalid, NotAllowed
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = NOW.date()
DOORS = [(43.7400, 7.4250), (43.7414, 7.4280), (43.7359, 7.4226), (43.7331, 7.4202), (43.7421, 7.4295)]


def rows(model):
    return model.objects.across_scopes(reason="a test")


def tasks():
    return rows(Task).order_by("number")


def ordered(bikes, *doors, **given):
    """Order a delivery for each door, in the morning; gives the numbers of all tasks."""
    for latitude, longitude in doors or DOORS[:3]:
        address = AddressGiven(text=f"{latitude}, {longitude}", latitude=latitude, longitude=longitude)
        window = {"after": NOW + timedelta(hours=1), "before": NOW + timedelta(hours=4)}
        bikes.order(bikes.dropoff(address=address, **{**window, **given}))
    rows(Task).filter(type="PICKUP").update(after=NOW, before=NOW + timedelta(hours=3))
    return [task.number for task in tasks()]


def planned(bikes, *, day=DAY, now=NOW, **given):
    plan = ask_plan(actor=bikes.dispatcher, day=day, now=now, **given)
    run_plan(plan_id=plan.pk, clock=lambda: now)
    plan = rows(DayPlan).get(pk=plan.pk)
    assert plan.state == "ready", plan.stage
    return plan


def day_of(bikes, courier, day=DAY):
    return [task.number for task in list_of(actor=bikes.dispatcher, courier_id=courier.pk, day=day)]


def all_lists(bikes):
    return {one.pk: day_of(bikes, one) for one in (bikes.courier, bikes.other_courier)}


def listed(plan, key="planned"):
    return {one["id"]: one[key] for one in plan.result["couriers"]}


def give(bikes, courier, *numbers):
    seen = Seen({task.number: task.version for task in tasks().filter(number__in=numbers)})
    dispatching.give(actor=bikes.dispatcher, seen=seen, courier_id=courier.pk, day=DAY, now=NOW)


class TestPlanning:
    def test_a_plan_is_a_proposal_and_becomes_the_day_when_accepted(self, bikes):
        numbers = ordered(bikes)

        plan = planned(bikes)

        assert all_lists(bikes) == {bikes.courier.pk: [], bikes.other_courier.pk: []}
        found = [number for numbers in listed(plan).values() for number in numbers]
        assert (sorted(found), plan.result["unplaced"]) == (numbers, [])
        applied = accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)
        assert {courier: list_ for courier, list_ in all_lists(bikes).items() if list_} == listed(plan)
        assert (applied.refused, rows(TaskEvent).filter(name="task:assigned").count()) == ((), len(numbers))

    def test_what_couriers_have_stays_theirs_unless_all_is_planned_anew(self, bikes):
        numbers = ordered(bikes, *DOORS)
        give(bikes, bikes.courier, *numbers[:8])

        kept = planned(bikes)

        assert set(numbers[:8]) <= set(listed(kept)[bikes.courier.pk])
        anew = planned(bikes, is_anew=True)
        assert sorted(number for one in listed(anew).values() for number in one) == numbers

    def test_only_what_was_chosen_is_placed_with_its_whole_delivery(self, bikes):
        numbers = ordered(bikes)

        plan = planned(bikes, numbers=[numbers[1]])

        assert [sorted(one) for one in listed(plan).values()] == [numbers[:2]]

    def test_what_is_under_way_stays_first_with_who_rides_it(self, bikes):
        numbers = ordered(bikes)
        give(bikes, bikes.courier, *numbers)
        under_way = tasks().get(number=numbers[4])
        start_task(actor=bikes.rider, task_id=under_way.pk, moment=Moment.of(NOW))

        plan = planned(bikes, is_anew=True)

        assert listed(plan)[bikes.courier.pk][0] == numbers[4]

    def test_shifts_breaks_and_loads_hold(self, bikes):
        vehicle = rows(Vehicle).create(organization=bikes.organization, name="Vélo", max_weight_g=5000)
        for courier in (bikes.courier, bikes.other_courier):
            courier.vehicle = vehicle
            courier.save()
        hour = timedelta(hours=1)
        rows(Shift).create(
            organization=bikes.organization, courier=bikes.courier, period=(NOW, NOW + 5 * hour),
            break_period=(NOW + 0.5 * hour, NOW + 0.75 * hour),
        )  # fmt: skip
        heavy = ordered(bikes, DOORS[0], weight_g=9000)
        light = ordered(bikes, DOORS[1], weight_g=1000)[2:]

        plan = planned(bikes)

        assert listed(plan) == {bikes.courier.pk: light}
        assert plan.result["unplaced"] == [{"number": number, "reason": "capacity"} for number in heavy]
        assert plan.result["couriers"][0]["rests"]

    def test_a_window_in_the_past_is_told_and_planned_by_nobody(self, bikes):
        numbers = ordered(bikes)

        plan = planned(bikes, now=NOW + timedelta(hours=6))

        assert plan.result["unplaced"] == [{"number": number, "reason": "over"} for number in numbers]

    def test_figures_before_and_after(self, bikes):
        numbers = ordered(bikes, *DOORS)
        # There and back again.
        for number in (*numbers[:2], *numbers[6:8], *numbers[2:4], *numbers[8:], *numbers[4:6]):
            if tasks().get(number=number).courier_id is None:
                give(bikes, bikes.courier, number)

        plan = planned(bikes, is_anew=True)

        before = sum(one["before"]["metres"] for one in plan.result["couriers"])
        after = sum(one["after"]["metres"] for one in plan.result["couriers"])
        assert 0 < after < before

    @pytest.mark.parametrize(("day", "hours"), [(date(2031, 3, 30), 23), (date(2031, 10, 26), 25)])
    def test_a_day_of_clock_change(self, bikes, day, hours):
        from zoneinfo import ZoneInfo

        three = datetime(day.year, day.month, day.day, 3, 30, tzinfo=ZoneInfo("Europe/Paris")).astimezone(UTC)
        ordered(bikes)
        rows(Task).update(after=three, before=three + timedelta(hours=1))
        eve = three - timedelta(hours=10)

        plan = planned(bikes, day=day, now=eve)

        (one,) = plan.result["couriers"]
        start = datetime.fromisoformat(plan.result["start"])
        begins = [start + timedelta(seconds=stop["begins"]) for stop in one["stops"]]
        assert all(three <= moment <= three + timedelta(hours=1) for moment in begins)
        assert day_end(day) - start == timedelta(hours=hours)

    def test_streets_a_pier_and_the_sea(self, bikes, settings, home_with_streets):
        settings.MAILLAGE_HOME = home_with_streets
        ordered(bikes, DOORS[0], (43.715, 7.45))

        plan = planned(bikes)

        assert (plan.result["is_estimate"], plan.result["off_streets"]) == (False, [tasks().last().number])
        assert len(plan.result["couriers"][0]["shape"]) > 50


def day_end(day):
    from maillage.kit.time import day_bounds

    return day_bounds(day=day, zone="Europe/Paris")[1]


class TestTours:
    """Of three deliveries, the first two are a tour; the plan gives it whole, in its order."""

    @pytest.fixture
    def toured(self, bikes):
        numbers = ordered(bikes)
        named = [numbers[place] for place in (2, 0, 1, 3)]
        known = dict(tasks().values_list("number", "pk"))
        by = {"actor": bikes.dispatcher, "now": NOW}
        return named, tours.make_tour(**by, day=DAY, task_ids=[known[number] for number in named]), by

    def ridden(self, bikes, tour):
        tour.refresh_from_db()
        whole = list(rows(Task).filter(tour=tour).order_by("rank", "tour_position").values_list("number", flat=True))
        day = day_of(bikes, tour.courier) if tour.courier else []
        at = day.index(whole[0]) if day else 0
        return whole, day[at : at + len(whole)]

    def test_accepted_and_undone_it_stays_whole_and_in_its_order(self, bikes, toured):
        named, tour, by = toured
        plan = planned(bikes, numbers=[named[0]])  # one of its tasks names it whole
        accept_plan(**by, plan_id=plan.pk)
        assert self.ridden(bikes, tour) == (named, named)

        again = planned(bikes, is_anew=True)
        (courier,) = [one for one, numbers in listed(again).items() if named[0] in numbers]
        if listed(again, "seen") != listed(again):
            accept_plan(**by, plan_id=again.pk, courier_ids=[courier])
        assert self.ridden(bikes, tour) == (named, named)

    def test_undone_it_is_nobodys_again_and_still_a_tour(self, bikes, toured):
        named, tour, by = toured
        plan = planned(bikes)
        accept_plan(**by, plan_id=plan.pk)
        undo_plan(**by, plan_id=plan.pk)

        assert (self.ridden(bikes, tour), tour.courier) == ((named, []), None)

    @pytest.mark.parametrize("change", ["another task", "another order"])
    def test_a_tour_changed_since_the_plan_is_not_torn(self, bikes, toured, change):
        named, tour, by = toured
        plan = planned(bikes, numbers=[named[0]])
        if change == "another task":
            tours.add_to_tour(**by, tour_id=tour.pk, task_ids=[tasks().last().pk])
        else:
            tours.move_in_tour(**by, tour_id=tour.pk, number=named[0], steps=1)

        with pytest.raises(DayHasMoved):
            accept_plan(**by, plan_id=plan.pk)
        assert set(tasks().values_list("courier", flat=True)) == {None}

    def test_one_of_another_day_is_not_of_this_plan(self, bikes, toured):
        named = toured[0]
        rows(Tour).update(day=DAY + timedelta(days=1))

        plan = planned(bikes)

        assert [sorted(numbers) for numbers in listed(plan).values()] == [
            sorted(set(tasks().values_list("number", flat=True)) - set(named))
        ]


class TestAsking:
    def test_twice_is_one(self, bikes):
        ordered(bikes)

        first, second = (ask_plan(actor=bikes.dispatcher, day=DAY, now=NOW) for _time in range(2))

        assert first == second

    def test_a_day_that_is_over_or_empty_is_refused(self, bikes):
        with pytest.raises(Invalid):
            ask_plan(actor=bikes.dispatcher, day=DAY, now=NOW)
        ordered(bikes)
        with pytest.raises(Invalid):
            ask_plan(actor=bikes.dispatcher, day=DAY - timedelta(days=1), now=NOW)
        with pytest.raises(NotAllowed):
            ask_plan(actor=bikes.rider, day=DAY, now=NOW)

    def test_cancelled_before_and_while_it_runs(self, bikes):
        ordered(bikes)
        waiting = ask_plan(actor=bikes.dispatcher, day=DAY, now=NOW)
        cancel_plan(actor=bikes.dispatcher, plan_id=waiting.pk, now=NOW)
        running = ask_plan(actor=bikes.dispatcher, day=DAY, now=NOW)
        clock = iter(NOW + timedelta(seconds=step) for step in range(10_000))

        def later():
            cancel_plan(actor=bikes.dispatcher, plan_id=running.pk, now=NOW)
            return next(clock)

        run_plan(plan_id=waiting.pk, clock=lambda: NOW)
        run_plan(plan_id=running.pk, clock=later)

        states = {rows(DayPlan).get(pk=plan.pk).state for plan in (waiting, running)}
        assert (states, rows(DayPlan).exclude(result={}).count()) == ({"cancelled"}, 0)

    def test_killed_in_the_middle_it_begins_again_and_is_given_up_when_it_always_dies(self, bikes):
        ordered(bikes)
        plan = ask_plan(actor=bikes.dispatcher, day=DAY, now=NOW)

        class Killed(BaseException):
            pass

        def dying():
            if rows(DayPlan).get(pk=plan.pk).state == "running":
                raise Killed
            return NOW

        with pytest.raises(Killed):
            run_plan(plan_id=plan.pk, clock=dying)
        assert rows(DayPlan).get(pk=plan.pk).state == "running"
        run_plan(plan_id=plan.pk, clock=lambda: NOW)
        again = rows(DayPlan).get(pk=plan.pk)
        assert (again.state, again.attempts) == ("ready", 2)

        rows(DayPlan).update(state="running", attempts=3)
        run_plan(plan_id=plan.pk, clock=lambda: NOW)
        last = rows(DayPlan).get(pk=plan.pk)
        assert (last.state, last.stage, all_lists(bikes)[bikes.courier.pk]) == ("failed", "killed", [])


@pytest.fixture
def moved(bikes):
    """Two couriers with two deliveries each, planned anew so that lists change."""
    numbers = ordered(bikes, *DOORS[:4])
    give(bikes, bikes.courier, *numbers[:4])
    give(bikes, bikes.other_courier, *numbers[4:])
    plan = ask_plan(actor=bikes.dispatcher, day=DAY, is_anew=True, now=NOW)
    run_plan(plan_id=plan.pk, clock=lambda: NOW)
    first, second = bikes.courier.pk, bikes.other_courier.pk
    # The planner's choice does not matter here: one delivery changes hands.
    plan = rows(DayPlan).get(pk=plan.pk)
    seen = all_lists(bikes)
    wanted = {first: [*seen[first], *seen[second][2:]], second: seen[second][:2]}
    plan.result["couriers"] = [{"id": one, "seen": seen[one], "planned": wanted[one]} for one in (first, second)]
    plan.save()
    return plan, seen, wanted


class TestAccepting:
    def test_undone_all_is_as_before(self, bikes, moved):
        plan, seen, wanted = moved

        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)
        assert all_lists(bikes) == wanted
        undo_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

        assert all_lists(bikes) == seen
        with pytest.raises(PlanNotReady):
            undo_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

    def test_what_was_nobodys_is_nobodys_again_when_undone(self, bikes):
        ordered(bikes)
        plan = planned(bikes)

        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)
        undo_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

        assert set(tasks().values_list("courier", "assigned_on")) == {(None, None)}

    def test_one_courier_alone_and_what_is_given_away_to_the_other_stays(self, bikes, moved):
        plan, seen, wanted = moved

        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, courier_ids=[bikes.other_courier.pk], now=NOW)

        assert all_lists(bikes) == seen
        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, courier_ids=[bikes.courier.pk], now=NOW)
        assert all_lists(bikes) == wanted

    def test_the_taker_alone(self, bikes, moved):
        plan, seen, wanted = moved

        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, courier_ids=[bikes.courier.pk], now=NOW)

        assert all_lists(bikes) == wanted
        undo_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)
        assert day_of(bikes, bikes.courier) == seen[bikes.courier.pk]

    def test_what_another_dispatcher_moved_meanwhile_is_told_and_not_written_over(self, bikes, moved):
        plan, seen, _wanted = moved
        taken = Seen(
            {task.number: task.version for task in tasks().filter(number__in=seen[bikes.other_courier.pk][2:])}
        )
        dispatching.take_back(actor=bikes.dispatcher, seen=taken, now=NOW)
        kept = all_lists(bikes)

        with pytest.raises(DayHasMoved):
            accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

        assert (all_lists(bikes), rows(DayPlan).get(pk=plan.pk).accepted) == (kept, {})

    def test_others_get_their_lists_when_one_has_changed(self, bikes):
        numbers = ordered(bikes, *DOORS[:4])
        give(bikes, bikes.courier, *numbers[:4])
        plan = planned(bikes, numbers=numbers[4:])
        first, second = bikes.courier.pk, bikes.other_courier.pk
        plan.result["couriers"] = [
            {"id": first, "seen": numbers[:4], "planned": [*numbers[2:4], *numbers[:2]]},
            {"id": second, "seen": [], "planned": numbers[4:6]},
        ]
        plan.save()
        give(bikes, bikes.courier, *numbers[6:])

        applied = accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

        assert (applied.changed, applied.refused) == ((second,), (first,))
        assert all_lists(bikes) == {first: [*numbers[:4], *numbers[6:]], second: numbers[4:6]}

    def test_a_courier_who_rides_on_meanwhile_is_no_obstacle(self, bikes, moved):
        plan, _seen, wanted = moved
        task = tasks().get(number=wanted[bikes.courier.pk][0])
        start_task(actor=bikes.rider, task_id=task.pk, moment=Moment.of(NOW))

        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

        assert all_lists(bikes) == wanted

    def test_undoing_leaves_what_was_changed_since(self, bikes, moved):
        plan, seen, wanted = moved
        first, second = bikes.courier.pk, bikes.other_courier.pk
        accept_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)
        tasks().filter(number=wanted[bikes.courier.pk][0]).update(version=F("version") + 1)

        applied = undo_plan(actor=bikes.dispatcher, plan_id=plan.pk, now=NOW)

        # What goes back to the other is as the plan left it; the list of the first stays otherwise.
        assert (applied.changed, applied.refused) == ((second,), (first,))
        assert all_lists(bikes) == {first: wanted[first][:4], second: seen[second]}

    def test_whoever_does_not_dispatch_accepts_nothing(self, bikes, moved):
        stranger = DeliveryActor(organization_id=bikes.organization.pk)

        with pytest.raises(NotAllowed):
            accept_plan(actor=stranger, plan_id=moved[0].pk, now=NOW)
