"""Supplements and prices by hand: shown with who and when, never lost, a dispatcher's alone."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from maillage.delivery.models import Order, PriceChange
from maillage.delivery.services import order_prices, rule_sets
from maillage.delivery.services.deliveries import OrderRefused
from maillage.delivery.services.order_prices import SupplementUnknown, set_order_price, set_supplements
from maillage.delivery.services.prices import Chosen
from maillage.delivery.services.rule_sets import RuleGiven, RuleRefused
from maillage.delivery.services.stores import StoreGiven, save_store
from maillage.delivery.types import PricingStrategy
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def priced(bikes):
    """The grocery pays 5 €; stairs are 2 € a floor, express a half more."""
    actor = bikes.dispatcher
    tariff = rule_sets.save_rule_set(actor=actor, name="Tarif", strategy=PricingStrategy.FIND)
    given = [
        RuleGiven("distance > 0", "500", "Course"), RuleGiven("", "200", "Étage", is_supplement=True),
        RuleGiven("", "price_percentage(15000)", "Express", is_supplement=True),
    ]  # fmt: skip
    made = rule_sets.add_rules(actor=actor, rule_set_id=tariff.pk, given=given)
    bikes.store.rule_set = tariff
    bikes.store.save()
    return bikes, [rule.pk for rule in made]


def order_of(delivery):
    return Order.objects.across_scopes(reason="a test").get(delivery=delivery)


def changes():
    rows = PriceChange.objects.across_scopes(reason="a test").exclude(cause="ordered").order_by("pk")
    return [(row.cause, row.before_cents, row.after_cents, row.reason) for row in rows]


def test_supplements_add_up_after_the_rules_and_are_told(priced):
    bikes, (_course, stairs, express) = priced
    delivery = bikes.order()
    at = {"actor": bikes.dispatcher, "delivery_id": delivery.pk, "now": NOW}

    for _again in range(2):
        set_supplements(**at, chosen=[Chosen(stairs, 3), Chosen(express)])

    order = order_of(delivery)
    assert (order.total_cents, order.vat_cents) == (1650, 275)
    assert changes() == [("supplements", 500, 1650, "3 × Étage, 1 × Express")]
    parts = [one for item in order.calculation["items"] for one in item["rules"] if one["matched"]]
    assert sum(one["amount"] for one in parts) == 1650
    set_supplements(**at, chosen=[])
    assert order_of(delivery).total_cents == 500


def test_price_by_hand_stays_until_the_rules_are_asked_again(priced):
    bikes, (_course, stairs, _express) = priced
    delivery = bikes.order()
    at = {"actor": bikes.dispatcher, "delivery_id": delivery.pk, "now": NOW}
    set_supplements(**at, chosen=[Chosen(stairs)])

    for _again in range(2):
        set_order_price(**at, cents=1234, reason="Accord du 3 mai")
    by_hand = order_of(delivery)
    order_prices.recalculate_order(**at)

    assert (by_hand.total_cents, by_hand.vat_cents, by_hand.given_price_reason) == (1234, 206, "Accord du 3 mai")
    assert (order_of(delivery).total_cents, order_of(delivery).given_price_reason) == (700, "")
    assert changes()[1:] == [("given", 700, 1234, "Accord du 3 mai"), ("recalculated", 1234, 700, "")]


def test_what_cannot_be_added(priced, bikes):
    bikes, (course, stairs, _express) = priced
    at = {"actor": bikes.dispatcher, "delivery_id": bikes.order().pk, "now": NOW}

    refused = {SupplementUnknown: [Chosen(course)], Invalid: [Chosen(stairs, 0)]}
    for refusal, chosen in refused.items():
        with pytest.raises(refusal):
            set_supplements(**at, chosen=chosen)
    with pytest.raises(Conflict):
        set_supplements(**at, chosen=[Chosen(stairs)], version="vu-avant")
    for cents in (-1, 10_000_001):
        with pytest.raises(Invalid):
            set_order_price(**at, cents=cents, reason="Trop")
    for actor in (bikes.shopkeeper, bikes.rider):
        with pytest.raises(NotAllowed):
            set_supplements(**{**at, "actor": actor}, chosen=[Chosen(stairs)])
    assert changes() == []


def test_changes_of_prices_are_neither_changed_nor_deleted(priced):
    bikes, _rules = priced
    set_order_price(actor=bikes.dispatcher, delivery_id=bikes.order().pk, cents=1, reason="Une", now=NOW)
    rows = PriceChange.objects.across_scopes(reason="a test")

    for wrong in (lambda: rows.update(after_cents=2), rows.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
    rows.update(user=None)


class TestPage:
    @pytest.fixture
    def desk(self, client_as, bruno):
        return client_as(bruno)

    def test_price_is_given_and_told(self, priced, desk, shop_of):
        bikes, (_course, stairs, _express) = priced
        number = bikes.order().number
        url = reverse("delivery:delivery_order_price", args=["la-bobine", number])
        page_url = reverse("delivery:delivery", args=["la-bobine", number])
        version = desk.get(page_url).context["supplements_form"]["version"].value()

        first = desk.post(url, {"wish": "supplements", f"rule_{stairs}": "2", "version": version})
        stale = desk.post(url, {"wish": "supplements", f"rule_{stairs}": "9", "version": version})
        no_reason = desk.post(url, {"wish": "given", "euros": "12,5", "reason": ""})
        given = desk.post(url, {"wish": "given", "euros": "12,5", "reason": "Accord"})

        assert [one.status_code for one in (first, stale, no_reason, given)] == [303, 422, 422, 303]
        page = desk.get(page_url).content.decode()
        assert ("Accord" in page, "12,50" in page, "Bruno" in page) == (True, True, True)
        of_shop = shop_of.get(reverse("delivery:store_delivery", args=[bikes.store.pk, number])).content.decode()
        assert ("Accord" in of_shop, "Bruno" in of_shop, 'name="wish"' in of_shop) == (True, False, False)

    @pytest.fixture
    def shop_of(self, client_as, elise):
        return client_as(elise)


class TestCheckOfStore:
    def test_is_kept_when_it_can_be_worked_out(self, bikes):
        given = StoreGiven("Épicerie", check_expression="distance <")
        with pytest.raises(RuleRefused) as refusal:
            save_store(actor=bikes.dispatcher, given=given, now=NOW, store_id=bikes.store.pk)
        assert refusal.value.field == "check_expression"

    def test_is_written_in_the_store_s_page_and_kept_to(self, bikes, client_as, bruno):
        url = reverse("delivery:store", args=["la-bobine", bikes.store.pk])
        client = client_as(bruno)
        said = {key: value for key, value in client.get(url).context["form"].initial.items() if value}
        wrong = client.post(url, {**said, "check_expression": "distance < and"})
        kept = client.post(url, {**said, "check_expression": "distance < 10", "cash_on_delivery": "on"})
        bikes.store.refresh_from_db()

        assert (wrong.status_code, "id_check_expression_error" in wrong.content.decode()) == (422, True)
        assert (kept.status_code, bikes.store.check_expression, bikes.store.cash_on_delivery) == (
            303,
            "distance < 10",
            True,
        )
        with pytest.raises(OrderRefused) as refusal:
            bikes.order()
        assert refusal.value.violations[0][0] == "items"
