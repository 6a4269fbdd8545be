"""The calls of the courier's app. Source: `coopcycle_api.md`, sections 2, 3.4, 5, 9 and 11."""

import io
from datetime import datetime, timedelta

import jwt
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.delivery.conftest import NOW
from tests.delivery.coopcycle.api_cast import HERE, Api, basic, person_token
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
DAY = "2031-05-06"
BY_NOON = {"address": HERE, "before": f"{DAY}T12:00:00+02:00"}


@pytest.fixture
def app(bikes, chloe):
    """Chloé's phone."""
    return Api(person_token(chloe), accept="application/json, text/plain, */*")


@pytest.fixture
def made(shop):
    return shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()


@pytest.fixture
def assigned(made, bikes):
    """A delivery in Chloé's day."""
    from maillage.delivery.models import Task
    from maillage.delivery.services.assignments import assign_tasks

    task = Task.objects.across_scopes(reason="a test").get(number=made["dropoff"]["id"])
    assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], courier_id=bikes.courier.pk, now=timezone.now())
    return made


def picture(name="p.jpg", kind="JPEG", size=(60, 40)):
    content = io.BytesIO()
    Image.new("RGB", size, "#0F6B6B").save(content, kind)
    return SimpleUploadedFile(name, content.getvalue(), content_type=f"image/{kind.lower()}")


class TestSigningIn:
    def login(self, **fields):
        return Client().post("/api/login_check", fields)

    @pytest.fixture
    def known(self, bikes, chloe):
        chloe.set_password(PASSWORD)
        chloe.save()
        return chloe

    def test_by_short_name_and_by_e_mail(self, known, bikes):
        by_name = self.login(_username=bikes.courier.username, _password=PASSWORD)
        by_mail = self.login(_username=known.email, _password=PASSWORD)

        assert (by_name.status_code, by_mail.status_code) == (200, 200)
        body = by_name.json()
        assert body == {
            "token": body["token"],
            "refresh_token": body["refresh_token"],
            "roles": ["ROLE_COURIER", "ROLE_USER"],
            "username": bikes.courier.username,
            "email": known.email,
            "id": by_mail.json()["id"],
            "enabled": True,
        }
        claims = jwt.decode(body["token"], options={"verify_signature": False})
        assert claims["username"] == bikes.courier.username
        assert claims["exp"] - claims["iat"] == 3600

    def test_as_json_and_as_multipart(self, known):
        fields = {"_username": known.email, "_password": PASSWORD}

        assert Client().post("/api/login_check", fields, content_type="application/json").status_code == 200
        encoded = f"_username={known.email}&_password={PASSWORD.replace(' ', '+')}"
        kind = "application/x-www-form-urlencoded"
        assert Client().post("/api/login_check", encoded, content_type=kind).status_code == 200

    @pytest.mark.parametrize("name", ["chloe", "personne", ""])
    def test_refusal_says_nothing_of_who_exists(self, known, name):
        answer = self.login(_username=name, _password="wrong")

        assert (answer.status_code, answer.json()["code"]) == (401, 401)
        assert set(answer.json()) == {"code", "message"}

    def test_refusal_in_the_contracts_words(self, known):
        answer = Client().post("/api/login_check?lang=en", {"_username": "chloe", "_password": "wrong"})

        assert answer.json() == {"code": 401, "message": "Invalid credentials."}

    def test_tries_are_counted(self, known):
        answers = [self.login(_username=known.email, _password="wrong").status_code for _try in range(11)]

        assert answers == [401] * 10 + [429]
        assert self.login(_username=known.email, _password=PASSWORD).status_code == 429

    def test_refresh_gives_the_same_token_a_longer_life(self, known):
        from maillage.delivery.models import ApiRefreshToken

        first = self.login(_username=known.email, _password=PASSWORD).json()
        ApiRefreshToken.objects.across_scopes(reason="a test").update(expires_at=timezone.now() + timedelta(hours=1))

        for send in (
            lambda: Client().post("/api/token/refresh", {"refresh_token": first["refresh_token"]}),
            lambda: Client().post(
                "/api/token/refresh", {"refresh_token": first["refresh_token"]}, content_type="application/json"
            ),
        ):
            again = send()
            assert again.status_code == 200
            assert set(again.json()) == set(first)
            assert again.json()["refresh_token"] == first["refresh_token"]
        kept = ApiRefreshToken.objects.across_scopes(reason="a test").get()
        assert kept.expires_at > timezone.now() + timedelta(days=29)
        assert first["refresh_token"] not in (kept.digest, str(kept))

    def test_a_new_password_ends_the_sign_ins_made_with_the_former(self, known):
        first = self.login(_username=known.email, _password=PASSWORD).json()
        known.set_password("un autre mot de passe")
        known.save()

        assert Client().post("/api/token/refresh", {"refresh_token": first["refresh_token"]}).status_code == 401

    def test_refresh_with_nonsense(self, known):
        assert Client().post("/api/token/refresh", {"refresh_token": "x"}).status_code == 401

    def test_check(self, app):
        assert (app.get("/api/token/check").json(), Api().get("/api/token/check").status_code) == ("OK", 401)

    def test_token_of_an_hour_ago(self, known, bikes):
        from maillage.delivery.coopcycle.tokens import token_of
        from maillage.delivery.services.api_people import person_in

        person = person_in(user=known, organization_id=bikes.organization.pk)
        old = token_of(person, roles=[], now=timezone.now() - timedelta(hours=1, seconds=1))

        answer = Api(old).get("/api/me")

        assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Expired JWT Token"})

    def test_a_new_password_ends_the_tokens_of_the_old_one(self, known, app):
        assert app.get("/api/me").status_code == 200
        known.set_password("une autre pelote")
        known.save()

        assert app.get("/api/me").status_code == 401

    def test_who_leaves_in_mid_shift_is_a_courier_no_more(self, app, assigned, bikes):
        bikes.courier.left_at = NOW
        bikes.courier.save()

        assert app.put(f"{assigned['pickup']['@id']}/start", {}).status_code == 403
        assert app.get(f"/api/me/tasks/{DAY}").status_code == 403

    def test_second_factor_comes_after_the_password(self, known):
        from allauth.mfa.totp.internal import auth

        secret = auth.generate_totp_secret()
        auth.TOTP.activate(known, secret)

        code = auth.format_hotp_value(auth.hotp_value(secret, next(iter(auth.yield_hotp_counters_from_time()))))
        assert self.login(_username=known.email, _password=PASSWORD).status_code == 401
        assert self.login(_username=known.email, _password=f"{PASSWORD}000000").status_code == 401
        assert self.login(_username=known.email, _password=PASSWORD + code).status_code == 200

    def test_token_in_the_address(self, app):
        assert Client().get(f"/api/me?token={app.token}").status_code == 200


