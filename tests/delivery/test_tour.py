"""A courier's tour: exactly once, in any order, with wrong clocks, overtaken by others, over the end of a session."""

# ruff: noqa: F811 - fixtures of another file

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from maillage.delivery.models import CourierPosition, DutyEntry, PhoneAction, PhotoUpload, TaskProof
from maillage.delivery.services import tasks as services
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.happenings import Moment
from maillage.delivery.types import Proof
from tests.delivery.tour_cast import Phone, fresh, milliseconds, phone, today, told  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
ANY = {"reason": "a test"}


def picture(side=900):
    file = io.BytesIO()
    Image.new("RGB", (side, side), "teal").save(file, "PNG", compress_level=0)
    return file.getvalue()


class TestOnce:
    def test_three_times_and_out_of_order(self, phone, today):
        pickup, drop = today[:2]
        taken = phone.action("done", pickup, ago=timedelta(minutes=30))
        left = phone.action("start", drop, ago=timedelta(minutes=29))
        given = phone.action("done", drop, ago=timedelta(minutes=5), recipient="Nina", notes="au gardien")

        assert phone.send(given)[0][0] == "later"
        assert phone.send(given, taken) == [("done", ""), ("done", "")]
        for _time in range(3):
            assert {outcome for outcome, _words in phone.send(left, given, taken)} <= {"done", "nothing"}

        assert (fresh(pickup).state, fresh(drop).state) == ("DONE", "DONE")
        assert [told(drop).count(name) for name in ("started", "done")] == [0, 1]
        assert PhoneAction.objects.across_scopes(**ANY).count() == 3
        done = told(drop, "task:done")[0]
        assert timedelta(minutes=4) < timezone.now() - done.at < timedelta(minutes=6)
        assert (done.data, done.client) == ({"notes": "au gardien"}, "app")
        assert fresh(drop).address.contact_name == "Nina"

    def test_several_at_the_same_door(self, phone, today):
        assert phone.send(phone.action("done", today[0], today[2])) == [("done", "")]
        assert [fresh(task).state for task in today] == ["DONE", "TODO", "DONE", "TODO"]

    def test_a_word_that_can_never_be_heard_holds_nothing_up(self, phone, today):
        wrong, right = phone.action("failed", today[0]), phone.action("done", today[2])

        outcomes = [outcome for outcome, _words in phone.send(wrong, right)]
        assert outcomes == ["refused", "done"]

    @pytest.mark.parametrize(
        "body", ["", "[]", "{}", '{"sent_at": 1, "actions": [1]}', '{"sent_at": 1e300, "actions": [{}]}']
    )
    def test_nonsense_is_refused_and_changes_nothing(self, phone, today, body):
        response = phone.client.post(
            f"{phone.url}envois/", body, content_type="application/json", headers={"Accept": "application/json"}
        )

        assert response.status_code == 400
        assert PhoneAction.objects.across_scopes(**ANY).count() == 0


class TestClock:
    @pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=-1)])
    def test_wrong_by_a_day(self, phone, today, ahead):
        phone.ahead = ahead
        phone.send(phone.action("done", today[0], ago=timedelta(minutes=20)))

        event = told(today[0], "task:done")[0]
        assert timedelta(minutes=19) < timezone.now() - event.at < timedelta(minutes=21)
        assert abs(event.data["clock_offset_s"] + ahead.total_seconds()) < 10
        assert "phone_at" in event.data

    def test_never_later_than_the_hearing(self, phone, today):
        phone.send(phone.action("done", today[0], ago=timedelta(minutes=-50)))

        event = told(today[0], "task:done")[0]
        assert event.at <= event.recorded_at


