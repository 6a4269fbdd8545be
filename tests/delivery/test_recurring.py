"""Orders that come back: each day once, whoever makes it and however often; what cannot be made says why."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from maillage.delivery.models import Delivery, Order, RecurringDay, RecurringOrder, Store, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.recurring import next_days, recurring_orders
from maillage.delivery.services import lists, recurring
from maillage.delivery.services.deliveries import OrderRefused, cancel_delivery
from maillage.delivery.services.recurring import RecurringGiven, RecurringStopGiven, RuleRefused
from maillage.delivery.types import AddressGiven, TaskGiven, TaskType
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.stream.services import deliver
from maillage.web.models import Notification
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
TODAY = NOW.date()  # a Tuesday, nine o'clock in Paris
COSTA = AddressGiven(text="12 avenue de la Costa", latitude=43.7400, longitude=7.4250, telephone="06 39 98 00 01")


def stops(after="14:00", before="15:30", address=COSTA):
    drop = TaskGiven(TaskType.DROPOFF, address=address, comments="Sonner", weight_g=2500)
    hours = [time.fromisoformat(text) for text in (after, before)]
    return (RecurringStopGiven(TaskGiven(TaskType.PICKUP)), RecurringStopGiven(drop, *hours))


def keep(bikes, *, rule="FREQ=DAILY", now=NOW, actor=None, **more):
    usual = {"starts_on": now.date(), "stops": stops(), "name": "Pain"}
    given = RecurringGiven(bikes.store.pk, rule, **{**usual, **more})
    return recurring.save_recurring(actor=actor or bikes.shopkeeper, given=given, now=now)


def deliveries():
    return Delivery.objects.across_scopes(reason="a test").order_by("number")


def drops():
    rows = Task.objects.across_scopes(reason="a test").filter(type="DROPOFF").select_related("address")
    return list(rows.order_by("after"))


def test_days_ahead_are_ordered_once(bikes):
    kept = keep(bikes)

    made = [recurring.order_ahead(now=NOW) for _again in range(2)]
    next_hour = recurring.order_ahead(now=NOW + timedelta(days=1))

    assert (made, next_hour) == ([4, 0], 1)
    assert [task.after for task in drops()] == [datetime(2031, 5, day, 12, 0, tzinfo=UTC) for day in range(6, 11)]
    first = deliveries().first()
    assert (first.origin, first.store_id, first.ordered_through) == ("recurrence", kept.store_id, "recurrence")
    assert (drops()[0].weight_g, drops()[0].address.telephone) == (2500, "+33639980001")
    assert len({task.address_id for task in drops()}) == 1


def test_hour_that_has_passed_is_not_ordered(bikes):
    keep(bikes, stops=stops("08:00", "08:30"))

    recurring.order_ahead(now=NOW)

    assert drops()[0].before.date() == TODAY + timedelta(days=1)


def test_cancelled_day_stays_cancelled(bikes):
    keep(bikes)
    recurring.order_ahead(now=NOW)
    cancel_delivery(actor=bikes.shopkeeper, delivery_id=deliveries().first().pk, now=NOW)

    assert recurring.order_ahead(now=NOW) == 0


def test_worker_killed_between_two_days_goes_on(bikes, monkeypatch):
    """A run that dies after its second day leaves two whole orders; the next one makes the two that are left."""
    kept = keep(bikes)
    done, whole = [], recurring.order_day

    def dies_at_third(**given):
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(whole(**given))
        return done[-1]

    with monkeypatch.context() as patched:
        patched.setattr(recurring, "order_day", dies_at_third)
        with pytest.raises(KeyboardInterrupt):
            recurring.order_ahead(now=NOW)

    assert (deliveries().count(), recurring.order_ahead(now=NOW), deliveries().count()) == (2, 2, 4)
    assert RecurringDay.objects.across_scopes(reason="a test").filter(recurring=kept).count() == 4


def test_killed_in_a_day_leaves_nothing_of_it(bikes, monkeypatch):
    keep(bikes)
    with monkeypatch.context() as patched:
        patched.setattr(RecurringDay.objects, "create", lambda **_row: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            recurring.order_ahead(now=NOW)

    assert not deliveries().exists()
    assert recurring.order_ahead(now=NOW) == 4


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_each_day_once(bikes):
    keep(bikes)

    def run():
        try:
            return recurring.order_ahead(now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        made = sum(future.result() for future in [workers.submit(run) for _worker in range(2)])

    assert (made, deliveries().count()) == (4, 4)


def test_leap_day_comes_every_four_years(bikes):
    kept = keep(bikes, rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", starts_on=date(2031, 1, 1))
    service = service_of(organization_id=bikes.organization.pk)
    found = next_days(recurring=kept, service=service, now=NOW)

    recurring.order_ahead(now=datetime(2032, 2, 27, 8, tzinfo=UTC))
    recurring.order_ahead(now=datetime(2033, 2, 27, 8, tzinfo=UTC))

    assert [one.day for one in found[:2]] == [date(2032, 2, 29), date(2036, 2, 29)]
    assert [task.after.date() for task in drops()] == [date(2032, 2, 29)]


@pytest.mark.parametrize(
    ("day", "hours", "utc"),
    [
        (date(2031, 3, 30), ("09:00", "10:00"), (7, 8)),
        (date(2031, 3, 29), ("09:00", "10:00"), (8, 9)),
        (date(2031, 3, 30), ("02:10", "02:50"), None),  # clocks jump over these
        (date(2031, 10, 26), ("09:00", "10:00"), (8, 9)),
    ],
)
def test_hours_are_those_of_clocks_on_nights_of_change(bikes, day, hours, utc):
    before = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1)
    keep(bikes, starts_on=day, stops=stops(*hours), now=before)

    recurring.order_ahead(now=before)

    drop = drops()[0]
    assert drop.before - drop.after == (timedelta(hours=1) if utc else timedelta(minutes=40))
    if utc:
        assert (drop.after.hour, drop.before.hour) == utc


def test_closed_days_are_left_out_and_come_back_when_opened(bikes):
    keep(bikes)
    closed = lists.close_days(actor=bikes.dispatcher, first=TODAY, last=TODAY + timedelta(days=1), reason="")

    made = recurring.order_ahead(now=NOW)
    lists.reopen_days(actor=bikes.dispatcher, closed_id=closed.pk)

    assert (made, recurring.order_ahead(now=NOW)) == (2, 2)


def test_what_cannot_be_ordered_says_why_and_is_tried_again_after_a_change(bikes):
    kept = keep(bikes)
    bikes.store.check_expression = "distance < 10"
    bikes.store.save()

    made = recurring.order_ahead(now=NOW)
    found = recurring_orders(actor=bikes.shopkeeper).get()
    bikes.store.check_expression = ""
    bikes.store.save()
    again = recurring.order_ahead(now=NOW)
    given = RecurringGiven(bikes.store.pk, "FREQ=DAILY", starts_on=TODAY, stops=stops())
    recurring.save_recurring(actor=bikes.shopkeeper, given=given, now=NOW, recurring_id=kept.pk)

    assert (made, found.problem_count, again) == (0, 4, 0)
    assert recurring.order_ahead(now=NOW) == 4


def test_store_and_dispatchers_are_told_once_of_days_without_a_delivery(bikes, elise, mailoutbox):
    lists.close_days(actor=bikes.dispatcher, first=TODAY + timedelta(days=1), last=TODAY + timedelta(days=1), reason="")
    kept = keep(bikes)

    for hours in (0, 1, 25):
        recurring.order_ahead(now=NOW + timedelta(hours=hours))
    missed = Fact.objects.filter(verb="recurring_order.missed")
    assert [fact.data["days"] for fact in missed] == [["2031-05-07"]]
    Store.objects.across_scopes(reason="a test").filter(pk=bikes.store.pk).update(check_expression="distance < 1")
    recurring.order_ahead(now=NOW + timedelta(days=2))
    recurring.order_ahead(now=NOW + timedelta(days=2, hours=1))

    assert [fact.data["days"] for fact in missed.order_by("at")] == [["2031-05-07"], ["2031-05-11"]]
    for fact in missed.order_by("at"):
        for subscriber in registry.listening_to(fact.verb):
            deliver(subscriber_name=subscriber.name, fact_id=fact.pk)
    told = Notification.objects.filter(verb="recurring_order.missed")
    people = {bikes.dispatcher.user_id, bikes.shopkeeper.user_id}
    assert set(told.values_list("recipient_id", flat=True)) >= people
    assert {one.url for one in told} == {f"/livraison/commerces/{bikes.store.pk}/regulieres/{kept.pk}/"}
    closed, refused = [m for m in mailoutbox if m.to == [elise.email]]
    assert "mercredi 7 mai" in closed.body and "fermée" in closed.body
    assert "dimanche 11 mai" in refused.body and "Pourquoi" in refused.body


def test_price_by_hand_is_a_dispatchers(bikes):
    price = {"price_cents": 1200, "price_reason": "Forfait"}
    of_store = keep(bikes, **price)
    of_desk = keep(bikes, actor=bikes.dispatcher, **price)

    recurring.order_days(actor=bikes.dispatcher, recurring_id=of_desk.pk, now=NOW)

    assert of_store.given_price_cents is None
    orders = Order.objects.across_scopes(reason="a test")
    assert {(one.total_cents, one.vat_cents, one.given_price_reason) for one in orders} == {(1200, 200, "Forfait")}


def test_paused_skipped_and_ended(bikes):
    kept, actor = keep(bikes), bikes.shopkeeper
    recurring.skip_day(actor=actor, recurring_id=kept.pk, day=TODAY, is_skipped=True, now=NOW)
    recurring.pause_recurring(actor=actor, recurring_id=kept.pk, is_paused=True, now=NOW)
    paused = recurring.order_ahead(now=NOW)
    recurring.pause_recurring(actor=actor, recurring_id=kept.pk, is_paused=False, now=NOW)
    made = recurring.order_ahead(now=NOW)
    with pytest.raises(Conflict):
        recurring.skip_day(actor=actor, recurring_id=kept.pk, day=TODAY + timedelta(days=1), is_skipped=True, now=NOW)
    recurring.skip_day(actor=actor, recurring_id=kept.pk, day=TODAY, is_skipped=False, now=NOW)
    back = recurring.order_ahead(now=NOW)

    cancelled = recurring.end_recurring(actor=actor, recurring_id=kept.pk, cancels_ahead=True, now=NOW)

    assert (paused, made, back, cancelled) == (0, 3, 1, 4)
    assert recurring.order_ahead(now=NOW) == 0
    assert not recurring_orders(actor=actor).exists()


@pytest.mark.parametrize(
    "rule", ["", "FREQ=HOURLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;COUNT=2;UNTIL=20320101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"]
)  # fmt: skip
def test_rule_that_cannot_be_is_refused(bikes, rule):
    with pytest.raises(RuleRefused) as refusal:
        keep(bikes, rule=rule)

    assert refusal.value.field == "rule"
    assert not RecurringOrder.objects.across_scopes(reason="a test").exists()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ((), "items"),
        (stops()[:1], "items"),
        (stops("15:00", "14:00"), "items[1].task.doneBefore"),
        ((replace(stops()[0], after=time(16), before=time(17)), stops()[1]), "items"),
        ((stops()[0], replace(stops()[1], after=None, before=None)), "items[1].task.doneBefore"),
        (stops(address=AddressGiven(text="Xyzzyville")), "items[1].task.address"),
    ],
)
def test_stops_that_cannot_be_are_named(bikes, wrong, path):
    with pytest.raises(OrderRefused) as refusal:
        keep(bikes, stops=wrong)

    assert refusal.value.violations[0][0] == path
    assert not RecurringOrder.objects.across_scopes(reason="a test").exists()


def test_others_neither_see_nor_change(bikes):
    kept = keep(bikes)
    with pytest.raises(NotAllowed):
        keep(bikes, actor=bikes.stranger)
    for actor, refusal in ((bikes.rider, NotAllowed), (bikes.stranger, NotAllowed)):
        with pytest.raises(refusal):
            recurring.end_recurring(actor=actor, recurring_id=kept.pk, cancels_ahead=True, now=NOW)
        assert not recurring_orders(actor=actor).exists()
    with pytest.raises(Conflict):
        recurring.save_recurring(
            actor=bikes.shopkeeper, given=RecurringGiven(bikes.store.pk, "FREQ=DAILY", TODAY, stops()), now=NOW,
            recurring_id=kept.pk, version=7,
        )  # fmt: skip
    with pytest.raises(NotFound):
        recurring.pause_recurring(actor=bikes.shopkeeper, recurring_id=0, is_paused=True, now=NOW)


def test_database_lets_a_day_have_one_answer(bikes):
    kept = keep(bikes)
    row = {"organization_id": kept.organization_id, "recurring": kept, "day": TODAY, "at": NOW}
    RecurringDay.objects.create(**row, problem="Trop loin")
    for wrong in ({"problem": "Encore"}, {"day": TODAY + timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecurringDay.objects.create(**{**row, **wrong})
