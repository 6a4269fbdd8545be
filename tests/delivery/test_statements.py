"""Monthly statements: they sum to the orders and to the journal of prices, and a closed month stays as it was told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.delivery.models import DeliveryService, Order, PriceChange, Statement
from maillage.delivery.queries.statements import (
    courier_subject,
    statement_of,
    statements_of_month,
    store_subject,
)
from maillage.delivery.services import statements as services
from maillage.delivery.services.deliveries import cancel_delivery
from maillage.delivery.services.order_prices import set_order_price
from maillage.delivery.services.statements import close_statement, digest_of
from maillage.delivery.types import DeliveryActor, StatementKind
from maillage.kit.errors import NotAllowed, NotFound
from tests.delivery.conftest import NOW
from tests.delivery.riding import delivered

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2031, 5, 1), date(2031, 6, 1), date(2031, 7, 1)
IN_JUNE = datetime(2031, 6, 3, 8, tzinfo=UTC)


@pytest.fixture
def owner(bikes):
    return DeliveryActor(
        organization_id=bikes.organization.pk, user_id=bikes.dispatcher.user_id, is_dispatcher=True, is_owner=True
    )


def seen(bikes, month, subject=None):
    service = DeliveryService.objects.across_scopes(reason="a test").select_related("organization").get()
    subject = subject or store_subject(actor=bikes.dispatcher, store_id=bikes.store.pk)
    return statement_of(subject=subject, service=service, month=month)


def told(statement):
    return [(line["number"], line["cents"], line["is_correction"]) for line in statement.document["lines"]]


def close(bikes, owner, month=MAY, now=IN_JUNE, subject=None):
    subject = subject or store_subject(actor=bikes.dispatcher, store_id=bikes.store.pk)
    return close_statement(actor=owner, subject=subject, month=month, now=now)


def change(bikes, delivery, cents, now=IN_JUNE):
    set_order_price(actor=bikes.dispatcher, delivery_id=delivery.pk, cents=cents, reason="test", now=now)


def journal(bikes):
    rows = PriceChange.objects.across_scopes(reason="a test")
    sums = rows.aggregate(after=Sum("after_cents", default=0), before=Sum("before_cents", default=0))
    return sums["after"] - sums["before"]


class TestSums:
    def test_month_is_the_sum_of_its_orders_and_of_the_journal(self, bikes):
        first, second = delivered(bikes, cents=590, at=NOW), delivered(bikes, cents=790, at=NOW + timedelta(days=1))
        cancelled = bikes.order()
        change(bikes, cancelled, 450, now=NOW)
        cancel_delivery(actor=bikes.shopkeeper, delivery_id=cancelled.pk, now=NOW + timedelta(minutes=5))

        may = seen(bikes, MAY)

        assert told(may) == [(cancelled.number, 0, False), (first.number, 590, False), (second.number, 790, False)]
        assert may.document["gross_cents"] == journal(bikes) == 1380
        assert may.document["totals"] == [{"rate_bp": 2000, "net_cents": 1150, "vat_cents": 230, "gross_cents": 1380}]

    def test_order_under_way_is_in_no_month(self, bikes):
        bikes.order()

        assert told(seen(bikes, MAY)) == []

    def test_day_is_that_of_the_co_operative_s_clock(self, bikes):
        late = datetime(2031, 5, 31, 21, 30, tzinfo=UTC)  # ends at half past midnight in Paris
        delivered(bikes, cents=590, at=late)

        assert (told(seen(bikes, MAY)), len(told(seen(bikes, JUNE)))) == ([], 1)

    def test_price_is_shared_by_those_who_rode(self, bikes):
        both = (bikes.courier, bikes.other_courier)
        delivered(bikes, cents=591, at=NOW, couriers=both)

        parts = [
            seen(bikes, MAY, courier_subject(actor=bikes.dispatcher, courier_id=one.pk)).document["gross_cents"]
            for one in both
        ]

        assert parts == [296, 295]


class TestClosing:
    def test_closed_month_stays_and_the_correction_stands_in_the_next_one(self, bikes, owner):
        delivery = delivered(bikes, cents=590, at=NOW)
        kept = close(bikes, owner)
        change(bikes, delivery, 500)
        june = delivered(bikes, cents=700, at=IN_JUNE)

        may = seen(bikes, MAY)

        assert (may.is_closed, may.digest) == (True, digest_of(kept.document))
        assert told(may) == [(delivery.number, 590, False)]
        assert told(seen(bikes, JUNE)) == [(june.number, 700, False), (delivery.number, -90, True)]
        assert kept.gross_cents + seen(bikes, JUNE).document["gross_cents"] == journal(bikes) == 1200

    def test_correction_is_told_once(self, bikes, owner):
        delivery = delivered(bikes, cents=590, at=NOW)
        close(bikes, owner)
        change(bikes, delivery, 500)
        close(bikes, owner, month=JUNE, now=IN_JUNE + timedelta(days=30))

        assert told(seen(bikes, JULY)) == []

    def test_what_a_phone_sent_after_the_closing_stands_in_the_next_month(self, bikes, owner):
        delivered(bikes, cents=590, at=NOW)
        close(bikes, owner)
        late = delivered(bikes, cents=400, at=NOW + timedelta(days=2), now=IN_JUNE)
        rider = courier_subject(actor=bikes.dispatcher, courier_id=bikes.courier.pk)

        assert told(seen(bikes, JUNE)) == [(late.number, 400, True)]
        assert len(told(seen(bikes, MAY, rider))) == 2

    def test_closing_twice_keeps_one(self, bikes, owner):
        delivered(bikes, cents=590, at=NOW)

        assert close(bikes, owner) == close(bikes, owner)
        assert Statement.objects.across_scopes(reason="a test").count() == 1

    def test_what_cannot_be_closed_is_refused_with_its_reason(self, bikes, owner):
        with pytest.raises(services.NothingToClose):
            close(bikes, owner)
        delivery = delivered(bikes, cents=590, at=NOW)
        delivered(bikes, cents=590, at=IN_JUNE)
        with pytest.raises(services.MonthNotOver):
            close(bikes, owner, month=JUNE)
        with pytest.raises(services.EarlierMonthOpen, match=r"May 2031|Mai 2031"):
            close(bikes, owner, month=JUNE, now=IN_JUNE + timedelta(days=30))
        Order.objects.across_scopes(reason="a test").filter(delivery=delivery).update(total_cents=None)
        with pytest.raises(services.PriceMissing, match=f"D-{delivery.number}"):
            close(bikes, owner)
        with pytest.raises(NotAllowed):
            close(bikes, bikes.shopkeeper)

    @pytest.mark.parametrize("model", [Statement, PriceChange])
    def test_books_are_never_written_over(self, bikes, owner, model):
        delivered(bikes, cents=590, at=NOW)
        close(bikes, owner)
        rows = model.objects.across_scopes(reason="a test")

        for act in (rows.delete, lambda: rows.update(organization=bikes.organization, **{
            "gross_cents" if model is Statement else "after_cents": 1
        })):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                act()


class TestWhoReads:
    def test_each_reads_ones_own(self, bikes):
        assert store_subject(actor=bikes.shopkeeper, store_id=bikes.store.pk).name == "Épicerie du Canal"
        assert courier_subject(actor=bikes.rider, courier_id=bikes.courier.pk).name == "Chloé Duval"
        for act in (
            lambda: store_subject(actor=bikes.rider, store_id=bikes.store.pk),
            lambda: store_subject(actor=bikes.stranger, store_id=bikes.store.pk),
            lambda: courier_subject(actor=bikes.rider, courier_id=bikes.other_courier.pk),
            lambda: courier_subject(actor=bikes.shopkeeper, courier_id=bikes.courier.pk),
            lambda: courier_subject(actor=bikes.stranger, courier_id=bikes.courier.pk),
        ):
            with pytest.raises(NotFound):
                act()

    def test_pages(self, bikes, owner, client_as, amina, bruno, chloe, driss, elise):
        delivery = delivered(bikes, cents=590, at=NOW)
        desk = reverse("delivery:store_statement", args=["la-bobine", bikes.store.pk, "2031-05"])
        store = reverse("delivery:own_store_months", args=[bikes.store.pk]) + "?mois=2031-05"
        rider = reverse("delivery:own_courier_months", args=[bikes.courier.pk]) + "?mois=2031-05"

        for person, url in ((bruno, desk), (elise, store), (chloe, rider)):
            assert f"D-{delivery.number}" in client_as(person).get(url).content.decode()
        for person, url in ((elise, desk), (chloe, store), (driss, store), (bruno, rider), (driss, rider)):
            assert client_as(person).get(url).status_code == 404
        csv = client_as(elise).get(f"{store}&forme=csv").content.decode("utf-8-sig").splitlines()
        assert csv[1].split(";")[:3] == ["2031-05-06", f"D-{delivery.number}", delivery.order.reference]
        assert csv[-1] == "20,00;4,92;0,98;5,90"
        assert client_as(elise).get(f"{store}&forme=pdf").content.startswith(b"%PDF")
        close_url = reverse("delivery:store_month_closing", args=["la-bobine", bikes.store.pk, "2031-05"])
        assert client_as(bruno).post(close_url).status_code == 404

    def test_list_takes_as_many_queries_for_one_as_for_three(self, bikes, owner):
        service = DeliveryService.objects.across_scopes(reason="a test").select_related("organization").get()
        delivered(bikes, cents=590, at=NOW)
        close(bikes, owner)
        counts = []
        for _number in range(2):
            delivered(bikes, cents=590, at=IN_JUNE, couriers=(bikes.other_courier, bikes.courier))
            with CaptureQueriesContext(connection) as queries:
                rows = statements_of_month(actor=bikes.dispatcher, service=service, month=JUNE)
            counts.append(len(queries))
            delivered(bikes, cents=590, at=IN_JUNE)
        assert counts[0] == counts[1] < 30
        assert [(row.count, row.gross_cents) for row in rows[StatementKind.STORE]] == [(3, 1770)]
