from datetime import timedelta
from uuid import uuid4

import pytest

from maillage.delivery.models import Task, TaskEvent
from maillage.delivery.services import tasks as services
from maillage.delivery.services.assignments import AssignedElsewhere, assign_tasks, set_day, unassign_tasks
from maillage.delivery.services.happenings import Moment
from maillage.delivery.types import Proof
from maillage.kit.errors import NotAllowed, NotFound
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db

DAY = NOW.date()


def fresh(task):
    return Task.objects.across_scopes(reason="a test").get(pk=task.pk)


def told(task):
    rows = TaskEvent.objects.across_scopes(reason="a test").filter(task=task).order_by("id")
    return [event.name.partition(":")[2] for event in rows]


def later(minutes):
    return Moment.of(NOW + timedelta(minutes=minutes))


@pytest.fixture
def pair(bikes):
    """A delivery that Chloé rides."""
    delivery = bikes.order()
    rows = list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))
    ids = [row.pk for row in rows[:1]]
    assign_tasks(actor=bikes.dispatcher, task_ids=ids, courier_id=bikes.courier.pk, now=NOW)
    return [fresh(row) for row in rows]


class TestRiding:
    def test_whole_way(self, bikes, pair):
        pickup, dropoff = pair
        for task in pair:
            services.start_task(actor=bikes.rider, task_id=task.pk, moment=later(1))
            services.complete_task(actor=bikes.rider, task_id=task.pk, proof=Proof(notes="remis"), moment=later(2))

        assert (fresh(pickup).state, fresh(dropoff).state) == ("DONE", "DONE")
        assert told(dropoff) == ["created", "assigned", "started", "done"]
        assert fresh(dropoff).completed_at == NOW + timedelta(minutes=2)
        order = fresh(dropoff).delivery.order
        assert order.state == "fulfilled"

    def test_start_twice_changes_nothing(self, bikes, pair):
        for minutes in (1, 2):
            services.start_task(actor=bikes.rider, task_id=pair[0].pk, moment=later(minutes))

        assert told(pair[0]).count("started") == 1

    def test_what_is_brought_must_be_taken_first(self, bikes, pair):
        with pytest.raises(services.PreviousFirst):
            services.complete_task(actor=bikes.rider, task_id=pair[1].pk, proof=Proof(), moment=later(1))

    def test_completed_once(self, bikes, pair):
        services.complete_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), moment=later(1))

        with pytest.raises(services.AlreadyCompleted):
            services.fail_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), reason="LATE", moment=later(2))
        assert fresh(pair[0]).state == "DONE"

    def test_phone_that_says_it_three_times_is_heard_once(self, bikes, pair):
        moment = Moment(at=NOW, now=NOW + timedelta(minutes=40), once_key=uuid4().hex)
        for _time in range(3):
            services.complete_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), moment=moment)

        event = TaskEvent.objects.across_scopes(reason="a test").get(task=pair[0], name="task:done")
        assert (event.at, event.recorded_at) == (NOW, NOW + timedelta(minutes=40))

    def test_recipient_is_said_of_this_stop_alone(self, bikes, pair):
        services.complete_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(recipient="Nina"), moment=later(1))

        assert fresh(pair[0]).address.contact_name == "Nina"
        bikes.store.address.refresh_from_db()
        assert bikes.store.address.contact_name == ""

    def test_failure_with_a_reason_is_an_incident(self, bikes, pair):
        services.complete_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), moment=later(1))
        services.fail_task(actor=bikes.rider, task_id=pair[1].pk, proof=Proof(), reason="NOT_AT_HOME", moment=later(2))

        assert told(pair[1]) == ["created", "assigned", "incident-reported", "failed"]
        assert fresh(pair[1]).has_incident

    def test_others_do_not_ride_it(self, bikes, pair):
        for who, refusal in ((bikes.stranger, NotAllowed), (bikes.shopkeeper, NotAllowed)):
            with pytest.raises(refusal):
                services.start_task(actor=who, task_id=pair[0].pk, moment=later(1))
        with pytest.raises(NotFound):
            services.start_task(actor=bikes.dispatcher, task_id=uuid4(), moment=later(1))


