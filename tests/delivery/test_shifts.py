"""Who rides when: weekly hours, days that differ, couriers without hours."""

from datetime import UTC, date, datetime, time

import pytest
from django.db import IntegrityError, transaction

from maillage.delivery.models import Shift, WeeklyShift
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.shifts import CourierShift, shifts_of_day
from maillage.delivery.rules.shifts import Hours
from maillage.delivery.services import lists, shifts
from maillage.delivery.services.shifts import ExceptionGiven, WeeklyGiven
from maillage.kit.errors import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = date(2031, 5, 6), date(2031, 5, 7)


def at(hour, minute=0, *, day=TUESDAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.fixture
def weekly(bikes):
    hours = Hours(time(9), time(17), time(12), time(13))
    given = [WeeklyGiven(1, hours), WeeklyGiven(1, Hours(time(19), time(0, 30)))]
    shifts.save_weekly_shifts(actor=bikes.dispatcher, courier_id=bikes.courier.pk, given=given)
    return bikes


def of_day(bikes, day):
    return shifts_of_day(service=service_of(organization_id=bikes.organization.pk), day=day)


def test_weekly_hours_hold_on_their_day(weekly):
    me = weekly.courier.pk

    assert of_day(weekly, TUESDAY)[me] == (
        CourierShift(me, at(7), at(15), ((at(10), at(11)),)),
        CourierShift(me, at(17), at(22, 30)),
    )
    assert of_day(weekly, WEDNESDAY)[me] == ()


def test_courier_without_hours_rides_the_opening_hours(weekly):
    other = weekly.other_courier.pk
    service = service_of(organization_id=weekly.organization.pk)
    service.opening_hours = "Tu 08:00-12:00,14:00-18:00"
    service.save()

    assert of_day(weekly, TUESDAY)[other] == (
        CourierShift(other, at(6), at(10), is_assumed=True),
        CourierShift(other, at(12), at(16), is_assumed=True),
    )
    assert of_day(weekly, WEDNESDAY)[other] == ()


def test_nobody_is_assumed_to_ride_on_a_closed_day(weekly):
    lists.close_days(actor=weekly.dispatcher, first=TUESDAY, last=TUESDAY, reason="")

    assert of_day(weekly, TUESDAY)[weekly.other_courier.pk] == ()
    assert len(of_day(weekly, TUESDAY)[weekly.courier.pk]) == 2


def test_exceptions(weekly):
    me, actor = weekly.courier.pk, weekly.dispatcher
    other_hours = ExceptionGiven(TUESDAY, TUESDAY, Hours(time(10), time(12)), reason="Formation")
    shifts.except_days(actor=actor, courier_id=me, given=other_hours)
    more = ExceptionGiven(WEDNESDAY, WEDNESDAY, Hours(time(8), time(9)), is_added=True)
    shifts.except_days(actor=actor, courier_id=me, given=more)

    assert of_day(weekly, TUESDAY)[me] == (CourierShift(me, at(8), at(10)),)
    assert of_day(weekly, WEDNESDAY)[me] == (CourierShift(me, at(6, day=WEDNESDAY), at(7, day=WEDNESDAY)),)

    week_off = ExceptionGiven(date(2031, 5, 12), date(2031, 5, 18))
    shifts.except_days(actor=actor, courier_id=me, given=week_off)
    assert of_day(weekly, date(2031, 5, 13))[me] == ()
    assert len(of_day(weekly, date(2031, 5, 20))[me]) == 2


def test_courier_who_left_has_no_shift(weekly):
    from maillage.delivery.services.crew import end_courier

    end_courier(actor=weekly.dispatcher, courier_id=weekly.courier.pk, now=at(7))

    assert list(of_day(weekly, TUESDAY)) == [weekly.other_courier.pk]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([WeeklyGiven(0, Hours(time(9), time(12))), WeeklyGiven(0, Hours(time(11), time(14)))], "day_0"),
        ([WeeklyGiven(6, Hours(time(22), time(3))), WeeklyGiven(0, Hours(time(2), time(6)))], "day_0"),
        ([WeeklyGiven(2, Hours(time(9), time(12), time(13), time(14)))], "break_starts"),
        ([WeeklyGiven(3, Hours(time(hour), time(hour + 1))) for hour in range(5)], "day_3"),
    ],
)
def test_hours_that_cannot_be_are_refused_and_the_old_ones_stay(weekly, given, field):
    with pytest.raises(Invalid) as refusal:
        shifts.save_weekly_shifts(actor=weekly.dispatcher, courier_id=weekly.courier.pk, given=given)

    assert refusal.value.field == field
    assert WeeklyShift.objects.across_scopes(reason="a test").count() == 2


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (ExceptionGiven(WEDNESDAY, TUESDAY), "last"),
        (ExceptionGiven(TUESDAY, date(2033, 1, 1)), "last"),
        (ExceptionGiven(TUESDAY, WEDNESDAY, Hours(time(9), time(10))), "last"),
        (ExceptionGiven(TUESDAY, TUESDAY, Hours(time(9, 30), time(11))), "starts"),
    ],
)
def test_exceptions_that_cannot_be(weekly, given, field):
    first = ExceptionGiven(TUESDAY, TUESDAY, Hours(time(9), time(10)), is_added=True)
    shifts.except_days(actor=weekly.dispatcher, courier_id=weekly.courier.pk, given=first)

    with pytest.raises(Invalid) as refusal:
        shifts.except_days(actor=weekly.dispatcher, courier_id=weekly.courier.pk, given=given)

    assert refusal.value.field == field
    assert Shift.objects.across_scopes(reason="a test").count() == 1


def test_others_do_not_set_hours(weekly):
    for actor, refusal in ((weekly.rider, NotAllowed), (weekly.stranger, NotAllowed)):
        with pytest.raises(refusal):
            shifts.save_weekly_shifts(actor=actor, courier_id=weekly.courier.pk, given=[])
    with pytest.raises(NotFound):
        shifts.remove_shift(actor=weekly.dispatcher, courier_id=weekly.courier.pk, shift_id=0)


def test_database_refuses_half_a_break(weekly):
    row = {"organization_id": weekly.organization.pk, "courier": weekly.courier, "starts": time(5), "ends": time(6)}
    for wrong in ({"weekday": 2, "break_starts": time(5, 30)}, {"weekday": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WeeklyShift.objects.create(**row, **wrong)


def test_planner_counts_on_the_hours_of_the_week(weekly):
    from maillage.delivery.queries.planning import Duty, duties_of_day

    where = {
        "actor": weekly.dispatcher, "service": service_of(organization_id=weekly.organization.pk),
        "couriers": [weekly.courier, weekly.other_courier],
    }  # fmt: skip

    duty = Duty(at(7), at(22, 30), ((at(10), at(11)), (at(15), at(17))))
    assert duties_of_day(**where, day=TUESDAY) == {weekly.courier.pk: duty}
    assert list(duties_of_day(**where, day=WEDNESDAY)) == [weekly.other_courier.pk]
