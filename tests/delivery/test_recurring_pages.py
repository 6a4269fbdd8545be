"""A store or a dispatcher makes an order that comes back, sees its next days, leaves one out, stops it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.delivery.models import RecurringOrder
from maillage.delivery.services import recurring
from tests.delivery.test_order_pages import FORMS, PLACE

pytestmark = pytest.mark.django_db


def typed(**changes):
    start = timezone.localdate() + timedelta(days=1)
    usual = {
        **FORMS, **PLACE, "name": "Pain", "weekdays": ["0", "3"], "every": "2", "starts_on": start.isoformat(),
        "until": "", "rule": "", "after": "14:00", "before": "15:30", "arrets-0-weight_kg": "2,5",
    }  # fmt: skip
    return {**usual, **changes}


def kept():
    return RecurringOrder.objects.across_scopes(reason="a test").get()


@pytest.fixture
def shop(bikes, client_as, elise):
    return client_as(elise)


@pytest.fixture
def url(bikes):
    return lambda route, *arguments: reverse(f"delivery:store_recurring{route}", args=[bikes.store.pk, *arguments])


def test_made_changed_and_stopped(shop, url, bikes):
    made = shop.post(url("_new"), typed())
    one = kept()
    recurring.order_ahead(now=timezone.now() + timedelta(days=14))
    page = shop.get(made.headers["Location"])
    form, stops = page.context["form"], page.context["stops"]
    again = {name: value for name, value in form.initial.items() if value is not None and name in form.fields}
    again |= {f"arrets-0-{name}": value for name, value in stops.forms[0].initial.items()}
    changed = shop.post(url("", one.pk), {**again, **FORMS, "weekdays": ["6"], "every": "1", "before": "16:00"})

    assert (made.status_code, one.rule) == (303, "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")
    assert (changed.status_code, kept().rule, kept().version) == (303, "FREQ=WEEKLY;BYDAY=SU", 2)
    drop = kept().stops.across_scopes(reason="a test").get(type="DROPOFF")
    assert (f"{drop.before:%H:%M}", drop.weight_g) == ("16:00", 2500)

    shop.post(url("_end", one.pk), {"cancel": "1"})

    assert kept().ended_at is not None
    assert shop.get(url("", one.pk)).status_code == 404


def test_day_is_left_out_and_taken_in_again(shop, url):
    shop.post(url("_new"), typed())
    one = kept()
    day = shop.get(url("", one.pk)).context["days"][0].day

    shop.post(url("_day", one.pk), {"jour": day.isoformat()})
    left_out = shop.get(url("", one.pk)).context["days"][0].answer
    shop.post(url("_day", one.pk), {"jour": day.isoformat(), "wish": "resume"})
    shop.post(url("_pause", one.pk))

    assert left_out.is_skipped
    assert shop.get(url("", one.pk)).context["days"][0].answer is None
    assert kept().paused_at is not None
    assert shop.post(url("_day", one.pk), {"jour": "hier"}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weekdays": []}, "id_weekdays_error"),
        ({"rule": "FREQ=HOURLY"}, "id_rule_error"),
        ({"every": "0"}, "id_every_error"),
        ({"until": "2020-01-01"}, "id_until_error"),
        ({"before": ""}, "id_before_error"),
        ({"before": "13:00"}, "id_before_error"),
        ({"pickup_after": "16:00", "pickup_before": "17:00"}, "id_before_error"),
        ({"arrets-0-address": "Xyzzyville", "arrets-0-place": ""}, "arrets-0-address_error"),
        ({"arrets-0-telephone": "abc"}, "arrets-0-telephone_error"),
        ({"arrets-0-weight_kg": "-3"}, "arrets-0-weight_kg_error"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(shop, url, changes, said):
    answer = shop.post(url("_new"), typed(**changes))

    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not RecurringOrder.objects.across_scopes(reason="a test").exists()


def test_next_days_show_while_typing(shop, url):
    shown = shop.post(url("_days"), typed(rule="FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")).content.decode()
    nothing = shop.post(url("_days"), typed(weekdays=[])).content.decode()

    assert "29 février" in shown
    assert "<li" not in nothing
    assert "order__problem" in shop.post(url("_days"), typed(rule="FREQ=HOURLY")).content.decode()


def test_another_line_keeps_what_was_typed(shop, url):
    page = shop.post(url("_new"), typed(more="1", **{"arrets-0-contact_name": "Mme Orsini"}))

    assert page.context["form"].initial["weekdays"] == ["0", "3"]
    assert b"Mme Orsini" in page.content
    assert b'name="arrets-1-address"' in page.content


def test_two_people_at_once(shop, url, bikes, client_as, bruno):
    shop.post(url("_new"), typed())
    one = kept()

    first = client_as(bruno).post(url("", one.pk), typed(name="Brioche", version="1", price_euros="12,5"))
    priced = client_as(bruno).post(
        url("", one.pk), typed(name="Brioche", version="1", price_euros="12,5", price_reason="Forfait")
    )
    second = shop.post(url("", one.pk), typed(name="Croissants", version="1"))

    assert (first.status_code, priced.status_code, second.status_code) == (422, 303, 422)
    assert (kept().name, kept().given_price_cents) == ("Brioche", 1250)


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_fixed_number_of_queries(shop, url, count, django_assert_num_queries):
    for _number in range(count):
        shop.post(url("_new"), typed())
    shop.get(url("_list"))

    with django_assert_num_queries(11):
        shop.get(url("_list"))


def test_desk_lists_all(bikes, shop, url, client_as, bruno):
    shop.post(url("_new"), typed())
    for language in ("fr", "en"):
        page = client_as(bruno).get(reverse("delivery:recurring_list", args=["la-bobine"]), {"lang": language})
        assert (page.status_code, len(page.context["lines"])) == (200, 1)


@pytest.mark.parametrize("who", ["driss", "chloe"])
def test_others_find_nothing(shop, url, client_as, request, who):
    shop.post(url("_new"), typed())
    client, pk = client_as(request.getfixturevalue(who)), kept().pk

    answers = {client.get(url("_list")).status_code, client.get(url("", pk)).status_code}
    answers |= {client.post(url(route, pk)).status_code for route in ("_pause", "_day", "_end")}

    assert answers == {404}
    assert kept().ended_at is None
