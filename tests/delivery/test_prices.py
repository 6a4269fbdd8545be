import pytest

from maillage.delivery.models import PricingRule, PricingRuleSet
from maillage.delivery.services.quotes import quote
from maillage.delivery.types import DeliveryGiven, ParcelsGiven
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def priced(bikes):
    """The grocery pays by distance, and for each XL."""

    def with_rules(*rules, strategy="find"):
        where = {"organization": bikes.organization}
        rule_set = PricingRuleSet.objects.create(**where, name="Tarif", strategy=strategy)
        for position, (expression, price) in enumerate(rules):
            PricingRule.objects.create(
                **where, rule_set=rule_set, position=position, expression=expression, price=price
            )
        bikes.store.rule_set = rule_set
        bikes.store.save()
        return bikes

    return with_rules


def test_first_rule_that_matches_makes_the_price(priced):
    bikes = priced(("distance > 5000", "900"), ("distance > 0", "499"))

    order = bikes.order().order

    assert (order.total_cents, order.vat_cents) == (499, 83)
    rules = order.calculation["items"][0]["rules"]
    assert [(rule["matched"], rule["amount"]) for rule in rules] == [(False, 0), (True, 499)]


def test_cumulative_rules_add_up(priced):
    bikes = priced(
        ("distance > 0", "400"), ('packages.quantity("XL") > 0', 'price_per_package(packages, "XL", 150, 0, 0)'),
        strategy="map",
    )  # fmt: skip

    given = DeliveryGiven((bikes.dropoff(parcels=(ParcelsGiven("XL", 2),)),), store_id=bikes.store.pk)

    assert quote(actor=bikes.shopkeeper, given=given, now=NOW).amounts.gross_cents == 700


def test_no_price_leaves_the_order_flagged(priced):
    delivery = priced(("distance > 90000", "900")).order()

    assert delivery.order.total_cents is None
    assert delivery.review_reasons == ["price"]


def test_quote_writes_nothing(priced, django_assert_max_num_queries):
    from maillage.delivery.models import Delivery

    bikes = priced(("distance > 0", "499"))
    given = DeliveryGiven((bikes.dropoff(),), store_id=bikes.store.pk)

    with django_assert_max_num_queries(8):
        found = quote(actor=bikes.shopkeeper, given=given, now=NOW)

    assert found.amounts.tax_cents == 83
    assert not Delivery.objects.across_scopes(reason="a test").exists()
