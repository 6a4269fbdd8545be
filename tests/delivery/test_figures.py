"""Figures of a period: what was ridden counts once, and only for those who may see it."""

from datetime import time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from maillage.delivery.models import DeliveryService, RiddenDay, Task
from maillage.delivery.queries.figures import Period, figures_of
from maillage.delivery.rules.shifts import Hours
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.order_prices import set_order_price
from maillage.delivery.services.ridden_days import measure_days
from maillage.delivery.services.shifts import WeeklyGiven, save_weekly_shifts
from maillage.delivery.services.tasks import complete_task, fail_task, start_task
from maillage.delivery.types import Proof
from maillage.kit.errors import NotAllowed
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
DAY, WEEK = NOW.date(), timedelta(days=7)


def ride(bikes, *, courier=None, minutes=(20, 40), fails=False):
    """Order, give and ride a delivery; minutes after nine when it is taken and given. Its window ends two hours later."""
    delivery = bikes.order(bikes.dropoff(weight_g=2000))
    tasks = list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))
    who = (courier or bikes.courier).pk
    assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk for task in tasks], courier_id=who, now=NOW)
    at = [Moment.of(NOW + timedelta(minutes=one)) for one in minutes]
    start_task(actor=bikes.dispatcher, task_id=tasks[0].pk, moment=Moment.of(NOW + timedelta(minutes=minutes[0] - 10)))
    complete_task(actor=bikes.dispatcher, task_id=tasks[0].pk, proof=Proof(), moment=at[0])
    if fails:
        fail_task(actor=bikes.dispatcher, task_id=tasks[1].pk, proof=Proof(), reason="NOT_AT_HOME", moment=at[1])
    else:
        complete_task(actor=bikes.dispatcher, task_id=tasks[1].pk, proof=Proof(), moment=at[1])
    return delivery


def counted(bikes, first=DAY, last=DAY, now=NOW + timedelta(days=3)):
    service = DeliveryService.objects.across_scopes(reason="a test").get()
    return figures_of(actor=bikes.dispatcher, service=service, period=Period(first, last), now=now)


def test_day_is_counted(bikes):
    in_time, late = ride(bikes), ride(bikes, minutes=(60, 200))
    ride(bikes, courier=bikes.other_courier, fails=True)
    set_order_price(actor=bikes.dispatcher, delivery_id=in_time.pk, cents=1200, reason="test", now=NOW)
    set_order_price(actor=bikes.dispatcher, delivery_id=late.pk, cents=600, reason="test", now=NOW)

    found = counted(bikes)

    counts = found.sums.punctuality
    assert (counts.on_time, counts.late, counts.failed) == (1, 1, 1)
    assert found.sums.net_cents == 1000 + 500
    assert found.sums.asked_m == in_time.distance_m + late.distance_m  # the third has no price
    first, other = found.couriers
    assert (first.worked_s, first.worked.load_g, other.worked_s) == (190 * 60, 4000, 30 * 60)
    # There, back empty, there again.
    assert first.empty_m == pytest.approx(first.worked.distance_m / 3, abs=2)
    assert found.ridden_m == first.worked.distance_m + other.worked.distance_m
    assert found.co2_g == pytest.approx(found.ridden_m * 147 / 1000, abs=2)
    assert [one.store.name for one in found.stores] == ["Épicerie du Canal"]
    assert counted(bikes, DAY + timedelta(days=1), DAY + timedelta(days=2)).stores == ()


def test_days_add_up_to_the_period(bikes):
    ride(bikes)
    ride(bikes, minutes=(60 * 24, 60 * 24 + 10))

    whole = counted(bikes, DAY, DAY + timedelta(days=1))

    assert sum(one.punctuality.done for one in whole.days) == whole.sums.punctuality.done == 2
    assert whole.sums == counted(bikes).sums + counted(bikes, DAY + timedelta(days=1), DAY + timedelta(days=1)).sums