def test_me(app, chloe, bikes):
    body = app.get("/api/me").json()

    assert body == {
        "@context": "/api/contexts/User",
        "@id": body["@id"],
        "@type": "User",
        "addresses": [],
        "username": bikes.courier.username,
        "email": chloe.email,
        "roles": ["ROLE_COURIER", "ROLE_USER"],
        "telephone": None,
        "skills": [],
    }


class TestDay:
    def test_empty_day_makes_nothing(self, app, bikes):
        body = app.get(f"/api/me/tasks/{DAY}").json()

        assert (body["@context"], body["@type"]) == ("/api/contexts/TaskList", "TaskList")
        assert (body["id"], body["items"], body["date"], body["username"]) == (0, [], DAY, bikes.courier.username)

    def test_tasks_in_their_order(self, app, assigned):
        body = app.get(f"/api/me/tasks/{DAY}").json()

        assert body["@id"] == f"/api/task_lists/{body['id']}"
        assert body["id"] > 0
        assert [task["@id"] for task in body["items"]] == [task["@id"] for task in assigned["tasks"]]
        assert (body["distance"], body["polyline"]) == (assigned["distance"], assigned["polyline"])
        dropoff = body["items"][1]
        assert set(dropoff) == {
            "@context", "@id", "@type", "id", "type", "status", "address", "after", "before", "doneAfter", "doneBefore",
            "previous", "next", "tags", "doorstep", "comments", "packages", "weight", "hasIncidents", "orgName",
            "metadata", "createdAt", "updatedAt",
        }  # fmt: skip
        assert (dropoff["@context"], dropoff["previous"]) == ("/api/contexts/Task", assigned["pickup"]["@id"])
        assert body["items"][0]["next"] == dropoff["@id"]
        assert dropoff["metadata"]["has_loopeat_returns"] is False
        assert None not in dropoff["metadata"].values()

    def test_what_is_done_stays_on_the_list(self, app, assigned):
        app.put(f"{assigned['pickup']['@id']}/done", {})

        statuses = [task["status"] for task in app.get(f"/api/me/tasks/{DAY}").json()["items"]]
        assert statuses == ["DONE", "TODO"]

    def test_taking_a_task_away_makes_the_list_newer(self, app, shop, assigned, bikes):
        from maillage.delivery.models import Task
        from maillage.delivery.services.assignments import assign_tasks, unassign_tasks

        other = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
        task = Task.objects.across_scopes(reason="a test").get(number=other["dropoff"]["id"])
        assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], courier_id=bikes.courier.pk, now=NOW)
        before = app.get(f"/api/me/tasks/{DAY}").json()["updatedAt"]
        unassign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], now=NOW + timedelta(minutes=1))

        after = app.get(f"/api/me/tasks/{DAY}").json()

        assert datetime.fromisoformat(after["updatedAt"]) > datetime.fromisoformat(before)

    def test_same_queries_for_two_and_four(self, app, shop, assigned, bikes, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from maillage.delivery.models import Task
        from maillage.delivery.services.assignments import assign_tasks

        with CaptureQueriesContext(connection) as two:
            app.get(f"/api/me/tasks/{DAY}")
        count = len(two.captured_queries)
        other = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
        task = Task.objects.across_scopes(reason="a test").get(number=other["dropoff"]["id"])
        assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], courier_id=bikes.courier.pk, now=NOW)

        with django_assert_max_num_queries(count):
            assert len(app.get(f"/api/me/tasks/{DAY}").json()["items"]) == 4

    @pytest.mark.parametrize("day", ["tomorrow", "2031-13-45", "x"])
    def test_no_date(self, app, day):
        assert app.get(f"/api/me/tasks/{day}").status_code == 400

    def test_is_for_those_who_ride(self, grocer, shop):
        assert [one.get(f"/api/me/tasks/{DAY}").status_code for one in (grocer, shop)] == [403, 403]