class TestOvertaken:
    def test_another_courier_finished_it(self, bikes, phone, today):
        mine = phone.action("done", today[0], ago=timedelta(minutes=9), notes="chez le fleuriste")
        ids = [today[0].pk]
        assign_tasks(actor=bikes.dispatcher, task_ids=ids, courier_id=bikes.other_courier.pk, now=timezone.now())
        services.complete_task(
            actor=bikes.dispatcher, task_id=today[0].pk, proof=Proof(), moment=Moment.of(timezone.now())
        )

        outcome, words = phone.send(mine)[0]

        assert outcome == "refused"
        assert f"#{today[0].number}" in words
        assert told(today[0]).count("done") == 1
        notes = told(today[0], "task:incident-reported")[0].data["notes"]
        assert "chez le fleuriste" in notes
        assert phone.send(mine)[0] == (outcome, words)
        assert told(today[0]).count("incident-reported") == 1

    def test_cancelled_while_offline(self, bikes, phone, today):
        mine = phone.action("done", today[0], ago=timedelta(minutes=9))
        services.cancel_task(actor=bikes.dispatcher, task_id=today[0].pk, now=timezone.now())

        outcome, words = phone.send(mine)[0]

        assert (outcome, fresh(today[0]).state) == ("refused", "CANCELLED")
        assert "annulé" in words
        assert fresh(today[0]).has_incident

    def test_given_to_somebody_else(self, bikes, phone, today):
        mine = phone.action("failed", today[0], reason="NOT_AT_HOME")
        assign_tasks(
            actor=bikes.dispatcher, task_ids=[today[0].pk], courier_id=bikes.other_courier.pk, now=timezone.now()
        )

        outcome, words = phone.send(mine)[0]
        assert (outcome, fresh(today[0]).state) == ("refused", "TODO")
        assert "Bruno" in words

    def test_what_oneself_said_by_another_door_is_no_conflict(self, bikes, phone, today):
        services.complete_task(actor=bikes.rider, task_id=today[0].pk, proof=Proof(), moment=Moment.of(timezone.now()))

        assert phone.send(phone.action("done", today[0])) == [("nothing", "")]


class TestSession:
    def test_lost_in_mid_shift_then_goes_on(self, phone, today, chloe, driss):
        kept = phone.action("done", today[0], ago=timedelta(minutes=3))
        phone.client.logout()
        send = lambda: phone.client.post(f"{phone.url}envois/", "{}", content_type="application/json")  # noqa: E731 - said once, called below
        assert (send().status_code, "/compte/login/" in send().headers["Location"]) == (302, True)
        phone.client.force_login(driss)  # somebody else signs in on the same phone: these are not theirs to send
        assert send().status_code == 404

        phone.client.force_login(chloe)
        assert phone.send(kept) == [("done", "")]

    def test_a_dispatcher_who_rides_sends_only_what_is_theirs(self, bikes, bruno, today):
        client = Client()
        client.force_login(bruno)
        other = Phone(client, bikes.other_courier)

        assert other.send(other.action("done", today[0]))[0][0] == "refused"
        assert (fresh(today[0]).state, fresh(today[0]).has_incident) == ("TODO", False)


class TestPictures:
    def piece(self, phone, key, whole, start, end, **more):
        query = {"offset": start, "length": len(whole), **more}
        url = f"{phone.url}photos/{key}/?" + "&".join(f"{name}={value}" for name, value in query.items())
        return phone.client.post(url, whole[start:end], content_type="application/octet-stream")

    def test_goes_on_where_it_stopped(self, phone, today):
        whole, key, size = picture(1300), uuid4(), 400_000
        assert 5_000_000 < len(whole) <= 5 * 2**20  # as large as may be, over a link that breaks
        phone.send(phone.action("done", today[0]))
        more = {"tasks": today[0].number}
        assert self.piece(phone, key, whole, 0, size, **more).json()["received"] == size
        assert self.piece(phone, key, whole, 0, size, **more).json()["received"] == size  # the answer was lost
        assert phone.client.get(f"{phone.url}photos/{key}/").json()["received"] == size
        assert self.piece(phone, key, whole, size * 2, size * 3, **more).json()["received"] == size  # a gap
        start = size
        while start < len(whole):
            start = self.piece(phone, key, whole, start, start + size, **more).json()["received"]
        again = self.piece(phone, key, whole, start - 10, start, **more).json()

        assert again == {"received": len(whole), "is_over": True, "refusal": ""}
        proof = TaskProof.objects.across_scopes(**ANY).get()
        assert (proof.task_id, proof.kind) == (today[0].pk, "photo")
        assert bytes(PhotoUpload.objects.across_scopes(**ANY).get().content) == b""

    def test_what_is_no_picture_is_refused_once_whole(self, phone, today):
        answer = self.piece(phone, uuid4(), b"<svg/>" * 20, 0, 120, tasks=today[0].number).json()

        assert answer["is_over"]
        assert answer["refusal"]

    @pytest.mark.parametrize(("length", "piece"), [(6_000_000, b"x"), (0, b"x"), (10, b""), (3, b"four")])
    def test_bounds(self, phone, today, length, piece):
        url = f"{phone.url}photos/{uuid4()}/?offset=0&length={length}"
        response = phone.client.post(url, piece, content_type="application/octet-stream")

        assert response.status_code == 422
        assert PhotoUpload.objects.across_scopes(**ANY).count() == 0