def test_counting_takes_as_many_queries_for_one_as_for_three(bikes, django_assert_num_queries):
    ride(bikes)
    with django_assert_num_queries(12):
        counted(bikes)
    ride(bikes)
    ride(bikes, courier=bikes.other_courier)
    with django_assert_num_queries(12):
        counted(bikes)


def test_hours_of_the_week_and_of_the_night_count(bikes):
    hours = [WeeklyGiven(DAY.weekday(), Hours(time(8), time(13), time(12), time(12, 30)))]
    hours.append(WeeklyGiven(DAY.weekday(), Hours(time(20), time(2))))
    save_weekly_shifts(actor=bikes.dispatcher, courier_id=bikes.courier.pk, given=hours)
    ride(bikes)
    ride(bikes, minutes=(16 * 60 - 20, 16 * 60))  # from before one in the morning to one

    found = counted(bikes)
    midday = counted(bikes, now=NOW + timedelta(hours=2, minutes=30))  # half past eleven there

    (one,) = found.couriers
    assert (one.worked.days, one.worked_s, one.punctuality.done) == (1, round((4.5 + 6) * 3600), 2)
    assert midday.couriers[0].worked_s >= 3.5 * 3600
    assert not counted(bikes, DAY + timedelta(days=1), DAY + timedelta(days=1)).couriers
    assert [day.punctuality.done for day in counted(bikes, DAY, DAY + timedelta(days=1)).days] == [1, 1]


def test_kilometres_are_measured_once_and_again_when_something_ended_since(bikes):
    ride(bikes)
    later = NOW + timedelta(days=1)
    assert (measure_days(now=later, back=WEEK), measure_days(now=later, back=WEEK)) == (1, 0)
    rows = RiddenDay.objects.across_scopes(reason="a test")
    rows.update(distance_m=7000, empty_m=500, straight_m=0, has_streets=True)

    measured = counted(bikes)

    assert (measured.ridden_m, measured.empty_m, measured.straight_m, measured.street_percent) == (7000, 500, 0, 100)
    ride(bikes, minutes=(60, 80))
    assert counted(bikes).straight_m == counted(bikes).ridden_m != 7000
    assert measure_days(now=later, back=WEEK) == 1
    assert rows.get().distance_m == counted(bikes).ridden_m
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(empty_m=9_999_999)


def test_only_dispatchers_count(bikes):
    service = DeliveryService.objects.across_scopes(reason="a test").get()
    for who in (bikes.rider, bikes.shopkeeper, bikes.stranger):
        with pytest.raises(NotAllowed):
            figures_of(actor=who, service=service, period=Period(DAY, DAY), now=NOW)


class TestPage:
    def test_shows_the_period_of_its_address_and_its_tables(self, bikes, client_as, bruno):
        ride(bikes)
        period = {"du": DAY.isoformat(), "au": DAY.isoformat()}

        page = client_as(bruno).get(reverse("delivery:figures", args=["la-bobine"]), period)
        files = {
            name: client_as(bruno).get(reverse("delivery:figures_table", args=["la-bobine", name]), period)
            for name in ("ensemble", "jours", "commerces", "coursiers")
        }

        assert "Épicerie du Canal" in page.content.decode()
        assert all(one.content.startswith(b"\xef\xbb\xbf") for one in files.values())
        assert files["jours"].content.decode("utf-8-sig").splitlines()[1] == "2031-05-06;1;0;0"
        assert ";".join(["Épicerie du Canal", "1", "1", "100,0"]) in files["commerces"].content.decode("utf-8-sig")

    def test_days_in_the_wrong_order_are_said(self, bikes, client_as, bruno):
        page = client_as(bruno).get(
            reverse("delivery:figures", args=["la-bobine"]), {"du": "2031-05-06", "au": "2031-05-01"}
        )

        assert page.status_code == 422
        assert 'aria-invalid="true"' in page.content.decode()

    def test_table_that_is_none_is_not_found(self, bikes, client_as, bruno):
        assert client_as(bruno).get("/o/la-bobine/livraison/chiffres/autre.csv").status_code == 404