class TestRiding:
    def test_start_and_done_keep_the_tasks_own_identifier(self, app, assigned):
        pickup = assigned["pickup"]["@id"]

        started = app.put(f"{pickup}/start", {})
        again = app.put(f"{pickup}/start", {})
        done = app.put(f"{pickup}/done", {"notes": "Chez la voisine", "contactName": "Mme Paul Martin"})

        assert [one.status_code for one in (started, again, done)] == [200, 200, 200]
        assert [one.json()["status"] for one in (started, again, done)] == ["DOING", "DOING", "DONE"]
        assert {one.json()["@id"] for one in (started, again, done)} == {pickup}
        address = done.json()["address"]
        assert (address["contactName"], address["firstName"], address["lastName"]) == (
            "Mme Paul Martin", "Mme", "Paul Martin",
        )  # fmt: skip
        events = [one["name"] for one in app.get(f"{pickup}/events").json()["hydra:member"]]
        assert events == ["task:created", "task:assigned", "task:started", "task:done"]

    def test_refusals_are_400(self, app, assigned):
        pickup, dropoff = assigned["pickup"], assigned["dropoff"]
        early = app.put(f"{dropoff['@id']}/done?lang=en", {})
        app.put(f"{pickup['@id']}/done", {})
        twice = app.put(f"{pickup['@id']}/done?lang=en", {})

        assert (early.status_code, twice.status_code) == (400, 400)
        assert twice.json()["hydra:description"] == f"Task #{pickup['id']} is already completed"
        assert str(pickup["id"]) in early.json()["hydra:description"]

    def test_failed_with_a_reason(self, app, assigned):
        pickup = assigned["pickup"]["@id"]

        failed = app.put(f"{pickup}/failed", {"reason": "DAMAGED", "notes": "", "contactName": ""}).json()

        assert (failed["@id"], failed["status"], failed["hasIncidents"]) == (pickup, "FAILED", True)
        events = app.get(f"{pickup}/events").json()["hydra:member"]
        assert [one["name"] for one in events][-2:] == ["task:incident-reported", "task:failed"]
        assert events[-1]["data"] == {"reason": "DAMAGED", "notes": "DAMAGED"}

    def test_many_at_the_same_door(self, app, assigned):
        numbers = [assigned["dropoff"]["@id"], assigned["pickup"]["@id"]]

        answer = app.put("/api/tasks/done", {"tasks": numbers, "notes": "", "contactName": ""})

        assert answer.status_code == 200
        assert answer.json()["failed"] == []
        assert [task["status"] for task in answer.json()["success"]] == ["DONE", "DONE"]
        again = app.put("/api/tasks/done?lang=en", {"tasks": numbers[:1]}).json()
        number = assigned["dropoff"]["id"]
        assert again == {"success": [], "failed": {numbers[0]: f"Task #{number} is already completed"}}

    def test_somebody_elses_task(self, made, app, grocer, shop):
        path = made["pickup"]["@id"]

        answers = [one.put(f"{path}/start", {}).status_code for one in (app, grocer, shop)]

        assert answers == [403, 403, 403]

    def test_a_dispatcher_may_all_that_a_courier_may(self, office, assigned):
        assert office.put(f"{assigned['pickup']['@id']}/done", {}).json()["status"] == "DONE"

    def test_failure_reasons(self, app, assigned):
        body = app.get(f"{assigned['dropoff']['@id']}/failure_reasons").json()

        assert body["@context"] == "/api/contexts/Task"
        assert len(body["hydra:member"]) == 22
        first = body["hydra:member"][0]
        assert set(first) == {"@type", "@id", "code", "description", "metadata"}
        assert (first["@type"], first["code"], first["metadata"]) == ("FailureReason", "DAMAGED", [])

    def test_taking_a_task_for_oneself(self, app, made, bikes):
        body = app.put(f"{made['dropoff']['@id']}/assign", {}).json()

        assert (body["isAssigned"], body["assignedTo"]) == (True, bikes.courier.username)
        assert app.get(made["pickup"]["@id"]).json()["assignedTo"] == bikes.courier.username
        after = app.put(f"{made['dropoff']['@id']}/unassign", {})
        assert (after.status_code, after.json()["isAssigned"]) == (200, False)

    def test_is_given_back_although_another_stop_is_nobodys(self, app, office, shop, made):
        stop = {
            "type": "DROPOFF",
            "address": {"streetAddress": "y", "latLng": [43.742, 7.428]},
            "before": BY_NOON["before"],
        }
        ends = [{"id": made["pickup"]["id"]}, {"id": made["dropoff"]["id"]}]
        third = shop.put(made["@id"], {"tasks": [*ends, stop]}).json()["tasks"][2]
        shop.put(made["@id"], {"tasks": ends})
        app.put(f"{made['dropoff']['@id']}/assign", {})

        assert app.put(f"{third['@id']}/unassign", {}).status_code == 403
        assert app.put(f"{made['dropoff']['@id']}/unassign", {}).json()["isAssigned"] is False
        assert office.get(made["pickup"]["@id"]).json()["isAssigned"] is False

    def test_task_of_somebody_else_is_not_taken(self, app, office, made, bikes):
        office.put(f"{made['dropoff']['@id']}/assign", {"username": bikes.other_courier.username})

        answer = app.put(f"{made['dropoff']['@id']}/assign?lang=en", {})

        assert answer.status_code == 400
        assert bikes.other_courier.username in answer.json()["hydra:description"]

    def test_unknown_courier(self, office, made):
        answer = office.put(f"{made['dropoff']['@id']}/assign?lang=en", {"username": "zoe"})

        assert (answer.status_code, answer.json()["hydra:description"]) == (400, 'User "zoe" does not exist')

    def test_comment_is_added_with_its_author(self, app, assigned, bikes):
        body = app.put(f"{assigned['dropoff']['@id']}/append_to_comment", {"note": "sonnette cassée"}).json()

        assert body["comments"] == f"{bikes.courier.username}: sonnette cassée"

    def test_context(self, app, assigned):
        body = app.get(f"{assigned['dropoff']['@id']}/context").json()

        assert body["delivery"]["@id"] == assigned["@id"]
        assert body["order"]["number"] == assigned["order"]["number"]


