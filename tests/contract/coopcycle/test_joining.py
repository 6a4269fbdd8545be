"""Signing up and a new password from an app, without a word on who has an account. Source: `coopcycle_api.md`, section 2.2."""

import re

import pytest
from django.core import mail
from django.test import Client

from maillage.accounts.models import User
from maillage.accounts.services import mail_key
from tests.delivery.coopcycle.api_cast import Api, person_token

pytestmark = pytest.mark.django_db
NEW = "trois velos et demi"


@pytest.fixture
def mailed(monkeypatch):
    """Do at once what the worker would do."""
    from maillage.accounts.services import apps

    def key_of():
        return re.search(r"^\s*`?([A-Za-z0-9_:=.-]{30,})`?\s*$", mail.outbox[-1].body, re.MULTILINE)[1]

    monkeypatch.setattr(apps, "_enqueue", lambda proof="", **told: mail_key(proof=proof, **told))
    return key_of


def register(email, **more):
    fields = {"_email": email, "_username": "nina", "_password": NEW, "_givenName": "Nina", "_familyName": "Rossi"}
    return Client().post("/api/register", {**fields, **more})


def test_an_account_is_made_and_its_address_confirmed(bikes, chloe, mailed):
    made, again = register("nina@example.org"), register(chloe.email)

    assert made.status_code == again.status_code == 200
    assert set(made.json()) == {"token", "refresh_token", "roles", "username", "email", "id", "enabled"}
    assert {**made.json(), "email": ""} == {**again.json(), "email": ""}  # nothing tells one from the other
    assert [message.to for message in mail.outbox] == [["nina@example.org"], [chloe.email]]
    nina = User.objects.get(email="nina@example.org")
    assert nina.name == "Nina Rossi"
    assert Client().post("/api/login_check", {"_username": nina.email, "_password": NEW}).status_code == 401

    # Whoever made the account first, the password counts that was given last, and only its own key.
    register("nina@example.org", _password="un autre que le premier")
    first = mailed()
    register("nina@example.org")
    key = mailed()
    assert Client().get(f"/api/register/confirm/{first}").status_code == 400
    assert Client().get(f"/api/register/confirm/{key[:-1]}x").status_code == 400
    told = Client().get(f"/api/register/confirm/{key}")
    # Confirmed; what she may do, a co-operative must say first.
    assert (told.status_code, nina.emailaddress_set.get().verified) == (401, True)
    assert Client().get(f"/api/register/confirm/{key}").status_code == 400  # once


def test_refusals_have_a_shape_of_their_own(mailed):
    for fields, path in (({"_email": "nina"}, "email"), ({"_password": "12345"}, "password")):
        answer = register(**{"email": "nina@example.org", **fields})
        body = answer.json()
        assert (answer.status_code, set(body)) == (400, {"type", "title", "detail", "violations"})
        assert [set(one) for one in body["violations"]] == [{"propertyPath", "message", "code"}]
        assert body["violations"][0]["propertyPath"] == path
    assert not User.objects.filter(email__startswith="nina").exists()


def test_a_new_password_signs_every_app_out(bikes, chloe, mailed):
    old = Api(person_token(chloe))
    answers = [
        Client().post("/api/resetting/send-email", {"username": name}) for name in (chloe.email, "zoe@example.org", "")
    ]
    assert [(one.status_code, one.json()) for one in answers] == [(202, {})] * 3
    assert [message.to for message in mail.outbox] == [[chloe.email]]
    key = mailed()

    weak = Client().post(f"/api/resetting/reset/{key}", {"password": "1234"})
    assert (weak.status_code, weak.json()["violations"][0]["propertyPath"]) == (400, "password")
    done = Client().post(f"/api/resetting/reset/{key}", {"password": NEW})
    assert (done.status_code, done.json()["username"]) == (200, bikes.courier.username)
    assert (old.get("/api/me").status_code, Api(done.json()["token"]).get("/api/me").status_code) == (401, 200)
    for wrong in (key, "x", f"{chloe.pk.hex}-x"):
        assert Client().post(f"/api/resetting/reset/{wrong}", {"password": NEW}).status_code == 400


def test_asking_often_mails_little_and_says_the_same(bikes, chloe, mailed):
    answers = [Client().post("/api/resetting/send-email", {"username": chloe.email}) for _time in range(7)]

    assert {one.status_code for one in answers} == {202}
    assert len(mail.outbox) == 5
    assert [register(f"a{number}@example.org").status_code for number in range(21)][-2:] == [200, 429]


def test_the_worker_is_told_whoever_is_asked_for(bikes, chloe):
    from procrastinate.contrib.django.models import ProcrastinateJob

    for name in (chloe.email, "zoe@example.org"):
        Client().post("/api/resetting/send-email", {"username": name})

    rows = ProcrastinateJob.objects.filter(task_name="maillage.accounts.jobs.mail_key")
    assert sorted(row.args["email"] for row in rows) == sorted([chloe.email, "zoe@example.org"])
