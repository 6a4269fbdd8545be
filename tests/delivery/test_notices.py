"""Messages to recipients: each moment once, to nobody who was erased or who refused, whatever fails in between."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from maillage.delivery import notice_jobs
from maillage.delivery.models import Address, CourierPosition, Notice, Task
from maillage.delivery.services import notice_sending, notices
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.forgetting import forget_telephones
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.notice_settings import (
    NoticesGiven,
    StoreNoticesGiven,
    save_notice_settings,
    save_store_notices,
)
from maillage.delivery.services.recipients import choose_messages
from maillage.delivery.services.tasks import complete_task, start_task
from maillage.delivery.types import AddressGiven, NoticeMoment, NoticeState, Proof, SmsGateway
from maillage.kit.ids import new_id
from maillage.kit.outside import Unanswered, Unreachable
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.stream.services import deliver

PHONE = "+33639980001"


@pytest.fixture(autouse=True)
def gateway(settings):
    settings.MAILLAGE_SMS_URL = "https://sms.example/send?to={to}"
    settings.MAILLAGE_SMS_HEADERS = {"Authorization": "Bearer {secret}", "Content-Type": "application/json"}
    settings.MAILLAGE_SMS_SECRET = "s3cret"


@pytest.fixture
def house(bikes):
    given = NoticesGiven(tuple(NoticeMoment), by_email=True, sms=SmsGateway.HTTP, language="fr")
    save_notice_settings(actor=bikes.dispatcher, given=given)
    return bikes


def ordered(house, *, now=None, **more):
    now = now or timezone.now()
    place = AddressGiven(
        text="12 avenue de la Costa",
        latitude=43.74,
        longitude=7.425,
        contact_name="Nina Rossi",
        telephone=PHONE,
        **more,
    )
    return house.order(house.dropoff(address=place, before=now + timedelta(hours=3)), now=now)


def stops(delivery):
    return list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))


def written():
    return Notice.objects.across_scopes(reason="a test").order_by("pk")


def hear(verb):
    """Deliver the facts of a verb to what listens to it, twice, as a worker that was killed would."""
    for subscriber in registry.listening_to(verb):
        for fact in Fact.objects.filter(verb=verb):
            if "notice_jobs" in subscriber.name:
                deliver(subscriber_name=subscriber.name, fact_id=fact.pk)
                deliver(subscriber_name=subscriber.name, fact_id=fact.pk)


class Gateway:
    """Stands for the gateway: keeps what it is sent, and answers as it is told."""

    def __init__(self, *answers):
        self.answers, self.sent = list(answers), []

    def __call__(self, url, *, body, headers):
        self.sent.append((url, body.decode(), headers))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, BaseException):
            raise answer
        return answer


def send(notice, post, *, attempt=1, now=None):
    notice_sending.send(notice_id=notice.pk, attempt=attempt, now=now or timezone.now(), post=post)
    notice.refresh_from_db(from_queryset=written())


@pytest.mark.django_db
class TestWriting:
    def test_an_order_makes_one_message_of_each_way_and_one_job_each(self, house):
        ordered(house, email="nina@example.org")
        hear("delivery.ordered")

        assert [(one.moment, one.channel) for one in written()] == [("confirmed", "email"), ("confirmed", "sms")]
        jobs = ProcrastinateJob.objects.filter(task_name=notices.SEND_TASK)
        assert {job.args["notice_id"] for job in jobs} == {str(one.pk) for one in written()}

    def test_database_refuses_a_second_message_of_one_moment(self, house):
        task = stops(ordered(house))[1]
        notices.tell_of_moment(moment=NoticeMoment.CONFIRMED, task_id=task.pk, now=timezone.now())
        one = written().get()
        one.pk = None
        one._state.adding = True

        with pytest.raises(IntegrityError, match="notice_once"), transaction.atomic():
            Notice.objects.create(
                organization_id=one.organization_id, task=task, moment=one.moment, channel=one.channel,
                audience=one.audience, created_at=one.created_at,
            )  # fmt: skip

    def test_nobody_is_told_before_the_cooperative_has_said_what(self, bikes):
        ordered(bikes)
        hear("delivery.ordered")

        assert not written().exists()

    def test_a_store_chooses_for_its_own_and_is_told_what_it_asks(self, house, elise):
        given = StoreNoticesGiven((NoticeMoment.DELIVERED,), (NoticeMoment.CONFIRMED,), "en", ())
        save_store_notices(actor=house.dispatcher, store_id=house.store.pk, given=given)
        ordered(house)
        hear("delivery.ordered")

        assert [(one.audience, one.user_id) for one in written()] == [("store", elise.pk)]
        send(written()[0], Gateway())
        assert mail.outbox[0].to == [elise.email]

    def test_the_whole_ride_is_told_moment_by_moment(self, house):
        pickup, dropoff = stops(ordered(house))
        now = timezone.now()
        assign_tasks(actor=house.dispatcher, task_ids=[pickup.pk], courier_id=house.courier.pk, now=now)
        complete_task(actor=house.rider, task_id=pickup.pk, proof=Proof(), moment=Moment.of(now))
        start_task(actor=house.rider, task_id=dropoff.pk, moment=Moment.of(now))
        hear("task.started")
        assert notices.tell_who_is_near(now=now) == 0  # nobody knows where the bike is
        CourierPosition.objects.create(
            organization_id=house.organization.pk, courier=house.courier, latitude=43.741, longitude=7.424, at=now
        )

        assert [notices.tell_who_is_near(now=now) for _ in range(2)] == [1, 0]
        complete_task(actor=house.rider, task_id=dropoff.pk, proof=Proof(), moment=Moment.of(now))
        hear("task.done")

        assert [one.moment for one in written()] == ["on_its_way", "soon", "delivered"]


@pytest.mark.django_db
class TestSending:
    @pytest.fixture
    def notice(self, house):
        ordered(house)
        hear("delivery.ordered")
        return written().get()

    def test_text_tells_no_name_and_leads_to_the_page(self, notice):
        gate = Gateway()

        send(notice, gate)

        url, body, headers = gate.sent[0]
        assert url == "https://sms.example/send?to=%2B33639980001"
        assert headers["Authorization"] == "Bearer s3cret"
        assert headers["Idempotency-Key"] == str(notice.pk)
        assert f"/fr/pub/d/{notice.task.delivery.tracking_key}" in body
        assert "Nina" not in body
        assert "Costa" not in body
        assert notice.state == NoticeState.SENT.value

    def test_sent_once_however_often_the_job_runs(self, notice):
        gate = Gateway()
        for _ in range(3):
            send(notice, gate)

        assert len(gate.sent) == 1

    def test_one_that_fails_is_tried_again_then_parked_and_sent_by_hand(self, notice, house):
        gate = Gateway(*[503] * 5)
        for attempt in range(1, 5):
            with pytest.raises(notice_sending.SendingFailed):
                send(notice, gate, attempt=attempt)
        send(notice, gate, attempt=5)
        assert (notice.state, notice.reason) == ("parked", "the gateway answered 503")

        notice_sending.send_again(actor=house.dispatcher, notice_id=notice.pk)
        send(notice, gate)

        assert notice.state == NoticeState.SENT.value
        assert ProcrastinateJob.objects.filter(task_name=notices.SEND_TASK).count() == 2

    @pytest.mark.parametrize(("answer", "tries"), [(400, 1), (Unanswered("no answer: TimeoutError"), 1)])
    def test_what_another_try_cannot_help_or_could_double_is_parked_at_once(self, notice, answer, tries):
        gate = Gateway(answer)

        send(notice, gate)
        send(notice, gate)

        assert (notice.state, len(gate.sent)) == ("parked", tries)

    def test_one_that_never_left_is_tried_again(self, notice):
        with pytest.raises(notice_sending.SendingFailed):
            send(notice, Gateway(Unreachable("the host is not known")))
        send(notice, Gateway(), attempt=2)

        assert notice.state == NoticeState.SENT.value

    def test_worker_killed_while_sending_leaves_a_message_that_is_not_sent_twice(self, notice):
        class Killed(BaseException):
            pass

        now = timezone.now()
        with pytest.raises(Killed):
            notice_sending.send(notice_id=notice.pk, attempt=1, now=now, post=Gateway(Killed()))
        gate = Gateway()
        with pytest.raises(notice_sending.SendingFailed):  # perhaps the other one is only slow
            send(notice, gate, now=now + timedelta(seconds=5))
        send(notice, gate, now=now + timedelta(seconds=61))

        assert (gate.sent, notice.state, notice.reason) == ([], "parked", "interrupted: perhaps sent")

    def test_nothing_goes_to_a_number_that_was_erased(self, notice, house):
        rows = Task.objects.across_scopes(reason="a test")
        rows.update(after=timezone.now() - timedelta(days=62), before=timezone.now() - timedelta(days=61))
        Address.objects.across_scopes(reason="a test").update(created_at=timezone.now() - timedelta(days=62))
        assert forget_telephones(now=timezone.now()) == 1
        gate = Gateway()

        send(notice, gate)

        assert (gate.sent, notice.state, notice.reason) == ([], "skipped", "erased")

    def test_nothing_goes_to_who_wants_no_more(self, notice):
        choose_messages(key=notice.task.delivery.tracking_key, stop=None, is_wanted=False, now=timezone.now())
        gate = Gateway()

        send(notice, gate)

        assert (gate.sent, notice.reason) == ([], "refused")

    def test_stop_by_sms_holds_for_each_cooperative_and_needs_the_secret(self, notice, client, settings):
        said = {"from": "33 6 39 98 00 01", "text": "Stop."}
        assert client.post("/pub/sms/anything", said).status_code == 404
        settings.MAILLAGE_SMS_STOP_SECRET = "inbound"
        assert client.post("/pub/sms/other", said).status_code == 404
        assert client.post("/pub/sms/inbound", said).status_code == 204
        gate = Gateway()

        send(notice, gate)

        assert (gate.sent, notice.reason) == ([], "refused")

    def test_what_is_true_no_more_is_not_told(self, notice, house):
        notices.tell_of_moment(moment=NoticeMoment.ON_ITS_WAY, task_id=notice.task_id, now=timezone.now())
        gate = Gateway()

        send(written().get(moment="on_its_way"), gate)

        assert gate.sent == []

    def test_one_whose_job_came_too_early_or_was_lost_is_sent_all_the_same(self, notice):
        with pytest.raises(notice_sending.SendingFailed, match="not written yet"):
            notice_sending.send(notice_id=new_id(), attempt=1, now=timezone.now(), post=Gateway())
        later = timezone.now() + timedelta(minutes=6)

        assert [notices.enqueue_forgotten(now=at) for at in (timezone.now(), later)] == [0, 1]
        send(notice, Gateway(), now=later)
        assert notices.enqueue_forgotten(now=later) == 0

    def test_job_of_the_worker_sends(self, notice, settings):
        settings.MAILLAGE_SMS_URL = "http://127.0.0.1:9/"

        with pytest.raises(notice_sending.SendingFailed, match="not HTTPS"):
            notice_jobs.send.func(type("Context", (), {"job": None})(), notice_id=str(notice.pk))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_message(house):
    ordered(house)
    hear("delivery.ordered")
    notice, gate = written().get(), Gateway()

    def work():
        try:
            notice_sending.send(notice_id=notice.pk, attempt=1, now=timezone.now(), post=gate)
        except notice_sending.SendingFailed:
            pass
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(gate.sent) == 1


@pytest.mark.django_db
def test_journal_costs_the_same_for_one_message_and_for_three(house, client_as, bruno):
    from django.test.utils import CaptureQueriesContext

    desk, counts = client_as(bruno), []
    for orders in (1, 2):
        for _ in range(orders):
            ordered(house)
        hear("delivery.ordered")
        desk.get("/o/la-bobine/livraison/messages/")
        with CaptureQueriesContext(connection) as seen:
            page = desk.get("/o/la-bobine/livraison/messages/").content.decode()
        counts.append(len(seen))

    assert written().count() == 3
    assert counts[0] == counts[1]
    assert "Nina" not in page
    assert PHONE not in page