class TestBarcode:
    def test_label_of_nobodys_pickup(self, app, made, bikes):
        body = app.get(f"/api/barcode?code={made['pickup']['barcode']['barcode']}").json()

        assert body["ressource"] == made["pickup"]["@id"]
        assert body["client_action"] == {"action": "ask_to_start_pickup", "payload": {"task_id": made["pickup"]["id"]}}
        assert int(body["token_action"], 16) > 0
        assert body["entity"]["assignedTo"] == bikes.courier.username
        events = [one["name"] for one in app.get(f"{made['pickup']['@id']}/events").json()["hydra:member"]]
        assert {"task:scanned", "task:assigned"} <= set(events)

    def test_scan_lets_one_take_that_task_over(self, app, office, made, bikes):
        path = made["dropoff"]["@id"]
        office.put(f"{path}/assign", {"username": bikes.other_courier.username})
        body = app.get(f"/api/barcode?code={made['dropoff']['barcode']['barcode']}").json()
        assert body["client_action"]["action"] == "ask_to_assign"

        assert app.put(f"{path}/assign", {}, **{"X-Token-Action": "0" * 64}).status_code == 400
        taken = app.put(f"{path}/assign", {}, **{"X-Token-Action": body["token_action"]})

        assert taken.json()["assignedTo"] == bikes.courier.username

    def test_a_character_that_no_text_may_hold_breaks_nothing(self, app, assigned, credentials):
        """NUL, which PostgreSQL refuses: in an address, a form, a header, JSON."""
        asked = {"grant_type": "client_credentials"}
        sent = {"task": assigned["dropoff"]["@id"], "failureReasonCode": "DAMAGED", "metadata": [{"a\x00": "b\x00"}]}

        assert app.get("/api/barcode?code=%00").status_code == 404
        assert app.delete("/api/me/remote_push_tokens/%00").status_code == 404
        assert Client().post("/api/login_check", {"_username": "\x00", "_password": "\x00"}).status_code == 401
        wrong = Client().post("/oauth2/token", asked, headers={"Authorization": basic("x%00", "y")})
        assert (wrong.status_code, wrong.json()["error"]) == (401, "invalid_client")
        made = app.post("/api/incidents", sent)
        assert (made.status_code, made.json()["metadata"]) == (201, [{"a": "b"}])

    def test_barcode_of_the_sender(self, app, shop):
        made = shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "metadata": {"barcode": "3760012345678"}}}).json()

        assert app.get("/api/barcode?code=3760012345678").json()["ressource"] == made["dropoff"]["@id"]

    def test_nothing_and_unknown(self, app):
        nothing, unknown = app.get("/api/barcode"), app.get("/api/barcode?code=abc")

        assert (nothing.status_code, nothing.json()) == (400, {"error": "No code provided."})
        assert (unknown.status_code, unknown.json()) == (404, {"error": "No data found."})


