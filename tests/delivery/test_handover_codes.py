"""A code at the door: asked by a store, told to who receives, checked without being on the phone, and what if there is none."""

# ruff: noqa: F811 - fixtures of another file

import io
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from maillage.delivery.models import IncidentPhoto, NoticeSettings, StoreNotices, Task, TaskProof
from maillage.delivery.notice_words import words_of
from maillage.delivery.queries.handover_codes import code_of
from maillage.delivery.rules.handover_codes import derived_code, hashed, is_right
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.types import NoticeMoment
from tests.delivery.coopcycle.api_cast import app  # noqa: F401 - fixtures
from tests.delivery.tour_cast import fresh, phone, today, told  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db
ANY = {"reason": "a test"}


@pytest.fixture
def drop(bikes):
    """A drop-off that asks for a code, taken already and in Chloé's hands."""
    NoticeSettings.objects.across_scopes(**ANY).create(organization_id=bikes.organization.pk, asks_code=True)
    now = timezone.now()
    delivery = bikes.order(bikes.dropoff(before=now + timedelta(hours=2)), now=now)
    pickup, drop = delivery.tasks.across_scopes(**ANY).order_by("position")
    assign_tasks(
        actor=bikes.dispatcher, task_ids=[drop.pk], courier_id=bikes.courier.pk, now=now, day=timezone.localdate()
    )
    Task.objects.across_scopes(**ANY).filter(pk=pickup.pk).update(state="DONE", completed_at=now)
    return drop


def post(phone, kind, *tasks, **said):
    data = {"key": str(uuid4()), "kind": kind, "tasks": [task.number for task in tasks], **said}
    return phone.client.post(phone.url, data)


def wrong_code(task):
    return f"{(int(code_of(task)) + 1) % 10_000:04}"


def test_only_the_code_itself_is_right():
    kept = hashed("0420", salt="a")

    assert [is_right(code, kept=kept) for code in ("0420", " 04 20", "420", "0421", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert is_right("AB 7", kept=hashed("ab7", salt="b"))
    assert not is_right("", kept=hashed("", salt="a"))
    assert not is_right("1", kept="plain$1$a$b")
    assert hashed("0420", salt="b") != kept
    assert {len(derived_code(b"secret", str(number))) for number in range(200)} == {4}


def test_page_and_messages_tell_it_and_the_phone_does_not_hold_it(bikes, client, phone, drop):
    code = code_of(drop)
    zone = timezone.get_current_timezone()
    messages = [words_of(drop, moment=one, carrier="La Bobine", zone=zone, code=code).text for one in NoticeMoment]

    page = client.get(reverse("delivery:tracking", args=["fr", drop.delivery.tracking_key])).content.decode()
    tour = phone.client.get(phone.url).content.decode()

    assert f"<strong>{code}</strong>" in page
    assert [code in text for text in messages] == [True, True, True, False, False]
    assert drop.code_hash in tour
    assert not re.search(rf"[^0-9a-f]{code}[^0-9a-f]", tour)


def test_plain_form_says_a_wrong_code_and_takes_a_reason(phone, drop):
    wrong = post(phone, "done", drop, code=wrong_code(drop))
    missing = post(phone, "done", drop)
    assert (wrong.status_code, missing.status_code, fresh(drop).state) == (422, 422, "TODO")
    assert 'aria-invalid="true"' in wrong.content.decode()

    assert post(phone, "done", drop, reason="somebody_else").status_code == 303

    assert (fresh(drop).state, fresh(drop).has_incident) == ("DONE", True)
    assert "quelqu’un" in told(drop, "task:incident-reported")[0].data["notes"]


@pytest.mark.parametrize("is_right_one", [True, False])
def test_queue_is_never_held_up_by_a_code(phone, drop, is_right_one):
    code = code_of(drop) if is_right_one else wrong_code(drop)

    assert phone.send(phone.action("done", drop, code=f" {code[:2]} {code[2:]}"))[0][0] == "done"

    assert (fresh(drop).state, fresh(drop).has_incident) == ("DONE", not is_right_one)


def test_store_chooses_otherwise_and_programs_give_their_own(bikes, client_as, bruno, drop):
    form = {"asks_code": "no", "language": "", "sites": ""}
    assert (
        client_as(bruno).post(reverse("delivery:store_notices", args=["la-bobine", bikes.store.pk]), form).status_code
        == 303
    )

    without, own = bikes.order(), bikes.order(bikes.dropoff(metadata={"handover_code": "b 7"}))

    assert StoreNotices.objects.across_scopes(**ANY).get().asks_code is False
    assert not without.tasks.across_scopes(**ANY).exclude(code_hash="").exists()
    assert [code_of(task) for task in own.tasks.across_scopes(**ANY).order_by("position")] == ["", "b7"]


class TestPicturesOfIncidents:
    def picture(self):
        file = io.BytesIO()
        Image.new("RGB", (40, 30), "red").save(file, "PNG")
        return file.getvalue()

    def test_plain_form(self, phone, drop):
        file = io.BytesIO(self.picture())
        file.name = "choc.png"

        assert post(phone, "incident", drop, notes="carton ouvert", photo=file).status_code == 303

        photo = IncidentPhoto.objects.across_scopes(**ANY).get()
        assert (photo.incident.task_id, photo.incident.description) == (drop.pk, "carton ouvert")
        assert not TaskProof.objects.across_scopes(**ANY).exists()

    def test_in_pieces_after_the_action(self, phone, drop):
        action, whole, key = phone.action("incident", drop, notes="carton ouvert"), self.picture(), uuid4()
        phone.send(action)

        for start in range(0, len(whole), 50):
            url = f"{phone.url}photos/{key}/?offset={start}&length={len(whole)}&incident={action['id']}"
            state = phone.client.post(url, whole[start : start + 50], content_type="application/octet-stream").json()

        assert (state["is_over"], state["refusal"]) == (True, "")
        assert IncidentPhoto.objects.across_scopes(**ANY).get().incident.task_id == drop.pk


@pytest.mark.parametrize("route", ["one", "many"])
def test_a_program_that_says_done_is_asked_for_the_code(bikes, drop, app, route):
    from maillage.delivery.models import TaskEvent

    def done(**said):
        if route == "one":
            answer = app.put(f"/api/tasks/{drop.number}/done", said)
            return answer.status_code == 200, answer.json().get("hydra:description", "")
        answer = app.put("/api/tasks/done", {"tasks": [f"/api/tasks/{drop.number}"], **said}).json()
        return bool(answer["success"]), " ".join(answer["failed"].values()) if answer["failed"] else ""

    for said in ({}, {"notes": "Given to the neighbour"}, {"notes": wrong_code(drop)}, {"notes": "no code"}):
        is_done, words = done(**said)
        assert (is_done, "no code" in words, "sans code" in words) in ((False, True, False), (False, False, True))
    if route == "one":
        violation = app.put(f"/api/tasks/{drop.number}/done", {}).json()
        assert (violation["@type"], violation["violations"][0]["propertyPath"]) == ("ConstraintViolationList", "notes")
    right = {"notes": f"Code: {code_of(drop)}, merci"} if route == "many" else {"code": code_of(drop)}
    assert done(**right)[0]
    assert not TaskEvent.objects.across_scopes(**ANY).filter(task=drop, name="task:incident-reported").exists()


def test_a_program_may_say_why_there_is_no_code(bikes, drop, app):
    answer = app.put(f"/api/tasks/{drop.number}/done", {"notes": "Sans code : le message n'est pas venu"})

    assert (answer.status_code, fresh(drop).has_incident) == (200, True)
