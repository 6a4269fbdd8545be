"""Shifts from eight in the evening to two in the morning: one day for the planner, the forecast and the courier's own hours."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from maillage.delivery.models import DayPlan, DutyEntry, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.day import Filters, day_board
from maillage.delivery.queries.planning import duties_of_day, end_of_day
from maillage.delivery.queries.tour import rider_of, tour_of
from maillage.delivery.rules.shifts import Hours
from maillage.delivery.services import shifts
from maillage.delivery.services.day_plans import ask_plan, run_plan
from maillage.delivery.services.forecasts import expected_times
from maillage.delivery.services.plan_acceptance import accept_plan
from maillage.delivery.services.shifts import ExceptionGiven, WeeklyGiven
from tests.factories.accounts import acting

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
NIGHT = Hours(time(20), time(2), time(23, 45), time(0, 15))
TUESDAY = date(2031, 5, 6)


def here(day, hour, minute=0):
    """Give what clocks show from the evening of a day on; hours past 24 are of the morning after."""
    shown = datetime.combine(day + timedelta(days=hour // 24), time(hour % 24, minute), tzinfo=PARIS)
    return shown.astimezone(UTC)


def rows(model):
    return model.objects.across_scopes(reason="a test")


@pytest.fixture
def owls(bikes):
    given = [WeeklyGiven(weekday, NIGHT) for weekday in range(7)]
    shifts.save_weekly_shifts(actor=bikes.dispatcher, courier_id=bikes.courier.pk, given=given)
    off = ExceptionGiven(date(2031, 1, 1), date(2031, 12, 31))
    shifts.except_days(actor=bikes.dispatcher, courier_id=bikes.other_courier.pk, given=off)
    return bikes


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (TUESDAY, 6 * 3600),
        (date(2031, 3, 29), 6 * 3600),
        (date(2031, 10, 25), 6 * 3600),
        (date(2031, 12, 31), 6 * 3600),
    ],
)
def test_night_is_whole_in_weekly_and_in_dated_hours(owls, day, worked):
    service = service_of(organization_id=owls.organization.pk)
    weekly = duties_of_day(actor=owls.dispatcher, service=service, day=day, couriers=[owls.courier])
    shifts.except_days(actor=owls.dispatcher, courier_id=owls.courier.pk, given=ExceptionGiven(day, day, NIGHT))

    dated = duties_of_day(actor=owls.dispatcher, service=service, day=day, couriers=[owls.courier])

    duty = weekly[owls.courier.pk]
    assert dated == weekly
    assert (duty.start, (duty.end - duty.start).total_seconds()) == (here(day, 20), worked)
    assert duty.breaks == ((here(day, 23, 45), here(day, 24, 15)),)


@pytest.mark.parametrize("day", [TUESDAY, date(2031, 3, 29), date(2031, 10, 25)])
def test_deliveries_past_midnight_are_of_the_night(owls, day):
    now, service = here(day, 18), service_of(organization_id=owls.organization.pk)
    late = owls.order(owls.dropoff(after=here(day, 24, 20), before=here(day, 25, 30)), now=now)
    next_day = owls.order(owls.dropoff(after=here(day, 26, 30), before=here(day, 33)), now=now)
    rows(Task).filter(delivery=late, type="PICKUP").update(after=here(day, 24, 5), before=here(day, 25))
    mine = list(rows(Task).filter(delivery=late).order_by("position").values_list("number", flat=True))

    duties = duties_of_day(actor=owls.dispatcher, service=service, day=day, couriers=[owls.courier])
    ends = end_of_day(duties, midnight=here(day, 24))
    evening = day_board(actor=owls.dispatcher, day=day, zone="Europe/Paris", filters=Filters(), night_ends=ends)
    listed = {task.number for task in evening.nobodys.tasks}
    drop = rows(Task).get(delivery=next_day, type="DROPOFF")
    assert (listed & set(mine), drop.number in listed) == (set(mine), False)

    plan = ask_plan(actor=owls.dispatcher, day=day, now=now)
    run_plan(plan_id=plan.pk, clock=lambda: now)
    accept_plan(actor=owls.dispatcher, plan_id=plan.pk, now=now)

    plan = rows(DayPlan).get(pk=plan.pk)
    (list_of,) = [one for one in plan.result["couriers"] if one["id"] == owls.courier.pk]
    assert list_of["planned"] == mine
    assert set(rows(Task).filter(delivery=late).values_list("assigned_on", flat=True)) == {day}
    assert set(rows(Task).filter(delivery=next_day).values_list("courier", flat=True)) == {None}
    half_past_midnight = here(day, 24, 30)
    board = day_board(actor=owls.dispatcher, day=day, zone="Europe/Paris", filters=Filters())
    tasks = [task for column in board.columns for task in column.tasks]
    expected = expected_times(actor=owls.dispatcher, service=service, day=day, tasks=tasks, now=half_past_midnight)
    assert list(expected) == mine
    assert all(half_past_midnight <= one.at < here(day, 25, 30) and not one.late for one in expected.values())
    rider = rider_of(actor=acting(owls.courier.user), courier_id=owls.courier.pk)
    assert [stop.task.number for stop in tour_of(rider=rider, now=half_past_midnight).stops] == mine
    assert not tour_of(rider=rider, now=here(day, 36)).left


@pytest.mark.parametrize(("day", "hours"), [(TUESDAY, 7.5), (date(2031, 3, 29), 6.5), (date(2031, 10, 25), 8.5)])
def test_own_hours_of_a_night_stay_in_sight_when_it_is_over(owls, day, hours):
    words = [("on", here(day, 20)), ("off", here(day, 27, 30))]
    for word, at in words:
        DutyEntry.objects.create(
            organization_id=owls.organization.pk, courier=owls.courier, word=word, at=at, recorded_at=at
        )
    rider = rider_of(actor=acting(owls.courier.user), courier_id=owls.courier.pk)

    after, morning = (tour_of(rider=rider, now=words[1][1] + timedelta(hours=h)) for h in (1, 8))

    assert (after.day, after.running, morning.day, morning.worked_s) == (day, None, day + timedelta(days=1), 0)
    assert after.worked_s == hours * 3600
