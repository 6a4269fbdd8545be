"""A shop's form on its own site: framed where the shop says, ordered when confirmed, of no use to spammers."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from maillage.delivery.models import Delivery, OrderForm, OrderWish
from maillage.delivery.services import order_forms, order_wishes
from maillage.delivery.services.order_forms import origin_of
from maillage.kit.errors import Invalid, NotAllowed
from tests.delivery.conftest import NOW
from tests.delivery.test_order_pages import given

pytestmark = pytest.mark.django_db
SITE = "https://epicerie.example"


def rows(model):
    return model.objects.across_scopes(reason="a test")


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()


@pytest.fixture
def form(bikes):
    return order_forms.open_form(actor=bikes.shopkeeper, store_id=bikes.store.pk, sites=[SITE], now=NOW)


@pytest.fixture
def visitor():
    """Somebody in a frame of another site: no cookie, no token."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def url(form):
    return lambda route="public_order": reverse(f"delivery:{route}", args=[form.key])


def wished(**changes):
    return given(email="nina@example.org", **changes)


def key_of_mail():
    order_wishes.mail_wish(wish_id=rows(OrderWish).get().pk)
    return re.search(r"/pub/confirmation/([^/\s]+)/", mail.outbox[-1].body)[1]


class TestOrder:
    def test_confirmed_by_mail_becomes_one_order(self, visitor, url, bikes):
        sent = [visitor.post(url(), wished(**{"arrets-0-contact_name": "Nina"})).status_code for _press in range(2)]
        before = rows(Delivery).count()
        key = key_of_mail()
        here = reverse("delivery:wish", args=[key])
        client = Client()
        looked = client.get(here)
        after_look = rows(Delivery).count()
        confirmed = [client.post(here).status_code for _press in range(2)]

        assert (sent, before, after_look, confirmed) == ([200, 200], 0, 0, [303, 303])
        assert b"Nina" in looked.content
        made = rows(Delivery).get()
        assert (made.origin, made.store_id, made.ordered_by_id) == ("embed", bikes.store.pk, None)
        assert rows(OrderWish).get().given == {}
        assert made.tracking_key in client.get(here).content.decode()

    def test_mail_holds_nothing_that_was_typed(self, visitor, url):
        visitor.post(
            url(), wished(**{"arrets-0-contact_name": "Gagnez 1000 €", "arrets-0-comments": "http://spam.example"})
        )
        key_of_mail()

        message = mail.outbox[-1]
        assert (message.to, len(mail.outbox)) == (["nina@example.org"], 1)
        assert not re.search("Gagnez|spam.example|Costa", str(message.message()))

    def test_trap_makes_nothing_and_says_nothing(self, visitor, url):
        answer = visitor.post(url(), wished(website="http://spam.example"))

        assert (answer.status_code, rows(OrderWish).count()) == (200, 0)

    def test_too_many_are_refused(self, visitor, url):
        codes = [visitor.post(url(), wished(once_key=f"k{number}")).status_code for number in range(7)]

        assert (codes[:5], codes[5:]) == ([200] * 5, [429] * 2)
        assert rows(OrderWish).count() == 5

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"email": "nina"}, "id_email_error"),
            ({"arrets-0-address": "", "arrets-0-place": ""}, "arrets-0-address_error"),
            ({"arrets-0-address": "Xyzzyville", "arrets-0-place": ""}, "Xyzzyville"),
            ({"arrets-0-weight_kg": "-3"}, "arrets-0-weight_kg_error"),
            ({"day": "2020-01-01"}, "id_before_error"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_kept(self, visitor, url, changes, said):
        answer = visitor.post(url(), {**wished(), **changes})

        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert not rows(OrderWish).exists()

    def test_store_s_check_holds_there_too(self, visitor, url, bikes):
        bikes.store.check_expression = "distance < 10"
        bikes.store.save()

        assert visitor.post(url(), wished()).status_code == 422
        assert b"order__problem" in visitor.post(url("public_price"), given()).content

    def test_what_the_store_knows_stays_its_own(self, visitor, url, bikes):
        from maillage.delivery.types import AddressGiven

        where = AddressGiven(text="12 avenue de la Costa", latitude=43.74, longitude=7.425, contact_name="Mme Orsini")
        bikes.order(bikes.dropoff(address=where))
        known = bikes.store.remembered.across_scopes(reason="a test").get().address_id

        assert "Orsini" not in visitor.get(url("public_places"), {"q": "orsini"}).content.decode()
        assert "Orsini" not in visitor.get(url()).content.decode()
        visitor.post(url(), wished(**{"arrets-0-place": f"k{known}", "arrets-0-known": str(known)}))
        assert not rows(OrderWish).filter(given__contact_name__icontains="Orsini").exists()


class TestConfirmation:
    @pytest.mark.parametrize("later", [timedelta(hours=47), timedelta(hours=49)])
    def test_ends_after_two_days_or_with_its_hours(self, visitor, url, later):
        day = (timezone.localdate() + timedelta(days=1)).isoformat()
        visitor.post(url(), wished(day=day, after="00:01", before="00:02"))
        wish, key = rows(OrderWish).get(), key_of_mail()

        with pytest.raises(order_wishes.WishOver):
            order_wishes.confirm_wish(key=key, now=wish.made_at + later)
        assert not rows(Delivery).exists()

    def test_address_that_was_made_up_is_not_found(self, client):
        assert client.get(reverse("delivery:wish", args=["abc:def:ghi"])).status_code == 404

    def test_unconfirmed_are_forgotten_and_mailboxes_of_the_others(self, visitor, url):
        visitor.post(url(), wished())
        order_wishes.confirm_wish(key=key_of_mail(), now=timezone.now())
        visitor.post(url(), wished(once_key="k2"))
        now = timezone.now()

        assert order_wishes.forget_wishes(now=now) == 0
        assert order_wishes.forget_wishes(now=now + order_wishes.KEPT * 2) == 2
        assert [(one.email, one.delivery_id is None) for one in rows(OrderWish)] == [("", False)]


class TestFrames:
    def test_form_may_be_framed_where_the_store_says_and_nowhere_else(self, visitor, url, bikes, client):
        framed = visitor.get(url())
        other = client.get(reverse("account_login"))

        assert f"frame-ancestors 'self' {SITE}" in framed.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in framed.headers
        assert (SITE in other.headers["Content-Security-Policy"], other.headers["X-Frame-Options"]) == (
            False,
            "SAMEORIGIN",
        )

    def test_state_of_a_delivery(self, client, bikes, form):
        delivery = bikes.order()
        delivery.tasks.across_scopes(reason="a test").update(
            after=timezone.now(), before=timezone.now() + timedelta(hours=2)
        )
        page = client.get(reverse("delivery:tracking_frame", args=["fr", delivery.tracking_key]))

        assert page.status_code == 200
        assert f"frame-ancestors {SITE}" in page.headers["Content-Security-Policy"]
        assert client.get(reverse("delivery:tracking_frame", args=["fr", "inconnue-inconnue"])).status_code == 404
        assert client.get(reverse("delivery:tracking_frame", args=["xx", delivery.tracking_key])).status_code == 404

    def test_closed_form_is_not_found_and_comes_back_elsewhere(self, visitor, url, bikes, form):
        actor, pk = bikes.shopkeeper, bikes.store.pk
        order_forms.close_form(actor=actor, store_id=pk, now=NOW)
        closed = visitor.get(url()).status_code
        again = order_forms.open_form(actor=actor, store_id=pk, sites=[], now=NOW)

        assert (closed, visitor.get(url()).status_code) == (404, 404)
        assert visitor.get(reverse("delivery:public_order", args=[again.key])).status_code == 200

    @pytest.mark.parametrize(
        ("site", "origin"),
        [
            ("shop.example", "https://shop.example"), ("https://Shop.example/panier?x=1", "https://shop.example"),
            ("https://shop.example:8443", "https://shop.example:8443"), ("http://localhost:3000", "http://localhost:3000"),
            ("http://shop.example", ""), ("*", ""), ("https://*", ""), ("javascript:alert(1)", ""), ("https://a b.example", ""),
            ("https://x.example; script-src *", ""), ("https://shop.example:99999", ""), ("https://", ""),
        ],
    )  # fmt: skip
    def test_sites_are_origins(self, site, origin):
        if origin:
            assert origin_of(site) == origin
        else:
            with pytest.raises(Invalid):
                origin_of(site)

    def test_store_opens_it_in_its_pages(self, bikes, client_as, elise):
        client, url = client_as(elise), reverse("delivery:store_form", args=[bikes.store.pk])
        wrong = client.post(url, {"sites": "http://shop.example"})
        opened = client.post(url, {"sites": "shop.example\nhttps://autre.example"})
        kept = rows(OrderForm).get()
        page = client.get(url).content.decode()
        client.post(url, {"wish": "close"})

        assert [wrong.status_code, opened.status_code] == [422, 303]
        assert kept.sites == ["https://shop.example", "https://autre.example"]
        assert kept.key in page
        assert rows(OrderForm).get().closed_at is not None

    def test_others_do_not(self, bikes, client_as, driss):
        url = reverse("delivery:store_form", args=[bikes.store.pk])

        assert (client_as(driss).get(url).status_code, client_as(driss).post(url, {"sites": SITE}).status_code) == (
            404,
            404,
        )
        with pytest.raises(NotAllowed):
            order_forms.open_form(actor=bikes.stranger, store_id=bikes.store.pk, sites=[], now=NOW)


def test_database_wants_a_confirmation_before_a_delivery(bikes, form):
    wish = OrderWish.objects.create(
        organization_id=form.organization_id, form=form, email="a@b.example", language="fr", once_key="x", made_at=NOW
    )
    wish.delivery = bikes.order()
    with pytest.raises(IntegrityError), transaction.atomic():
        wish.save()