class TestIncidents:
    def test_report_of_the_contract(self, app, assigned, bikes):
        sent = {
            "task": assigned["dropoff"]["@id"], "failureReasonCode": "DAMAGED", "description": "Carton mouillé",
            "metadata": [],
        }  # fmt: skip

        answer = app.post("/api/incidents", sent)

        assert answer.status_code == 201
        body = answer.json()
        me = app.get("/api/me").json()["@id"]
        assert body == {
            "@context": "/api/contexts/Incident",
            "@id": f"/api/incidents/{body['id']}",
            "@type": "Incident",
            "id": body["id"],
            "title": body["title"],
            "status": "OPEN",
            "priority": 2,
            "task": {"id": assigned["dropoff"]["id"], "status": "TODO", "type": "DROPOFF"},
            "author": {"id": int(me.rpartition("/")[2]), "username": bikes.courier.username},
            "delivery": {"id": assigned["id"]},
            "order": {
                "id": int(assigned["order"]["@id"].rpartition("/")[2]),
                "restaurant": {"id": None, "name": None},
                "customer": {"id": None, "username": None},
            },
            "store": {"id": bikes.store.pk, "name": "Épicerie du Canal"},
            "failureReasonCode": "DAMAGED",
            "description": "Carton mouillé",
            "images": [],
            "events": [],
            "createdBy": me,
            "createdAt": body["createdAt"],
            "updatedAt": body["updatedAt"],
            "tags": [],
            "metadata": [],
        }
        assert body["title"] not in ("", "N/A")
        task = app.get(assigned["dropoff"]["@id"]).json()
        assert (task["status"], task["hasIncidents"], len(task["incidents"])) == ("TODO", True, 1)

    def test_unknown_reason(self, app, assigned):
        body = app.post("/api/incidents", {"task": assigned["dropoff"]["@id"], "failureReasonCode": "X"}).json()

        assert body["title"] == "N/A"

    def test_of_somebody_elses_task(self, app, grocer, made):
        sent = {"task": made["dropoff"]["@id"], "failureReasonCode": "DAMAGED"}

        assert [one.post("/api/incidents", sent).status_code for one in (app, grocer)] == [403, 403]

    def test_followed_by_the_office(self, app, office, assigned):
        made = app.post("/api/incidents", {"task": assigned["dropoff"]["@id"], "failureReasonCode": "LATE"}).json()

        said = office.post(f"{made['@id']}/comments", {"comment": "On rappelle"}).json()
        closed = office.put(made["@id"], {"status": "CLOSED"}).json()
        noted = app.post(f"{made['@id']}/metadata", {"metadata": [{"k": "v"}]}).json()

        assert [event["type"] for event in said["events"]] == ["commented"]
        assert closed["status"] == "CLOSED"
        assert noted["metadata"] == [{"k": "v"}]
        assert office.get("/api/incidents?status=OPEN").json()["hydra:totalItems"] == 0
        assert office.get("/api/incidents?status=CLOSED").json()["hydra:member"][0]["@id"] == made["@id"]
        assert app.put(made["@id"], {"status": "OPEN"}).status_code == 403

    def test_event_alone(self, app, assigned):
        body = app.put(f"{assigned['dropoff']['@id']}/incidents", {"reason": "LATE", "notes": "x"}).json()

        assert (body["hasIncidents"], body["incidents"]) == (True, [])
        assert app.get(f"{assigned['dropoff']['@id']}/incidents").json()["hydra:totalItems"] == 0


