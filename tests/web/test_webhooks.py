"""Programs of others: told once, signed, tried again, never inside."""

import hashlib
import hmac
import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from uuid import UUID

import pytest
from django.urls import reverse

from maillage.accounts.types import Actor
from maillage.config.wiring import WEBHOOK_EVENTS
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.outside import Unreachable, is_outside, post, target_of
from maillage.matching.events import BriefMoved, BriefReceived
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake
from maillage.matching.types import BriefKind
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.stream.services import deliver
from maillage.web.models import Webhook, WebhookDelivery
from maillage.web.services import webhooks
from tests.factories import acting

SOME_ID = UUID("01890000-0000-7000-8000-000000000001")
OUTSIDE = "https://93.184.216.34/maillage"


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1::1", True),
        ("127.0.0.1", False), ("10.0.0.8", False), ("192.168.1.1", False), ("172.16.0.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("::1", False), ("fe80::1%eth0", False),
        ("fd00::1", False), ("::ffff:127.0.0.1", False), ("::ffff:10.0.0.1", False), ("2002:7f00:1::", False),
    ],
)  # fmt: skip
def test_numbers_of_the_inside_are_known(number, expected):
    assert is_outside(number) is expected


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://169.254.169.254/latest", "https://2130706433/",
        "https://0x7f.1/", "http://93.184.216.34/", "ftp://93.184.216.34/", "https://moi:secret@93.184.216.34/",
        "https://93.184.216.34:99999/", "https:///rien",
    ],
)  # fmt: skip
def test_addresses_of_the_inside_are_not_reached(url):
    with pytest.raises(Unreachable):
        target_of(url)


def test_an_outside_address_is_pinned_to_its_number():
    target = target_of(f"{OUTSIDE}?a=1")

    assert (target.number, target.port, target.path, target.is_secure) == ("93.184.216.34", 443, "/maillage?a=1", True)


@pytest.fixture
def receiver(settings):
    """A program of the inside that settings allow; it redirects, and keeps what it gets."""
    settings.MAILLAGE_WEBHOOKS_INSIDE = True
    got = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(302 if self.path == "/ailleurs" else 204)
            self.send_header("Location", "/secret")
            self.end_headers()

        def log_message(self, *arguments):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()
    thread.join()


def test_no_redirection_is_followed(receiver):
    address, got = receiver

    assert post(f"{address}/ailleurs", body=b"{}", headers={}) == 302
    assert [path for path, _headers, _body in got] == ["/ailleurs"]


@pytest.fixture
def webhook(administrator, now):
    given = webhooks.WebhookGiven("Tableau de bord", OUTSIDE, ["brief.received"])
    return webhooks.add_webhook(actor=acting(administrator), given=given, now=now)


def received(now):
    return BriefReceived(at=now, actor_id=None, object_id=SOME_ID, organization_id=None, number=7)


def log():
    return WebhookDelivery.objects.across_scopes(reason="test").order_by("created_at", "id")