class TestTakingUpAgain:
    def test_cancel_and_restore(self, bikes, pair):
        services.cancel_task(actor=bikes.dispatcher, task_id=pair[1].pk, now=NOW)
        services.restore_task(actor=bikes.dispatcher, task_id=pair[1].pk, now=NOW)

        assert told(pair[1])[-2:] == ["cancelled", "restored"]

    def test_done_stays_done(self, bikes, pair):
        services.complete_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), moment=later(1))

        for call in (
            lambda: services.cancel_task(actor=bikes.dispatcher, task_id=pair[0].pk, now=NOW),
            lambda: services.restore_task(actor=bikes.dispatcher, task_id=pair[0].pk, now=NOW),
        ):
            with pytest.raises(services.DoneStaysDone):
                call()

    def test_failed_is_rescheduled_and_nobodys(self, bikes, pair):
        services.fail_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), reason="", moment=later(1))
        tomorrow = NOW + timedelta(days=1)
        services.reschedule_task(
            actor=bikes.dispatcher, task_id=pair[0].pk, after=tomorrow, before=tomorrow + timedelta(hours=1), now=NOW
        )

        task = fresh(pair[0])
        assert (task.state, task.courier_id, task.metadata) == ("TODO", None, {"rescheduled": True})

    def test_failed_is_not_cancelled(self, bikes, pair):
        services.fail_task(actor=bikes.rider, task_id=pair[0].pk, proof=Proof(), reason="", moment=later(1))

        with pytest.raises(services.AlreadyCompleted):
            services.cancel_task(actor=bikes.dispatcher, task_id=pair[0].pk, now=NOW)

    def test_courier_cancels_nothing(self, bikes, pair):
        with pytest.raises(NotAllowed):
            services.cancel_task(actor=bikes.rider, task_id=pair[0].pk, now=NOW)


class TestAssigning:
    def test_whole_delivery_goes_together(self, pair, bikes):
        assert [(task.courier_id, task.rank) for task in pair] == [(bikes.courier.pk, 1), (bikes.courier.pk, 2)]
        assert {task.assigned_on for task in pair} == {DAY}

    def test_courier_takes_what_is_nobodys(self, bikes):
        task = Task.objects.across_scopes(reason="a test").filter(delivery=bikes.order()).first()

        assign_tasks(actor=bikes.rider, task_ids=[task.pk], courier_id=bikes.courier.pk, now=NOW)

        assert fresh(task).courier_id == bikes.courier.pk

    def test_courier_takes_nothing_of_somebody_else(self, bikes, pair, bruno):
        from maillage.delivery.types import DeliveryActor

        other = DeliveryActor(organization_id=bikes.organization.pk, courier_id=bikes.other_courier.pk)

        with pytest.raises(AssignedElsewhere):
            assign_tasks(actor=other, task_ids=[pair[0].pk], courier_id=bikes.other_courier.pk, now=NOW)
        assign_tasks(actor=other, task_ids=[pair[0].pk], courier_id=bikes.other_courier.pk, now=NOW, may_take_over=True)
        assert fresh(pair[0]).courier_id == bikes.other_courier.pk

    def test_day_is_set_whole(self, bikes, pair):
        second = list(Task.objects.across_scopes(reason="a test").filter(delivery=bikes.order()).order_by("position"))
        order = [second[0].pk, pair[0].pk, second[1].pk]

        set_day(actor=bikes.dispatcher, courier_id=bikes.courier.pk, day=DAY, task_ids=order, now=NOW)

        rows = Task.objects.across_scopes(reason="a test").filter(courier=bikes.courier, assigned_on=DAY)
        assert [task.pk for task in rows.order_by("rank")] == order
        assert fresh(pair[1]).courier_id is None

    def test_unassigned_together(self, bikes, pair):
        unassign_tasks(actor=bikes.dispatcher, task_ids=[pair[0].pk], now=NOW)

        assert [fresh(task).courier_id for task in pair] == [None, None]
        assert told(pair[1])[-1] == "unassigned"