class TestPictures:
    @pytest.fixture(autouse=True)
    def _media(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def send(self, app, path, file, attach=""):
        headers = app.headers(**({"X-Attach-To": attach} if attach else {}))
        return app.client.post(path, {"file": file} if file else {}, headers=headers)

    def test_attached_to_tasks_and_served_inertly(self, app, assigned):
        both = ";".join(task["@id"] for task in assigned["tasks"])

        answer = self.send(app, "/api/task_images", picture(), attach=both)

        assert answer.status_code == 201
        body = answer.json()
        assert set(body) == {"@context", "@id", "@type", "imageName", "thumbnail"}
        assert (body["@context"], body["@type"]) == ("/api/contexts/TaskImage", "http://schema.org/MediaObject")
        for task in assigned["tasks"]:
            images = app.get(task["@id"]).json()["images"]
            assert [set(one) for one in images] == [{"@id", "@type", "id", "thumbnail"}]
        shown = Client().get(body["thumbnail"].partition("/api/")[2].join(["/api/", ""]))
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert "sandbox" in shown["Content-Security-Policy"]
        assert shown["X-Content-Type-Options"] == "nosniff"

    def test_name_of_the_file_opens_nothing(self, app, assigned, client):
        from maillage.delivery.models import TaskProof

        self.send(app, "/api/task_images", picture(), attach=assigned["pickup"]["@id"])
        name = TaskProof.objects.across_scopes(reason="a test").get().file.name

        assert client.get(f"/media/{name}").status_code == 404
        assert client.get(f"/api/pictures/{name}").status_code == 404
        assert client.get("/api/pictures/abc:def:ghi").status_code == 404

    def test_sent_first_and_attached_then(self, app, assigned):
        sent = self.send(app, "/api/task_images", picture("p.png", "PNG")).json()

        body = app.put("/api/tasks/images", {"tasks": [assigned["dropoff"]["@id"]], "images": [sent["@id"]]}).json()

        assert body["@type"] == "hydra:Collection"
        assert [one["@id"] for one in body["hydra:member"][0]["images"]] == [sent["@id"]]

    @pytest.mark.parametrize(
        "file",
        [
            SimpleUploadedFile("p.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", content_type="image/svg+xml"),
            SimpleUploadedFile("p.jpg", b"\xff\xd8\xff not a picture", content_type="image/jpeg"),
            SimpleUploadedFile("p.jpg", b"<html>", content_type="image/jpeg"),
        ],
    )
    def test_wrong_type(self, app, bikes, file):
        file.seek(0)
        answer = self.send(app, "/api/task_images", file)

        assert answer.status_code == 400
        found = answer.json()["violations"]
        assert [(one["propertyPath"], one["code"]) for one in found] == [
            ("file", "744f00bc-4389-4c74-92de-9a43cde55534")
        ]

    def test_too_large(self, app, bikes):
        large = SimpleUploadedFile("p.jpg", b"\xff\xd8\xff" + b"0" * (5 * 2**20), content_type="image/jpeg")

        answer = self.send(app, "/api/task_images", large)

        assert (answer.status_code, answer.json()["violations"][0]["propertyPath"]) == (400, "file")

    def test_none(self, app, bikes):
        assert self.send(app, "/api/task_images", None).json()["violations"][0]["propertyPath"] == "file"

    def test_task_of_somebody_else(self, app, made):
        assert self.send(app, "/api/task_images", picture(), attach=made["pickup"]["@id"]).status_code == 403

    def test_of_an_incident(self, app, assigned):
        incident = app.post("/api/incidents", {"task": assigned["dropoff"]["@id"], "failureReasonCode": "LATE"}).json()

        answer = self.send(app, "/api/incident_images", picture(), attach=incident["@id"])

        assert (answer.status_code, answer.json()["@context"]) == (201, "/api/contexts/IncidentImage")
        assert len(app.get(incident["@id"]).json()["images"]) == 1


class TestPhone:
    def test_position_is_the_latest_of_a_batch(self, app, bikes):
        from maillage.delivery.models import CourierPosition

        now = timezone.now()
        points = [
            {"latitude": 43.74, "longitude": 7.42, "time": int(now.timestamp() * 1000)},
            {"latitude": 43.70, "longitude": 7.40, "time": (now - timedelta(minutes=1)).isoformat()},
        ]

        answer = app.post("/api/me/location", points)

        assert (answer.status_code, answer.json()) == (200, [])
        kept = CourierPosition.objects.across_scopes(reason="a test").get()
        assert (kept.courier_id, kept.latitude, kept.longitude) == (bikes.courier.pk, 43.74, 7.42)
        app.post("/api/me/location", points[1:])
        kept.refresh_from_db()
        assert kept.latitude == 43.74

    def test_clock_of_tomorrow_is_taken_as_now(self, app, bikes):
        from maillage.delivery.models import CourierPosition

        ahead = int((timezone.now() + timedelta(days=1)).timestamp() * 1000)
        app.post("/api/me/location", [{"latitude": 43.74, "longitude": 7.42, "time": ahead}])

        assert CourierPosition.objects.across_scopes(reason="a test").get().at <= timezone.now()

    @pytest.mark.parametrize("points", [[1], ["x"], [{"latitude": 91, "longitude": 7, "time": 1}], [{"latitude": 1}]])
    def test_nonsense(self, app, bikes, points):
        assert app.post("/api/me/location", points).status_code == 400

    def test_is_for_those_who_ride(self, grocer):
        assert grocer.post("/api/me/location", []).status_code == 403

    def test_push_tokens_are_one_for_each_platform(self, app, grocer):
        from maillage.delivery.models import ApiPushToken

        for token in ("a", "b"):
            assert app.post("/api/me/remote_push_tokens", {"platform": "ios", "token": token}).status_code == 201
        assert ApiPushToken.objects.across_scopes(reason="a test").get().token == "b"
        assert grocer.delete("/api/me/remote_push_tokens/b").status_code == 404
        assert app.delete("/api/me/remote_push_tokens/b").status_code == 204
        assert app.post("/api/me/remote_push_tokens", {"platform": "fax", "token": "x"}).status_code == 400


class TestStoreOwner:
    def test_orders_for_the_store_that_is_named(self, grocer, bikes, made):
        store = f"/api/stores/{bikes.store.pk}"

        assert [one["@id"] for one in grocer.get("/api/me/stores").json()["hydra:member"]] == [store]
        assert grocer.post("/api/deliveries", {"store": store, "dropoff": BY_NOON}).status_code == 201
        assert grocer.get(made["@id"]).status_code == 200
        refused = grocer.post("/api/deliveries", {"dropoff": BY_NOON})
        assert (refused.status_code, refused.json()["violations"][0]["propertyPath"]) == (400, "store")

    def test_a_courier_orders_nothing(self, app, bikes):
        sent = {"store": f"/api/stores/{bikes.store.pk}", "dropoff": BY_NOON}

        assert app.post("/api/deliveries", sent).status_code == 403
        assert app.post("/api/deliveries", {"dropoff": BY_NOON}).status_code == 403

    def test_dispatchers_read_every_store(self, office, app, bikes):
        assert office.get("/api/stores").json()["hydra:totalItems"] == 1
        assert app.get("/api/stores").status_code == 403

    def test_webhooks_are_for_programs(self, office):
        sent = {"event": "delivery.completed", "url": "https://shop.example.org/hook"}

        assert office.post("/api/webhooks", sent).status_code == 403