@pytest.mark.django_db
class TestWebhooks:
    def test_those_who_asked_are_told_and_the_disabled_are_not(self, webhook, administrator, now):
        moved = BriefMoved(
            at=now, actor_id=None, object_id=SOME_ID, organization_id=None, origin="new", target="closed"
        )
        assert (webhooks.tell_webhooks(event=received(now), now=now), webhooks.tell_webhooks(event=moved, now=now)) == (
            1,
            0,
        )
        webhooks.switch_webhook(actor=acting(administrator), webhook_id=webhook.pk, is_enabled=False, now=now)

        assert webhooks.tell_webhooks(event=received(now), now=now) == 0
        said = json.loads(log().get().body)
        assert (said["type"], said["object"], said["data"]) == (
            "brief.received", {"type": "brief", "id": str(SOME_ID)}, {"number": 7},
        )  # fmt: skip

    def test_what_happens_to_a_need_reaches_the_program_through_the_wiring(self, webhook, facilitator, now):
        need = NeedGiven(title="Affiches", text="Deux cents affiches.", kind=BriefKind.QUOTE)
        brief = intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="MJ"), now=now)
        fact = Fact.objects.get(verb="brief.received")
        (name,) = (one.name for one in registry.listening_to(fact.verb) if "tell_webhooks" in one.name)

        told = [deliver(subscriber_name=name, fact_id=fact.id) for _time in range(2)]

        assert told == [True, False]
        said = json.loads(log().get().body)
        assert (said["type"], said["object"]["id"]) == ("brief.received", str(brief.pk))
        wired = {one.verb for one in WEBHOOK_EVENTS}
        assert {"brief.received", "brief.moved", "answer.sent", "answer.awarded"} <= wired
        assert all(any("tell_webhooks" in one.name for one in registry.listening_to(verb)) for verb in wired)

    def test_a_message_is_signed_and_sent_once(self, webhook, now):
        webhooks.tell_webhooks(event=received(now), now=now)
        sent = []

        for attempt in (1, 2):
            webhooks.send_delivery(
                delivery_id=log().get().pk,
                attempt=attempt,
                now=now,
                post=lambda url, **said: sent.append((url, said)) or 204,
            )

        (url, said) = sent[0]
        stamp, signature = (part.partition("=")[2] for part in said["headers"]["Maillage-Signature"].split(","))
        made = hmac.new(
            webhooks.secret_of(webhook).encode(), f"{stamp}.".encode() + said["body"], hashlib.sha256
        ).hexdigest()
        assert (len(sent), url, signature, int(stamp)) == (1, OUTSIDE, made, int(now.timestamp()))
        assert (log().get().delivered_at, log().get().status) == (now, 204)

    @pytest.mark.parametrize("answer", [500, 302, 404, None])
    def test_a_message_not_taken_is_tried_again_then_given_up(self, webhook, now, answer):
        def refusing(url, **_said):
            if answer is None:
                raise Unreachable("no answer: TimeoutError")
            return answer

        webhooks.tell_webhooks(event=received(now), now=now)
        row = log().get()
        for attempt in range(1, webhooks.MAX_ATTEMPTS):
            with pytest.raises(webhooks.DeliveryFailed):
                webhooks.send_delivery(delivery_id=row.pk, attempt=attempt, now=now, post=refusing)
        webhooks.send_delivery(delivery_id=row.pk, attempt=webhooks.MAX_ATTEMPTS, now=now, post=refusing)

        row.refresh_from_db()
        webhook.refresh_from_db()
        assert (row.given_up_at, row.delivered_at, row.attempts, row.status) == (now, None, 7, answer)
        assert (webhook.failures, webhook.disabled_at) == (1, None)

    def test_a_program_that_never_answers_is_told_no_more(self, webhook, now):
        for _message in range(webhooks.DISABLED_AFTER):
            webhooks.tell_webhooks(event=received(now), now=now)
        for row in log():
            webhooks.send_delivery(
                delivery_id=row.pk, attempt=webhooks.MAX_ATTEMPTS, now=now, post=lambda _url, **_said: 500
            )

        webhook.refresh_from_db()
        assert webhook.disabled_at == now

    def test_a_replay_says_the_same_words(self, webhook, administrator, now):
        webhooks.tell_webhooks(event=received(now), now=now)
        again = webhooks.replay(actor=acting(administrator), delivery_id=log().get().pk, now=now + timedelta(hours=1))

        assert log().first().body == again.body
        assert log().count() == 2

    def test_a_renewed_secret_is_another(self, webhook, administrator):
        before = webhooks.secret_of(webhook)

        assert webhooks.secret_of(webhooks.renew_secret(actor=acting(administrator), webhook_id=webhook.pk)) != before

    def test_what_is_inside_is_refused_on_adding_and_on_sending(self, webhook, administrator, now):
        given = webhooks.WebhookGiven("Voisin", "https://169.254.169.254/")
        with pytest.raises(Invalid):
            webhooks.add_webhook(actor=acting(administrator), given=given, now=now)
        Webhook.objects.across_scopes(reason="test").update(url="https://127.0.0.1/")
        webhooks.tell_webhooks(event=received(now), now=now)

        with pytest.raises(webhooks.DeliveryFailed, match="private"):
            webhooks.send_delivery(delivery_id=log().get().pk, attempt=1, now=now)

    def test_the_administrator_alone_decides(self, webhook, facilitator, amina, now):
        for actor in (acting(facilitator), acting(amina), Actor()):
            with pytest.raises(NotAllowed):
                webhooks.send_test(actor=actor, webhook_id=webhook.pk, now=now)

    def test_old_messages_are_forgotten(self, webhook, now):
        webhooks.tell_webhooks(event=received(now), now=now)

        assert [webhooks.forget_old_deliveries(now=now + timedelta(days=days)) for days in (30, 31)] == [0, 1]

    def test_the_pages_add_test_show_once_and_remove(self, client_as, administrator, receiver, now):
        address, got = receiver
        browser = client_as(administrator)
        bad = browser.post(reverse("web:webhook_list"), {"name": "X", "url": "rien du tout"})
        assert bad.status_code == 422
        page = browser.post(
            reverse("web:webhook_list"),
            {"name": "X", "url": f"{address}/ici", "verbs": ["brief.received"]},
            follow=True,
        )
        assert "Un besoin est arrivé (brief.received)" in page.content.decode()
        row = Webhook.objects.across_scopes(reason="test").get()
        secret = webhooks.secret_of(row)
        assert secret in page.content.decode()
        assert secret not in browser.get(reverse("web:webhook", args=[row.pk])).content.decode()

        browser.post(reverse("web:webhook_test", args=[row.pk]))
        webhooks.send_delivery(delivery_id=log().get().pk, attempt=1, now=now)
        assert [(path, json.loads(body)["type"]) for path, _headers, body in got] == [("/ici", "webhook.tested")]
        assert "webhook.tested" in browser.get(reverse("web:webhook", args=[row.pk])).content.decode()
        browser.post(reverse("web:webhook_replay", args=[log().get().pk]))
        assert log().count() == 2
        browser.post(reverse("web:webhook_switch", args=[row.pk]), {"enabled": "0"})
        row.refresh_from_db()
        assert row.disabled_at is not None
        browser.post(reverse("web:webhook_removal", args=[row.pk]))
        assert Webhook.objects.across_scopes(reason="test").count() == 0