class TestDuty:
    def point(self, phone, **more):
        document = {
            "sent_at": milliseconds(timezone.now()),
            "at": milliseconds(timezone.now()),
            "latitude": 43.73,
            "longitude": 7.42,
            **more,
        }
        return phone.client.post(f"{phone.url}position/", document, content_type="application/json")

    def test_position_only_on_duty_and_only_when_shared(self, phone, today):
        seen = []
        for word in ("", "on", "share", "hide", "share", "off"):
            if word:
                phone.send(phone.action(word))
            seen.append(self.point(phone).json()["is_shared"])
            assert CourierPosition.objects.across_scopes(**ANY).exists() == seen[-1]

        assert seen == [False, False, True, False, True, False]

    def test_hours_are_told_and_summed_up(self, phone, today):
        minutes = {"on": 200, "break": 120, "resume": 90, "off": 0}
        said = [phone.action(word, ago=timedelta(minutes=ago)) for word, ago in minutes.items()]
        phone.send(*reversed(said))
        phone.send(*said)

        assert DutyEntry.objects.across_scopes(**ANY).count() == 4
        page = phone.client.get(f"{phone.url}bilan/").content.decode()
        assert "2\u202fh\u202f50" in page or "début" in page or timezone.localtime().hour < 4


class TestPlainForms:
    """Without JavaScript: each button a form."""

    def post(self, phone, kind, *tasks, **said):
        data = {"key": str(uuid4()), "kind": kind, "tasks": [task.number for task in tasks], **said}
        return phone.client.post(phone.url, data)

    def test_whole_way(self, phone, today):
        file = io.BytesIO(picture(60))
        file.name = "porte.png"
        assert self.post(phone, "on").status_code == 303
        assert self.post(phone, "start", today[0]).headers["Location"].endswith(f"#t{today[0].number}")
        assert self.post(phone, "done", today[0], photo=file, recipient="Nina").status_code == 303
        assert self.post(phone, "incident", today[1], reason="TRAFFIC").status_code == 303
        assert self.post(phone, "note", today[1], notes="sonner deux fois").status_code == 303
        assert self.post(phone, "failed", today[1], reason="NOT_AT_HOME", notes="volets clos").status_code == 303

        assert [fresh(task).state for task in today[:2]] == ["DONE", "FAILED"]
        assert TaskProof.objects.across_scopes(**ANY).get().task_id == today[0].pk
        assert "sonner deux fois" in fresh(today[1]).comments
        assert "volets clos" in phone.client.get(f"{phone.url}bilan/").content.decode()

    def test_double_click_counts_once(self, phone, today):
        key = str(uuid4())
        for _time in range(2):
            phone.client.post(phone.url, {"key": key, "kind": "note", "tasks": [today[0].number], "notes": "deux"})

        assert fresh(today[0]).comments.count("deux") == 1

    def test_failure_without_a_reason_keeps_what_was_typed(self, phone, today):
        response = self.post(phone, "failed", today[0], notes="personne")

        assert response.status_code == 422
        assert ">personne</textarea>" in response.content.decode()

    def test_scan(self, bikes, phone, today):
        free = bikes.order(now=timezone.now()).tasks.across_scopes(**ANY).order_by("position").first()
        assert self.post(phone, "scan", code=f"67670011{free.number}8076").status_code == 303
        assert fresh(free).courier_id == bikes.courier.pk
        assert "«\xa0nichts" not in self.post(phone, "scan", code="nichts").headers["Location"]

    def test_fixed_number_of_queries(self, bikes, phone, today, django_assert_max_num_queries):
        with django_assert_max_num_queries(24) as few:
            phone.client.get(phone.url)
        for _number in range(2):
            delivery = bikes.order(now=timezone.now())
            ids = [delivery.tasks.across_scopes(**ANY).first().pk]
            assign_tasks(
                actor=bikes.dispatcher,
                task_ids=ids,
                courier_id=bikes.courier.pk,
                now=timezone.now(),
                day=timezone.localdate(),
            )
        with django_assert_max_num_queries(len(few)):
            assert phone.client.get(phone.url).content.decode().count('class="tour-stop"') == 8

    def test_others_find_nothing(self, phone, today, driss, client_as):
        for path in ("", "bilan/"):
            assert client_as(driss).get(phone.url + path).status_code == 404


def test_app_is_installable(client):
    manifest = client.get("/tournee/application.webmanifest?lang=en").json()
    assert (manifest["start_url"], manifest["scope"], manifest["name"]) == ("/tournee/", "/tournee/", "My tour")
    worker = client.get("/tournee/ouvrier.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "no-cache" in worker.headers["Cache-Control"]
