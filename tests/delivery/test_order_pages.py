"""A store's people and dispatchers order in the browser; each sees one's own."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.delivery.models import Delivery, Task
from maillage.delivery.rules.progress import delivery_state

pytestmark = pytest.mark.django_db
PLACE = {"arrets-0-address": "12 avenue de la Costa", "arrets-0-place": "43.7400,7.4250"}
FORMS = {"arrets-TOTAL_FORMS": 1, "arrets-INITIAL_FORMS": 0}


def deliveries():
    return Delivery.objects.across_scopes(reason="a test").order_by("number")


def given(**changes):
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    usual = {**FORMS, **PLACE, "once_key": "k1", "day": tomorrow, "after": "14:00", "before": "15:30"}
    return {**usual, **changes}


@pytest.fixture
def shop(bikes, client_as, elise):
    return client_as(elise)


@pytest.fixture
def order_url(bikes):
    return reverse("delivery:store_order", args=[bikes.store.pk])


class TestStoreForm:
    def test_orders_and_shows_the_delivery(self, shop, order_url, bikes):
        said = {
            "arrets-0-contact_name": "Mme Orsini",
            "arrets-0-telephone": "06 39 98 00 01",
            "arrets-0-weight_kg": "2,5",
        }
        said[f"arrets-0-colis_{bikes.packages.packages.across_scopes(reason='a test').get(name='XL').pk}"] = "2"

        answer = shop.post(order_url, given(**said), follow=True)

        assert answer.status_code == 200
        assert "Mme Orsini" in answer.content.decode()
        delivery = deliveries().get()
        dropoff = Task.objects.across_scopes(reason="a test").get(delivery=delivery, type="DROPOFF")
        assert (dropoff.weight_g, dropoff.address.telephone) == (2500, "+33639980001")
        assert dropoff.before - dropoff.after == timedelta(minutes=90)
        assert (delivery.origin, delivery.store_id) == ("store", bikes.store.pk)

    def test_two_presses_make_one_delivery(self, shop, order_url):
        first, second = shop.post(order_url, given()), shop.post(order_url, given())

        assert first.headers["Location"] == second.headers["Location"]
        assert deliveries().count() == 1

    def test_several_drop_offs(self, shop, order_url):
        more = {"arrets-TOTAL_FORMS": 3, "arrets-1-address": "Port", "arrets-1-place": "43.7350,7.4260"}

        shop.post(order_url, given(**more))

        assert Task.objects.across_scopes(reason="a test").count() == 3

    def test_another_line_keeps_what_was_typed(self, shop, order_url):
        page = shop.post(order_url, given(more="1", **{"arrets-0-contact_name": "Mme Orsini"})).content.decode()

        assert 'name="arrets-1-address"' in page
        assert 'value="Mme Orsini"' in page
        assert 'value="43.7400,7.4250"' in page
        assert not deliveries().exists()

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"arrets-0-address": "", "arrets-0-place": ""}, "arrets-0-address_error"),
            ({"arrets-0-address": "Xyzzyville", "arrets-0-place": ""}, "Xyzzyville"),
            ({"arrets-0-telephone": "abc"}, "arrets-0-telephone_error"),
            ({"arrets-0-weight_kg": "-3"}, "arrets-0-weight_kg_error"),
            ({"arrets-0-weight_kg": "lourd"}, "arrets-0-weight_kg_error"),
            ({"before": ""}, "id_before_error"),
            ({"before": "13:00"}, "id_before_error"),
            ({"slot": "9|2031-05-06T08:00:00Z/2031-05-06T10:00:00Z"}, "id_slot_error"),
            ({"arrets-0-place": "95,200"}, "arrets-0-address_error"),
        ],
    )
    def test_what_is_wrong_is_named_and_nothing_is_ordered(self, shop, order_url, changes, said):
        answer = shop.post(order_url, given(**changes))

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert not deliveries().exists()

    def test_slot_is_chosen(self, shop, order_url, bikes):
        from maillage.delivery.services.slots import SlotGiven, keep_slot

        slot = keep_slot(actor=bikes.dispatcher, given=SlotGiven("Toujours", "Mo-Su 09:00-12:00,14:00-18:00"))
        bikes.store.time_slots = [slot.pk]
        bikes.store.save()
        choice = shop.get(order_url).context["form"].fields["slot"].choices[0][0]

        assert shop.post(order_url, given(slot=choice)).status_code == 303
        assert deliveries().get().time_slot_id == slot.pk

    def test_address_used_before_is_found_again(self, shop, order_url, bikes):
        shop.post(order_url, given(**{"arrets-0-contact_name": "Mme Orsini"}))
        url = reverse("delivery:store_places", args=[bikes.store.pk])
        groups = shop.get(url, {"q": "orsi"}).json()["groups"]
        option = groups[0]["options"][0]

        again = given(once_key="k2", **{"arrets-0-address": option["text"], "arrets-0-place": option["value"]})
        shop.post(order_url, again)

        drops = Task.objects.across_scopes(reason="a test").filter(type="DROPOFF")
        assert option["label"] == "Mme Orsini"
        assert len({task.address_id for task in drops}) == 1

    def test_same_again_keeps_all_but_the_time(self, shop, order_url):
        shop.post(
            order_url,
            given(
                **{
                    "arrets-0-contact_name": "Mme Orsini",
                    "arrets-0-comments": "Sonner deux fois",
                    "arrets-0-weight_kg": "15.4",
                }
            ),
        )

        page = shop.get(order_url, {"copie": deliveries().get().number}).content.decode()

        assert "Mme Orsini" in page
        assert "Sonner deux fois" in page
        assert 'value="15,4"' in page

    def test_price_shows_while_typing(self, shop, bikes):
        from maillage.delivery.services.rule_sets import RuleGiven, add_rules, save_rule_set
        from maillage.delivery.types import PricingStrategy

        made = save_rule_set(actor=bikes.dispatcher, name="Tarif", strategy=PricingStrategy.FIND)
        add_rules(actor=bikes.dispatcher, rule_set_id=made.pk, given=[RuleGiven("distance > 0", "499")])
        bikes.store.rule_set = made
        bikes.store.save()
        url = reverse("delivery:store_price", args=[bikes.store.pk])

        assert "4,99" in shop.post(url, given()).content.decode()
        assert (
            "Xyzzyville"
            in shop.post(url, given(**{"arrets-0-address": "Xyzzyville", "arrets-0-place": ""})).content.decode()
        )
        assert not deliveries().exists()


class TestAfterwards:
    def test_cancelled_before_anybody_rides(self, shop, order_url, bikes):
        shop.post(order_url, given())
        number = deliveries().get().number

        shop.post(reverse("delivery:store_cancellation", args=[bikes.store.pk, number]))

        page = shop.get(reverse("delivery:store_delivery", args=[bikes.store.pk, number])).content.decode()
        assert "badge--warning" in page

    def test_list_finds_by_number_and_words(self, shop, order_url, bikes):
        shop.post(order_url, given(**{"arrets-0-contact_name": "Mme Orsini"}))
        url = reverse("delivery:store_deliveries", args=[bikes.store.pk])

        for text, found in (("orsini costa", 1), (f"D-{deliveries().get().number}", 1), ("rien", 0)):
            assert len(shop.get(url, {"q": text}).context["lines"]) == found

    def test_list_is_cut_by_state_and_day_and_given_as_a_file(self, shop, order_url, bikes):
        shop.post(order_url, given(**{"arrets-0-contact_name": "=Mme Orsini", "arrets-0-weight_kg": "2,5"}))
        shop.post(order_url, given(once_key="other"))
        kept, cancelled = deliveries().order_by("number")
        shop.post(reverse("delivery:store_cancellation", args=[bikes.store.pk, cancelled.number]))
        Task.objects.across_scopes(reason="a test").filter(delivery=kept, type="PICKUP").update(state="DOING")
        url, file_url = (
            reverse(f"delivery:{name}", args=[bikes.store.pk]) for name in ("store_deliveries", "store_deliveries_file")
        )
        due = Task.objects.across_scopes(reason="a test").get(delivery=kept, type="DROPOFF").before
        due = due.astimezone(ZoneInfo("Europe/Paris")).date()
        day, after = due.isoformat(), (due + timedelta(days=1)).isoformat()

        def numbers(**asked):
            return [line.row.number for line in shop.get(url, asked).context["lines"]]

        assert [numbers(etat=one) for one in ("todo", "doing", "done", "failed", "cancelled")] == [
            [], [kept.number], [], [], [cancelled.number],
        ]  # fmt: skip
        assert [len(numbers(du=day, au=day)), len(numbers(du=after)), len(numbers(etat="doing", au=day))] == [2, 0, 1]
        assert [shop.get(url, {"du": text}).status_code for text in ("9999-12-31", "hier")] == [422, 422]
        head, *lines = shop.get(file_url, {"etat": "doing"}).content.decode("utf-8-sig").splitlines()
        assert (head.count(";"), len(lines), f"D-{kept.number};" in lines[0]) == (13, 1, True)
        assert ";'=Mme Orsini;" in lines[0] and ";2,500;" in lines[0]

    def test_recipient_page_is_linked_until_it_ends(self, shop, order_url, bikes):
        shop.post(order_url, given())
        row = deliveries().get()
        url = reverse("delivery:store_delivery", args=[bikes.store.pk, row.number])
        address = reverse("delivery:tracking", args=["fr", row.tracking_key])

        assert f'{address}"' in shop.get(url).content.decode()
        tasks = Task.objects.across_scopes(reason="a test").filter(delivery=row)
        tasks.update(after=timezone.now() - timedelta(days=9), before=timezone.now() - timedelta(days=8))
        assert address not in shop.get(url).content.decode()

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_takes_a_fixed_number_of_queries(self, shop, bikes, count, django_assert_num_queries):
        for _number in range(count):
            bikes.order()
        url = reverse("delivery:store_deliveries", args=[bikes.store.pk])
        shop.get(url)

        with django_assert_num_queries(12):
            shop.get(url)


class TestEntry:
    def test_dispatcher_orders_for_nobody(self, bikes, client_as, bruno):
        url = reverse("delivery:entry", args=["la-bobine"])

        client_as(bruno).post(url, given(pickup="Gare", pickup_place="43.7390,7.4190"))

        assert (deliveries().get().store_id, deliveries().get().origin) == (None, "dispatch")

    def test_dispatcher_orders_for_a_store(self, bikes, client_as, bruno):
        url = reverse("delivery:entry", args=["la-bobine"])

        client_as(bruno).post(url, given(commerce=bikes.store.pk))

        assert deliveries().get().store_id == bikes.store.pk

    def test_pages_show(self, bikes, client_as, bruno):
        number = bikes.order().number
        client = client_as(bruno)
        for route, arguments in (("entry", []), ("delivery_list", []), ("delivery", [number])):
            for language in ("fr", "en"):
                url = reverse(f"delivery:{route}", args=["la-bobine", *arguments])
                assert client.get(url, {"lang": language}).status_code == 200


@pytest.mark.parametrize("who", ["driss", "chloe"])
def test_others_find_no_store(bikes, client_as, request, who):
    client = client_as(request.getfixturevalue(who))
    number = bikes.order().number
    pk = bikes.store.pk
    pages = [
        ("store_deliveries", [pk]),
        ("store_order", [pk]),
        ("store_places", [pk]),
        ("store_delivery", [pk, number]),
    ]

    answers = {client.get(reverse(f"delivery:{route}", args=arguments)).status_code for route, arguments in pages}
    cancelled = client.post(reverse("delivery:store_cancellation", args=[pk, number]))

    assert (answers, cancelled.status_code) == ({404}, 404)


def test_delivery_of_another_store_is_not_found(bikes, shop):
    from maillage.delivery.services.stores import StoreGiven, add_store_person, save_store
    from maillage.delivery.types import AddressGiven
    from tests.delivery.conftest import NOW

    where = AddressGiven(text="Port", latitude=43.735, longitude=7.425)
    other = save_store(actor=bikes.dispatcher, given=StoreGiven("Fleurs", address=where), now=NOW)
    add_store_person(actor=bikes.dispatcher, store_id=other.pk, user_id=bikes.shopkeeper.user_id, now=NOW)
    number = bikes.order().number

    assert shop.get(reverse("delivery:store_delivery", args=[other.pk, number])).status_code == 404


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["TODO", "TODO"], "todo"), (["DONE", "TODO"], "doing"), (["DOING", "TODO"], "doing"), (["DONE", "DONE"], "done"),
        (["DONE", "FAILED"], "failed"), (["CANCELLED"] * 2, "cancelled"), (["DONE", "CANCELLED"], "done"), ([], "cancelled"),
    ],
)  # fmt: skip
def test_state_follows_tasks(states, state):
    assert delivery_state(states) == state


class TestCollection:
    def test_several_places_are_brought_to_the_store(self, bikes, shop, order_url):
        bikes.store.multi_pickup = True
        bikes.store.save()
        more = {
            "direction": "in", "arrets-TOTAL_FORMS": 2, "arrets-1-address": "Port", "arrets-1-place": "43.7350,7.4260",
            "arrets-0-weight_kg": "2", "arrets-1-weight_kg": "3",
        }  # fmt: skip

        shop.post(order_url, given(**more))

        tasks = list(Task.objects.across_scopes(reason="a test").order_by("position").select_related("address"))
        assert [task.type for task in tasks] == ["PICKUP", "PICKUP", "DROPOFF"]
        assert (tasks[2].address_id, tasks[2].weight_g) == (bikes.store.address_id, 5000)
        assert all(task.before <= tasks[2].before for task in tasks)
        page = shop.get(order_url, {"copie": deliveries().get().number})
        assert (page.context["form"]["direction"].value(), len(page.context["stops"].forms)) == ("in", 2)

    def test_what_is_wrong_is_named_on_its_stop(self, bikes, client_as, bruno):
        url = reverse("delivery:entry", args=["la-bobine"])
        wrong = {"direction": "in", "pickup": "Xyzzyville", "arrets-TOTAL_FORMS": 2, "arrets-1-address": "Xyzzyville"}

        page = client_as(bruno).post(url, given(**wrong)).content.decode()

        assert ("id_pickup_error" in page, "arrets-1-address_error" in page) == (True, True)
        assert "arrets-0-address_error" not in page

    def test_store_that_may_not_collects_nothing(self, bikes, shop, order_url):
        shop.post(order_url, given(direction="in"))

        assert Task.objects.across_scopes(reason="a test").get(position=1).type == "PICKUP"
        assert Task.objects.across_scopes(reason="a test").count() == 2


class TestChecks:
    def test_store_s_check_refuses_with_a_reason(self, bikes, shop, order_url):
        bikes.store.check_expression = "distance < 10"
        bikes.store.save()

        answer = shop.post(order_url, given())
        price = shop.post(reverse("delivery:store_price", args=[bikes.store.pk]), given())

        assert (answer.status_code, deliveries().exists()) == (422, False)
        assert b"order__problem" in price.content

    def test_time_that_has_passed(self, shop, order_url):
        answer = shop.post(order_url, given(day="2020-01-01"))

        assert (answer.status_code, "id_before_error" in answer.content.decode()) == (422, True)


class TestLabels:
    def test_one_page_for_each_parcel_of_those_chosen(self, bikes, shop):
        from maillage.delivery.types import ParcelsGiven

        numbers = [bikes.order(bikes.dropoff(parcels=(ParcelsGiven("XL", 3),))).number, bikes.order().number]
        url = reverse("delivery:store_labels", args=[bikes.store.pk])

        one, both = shop.get(url, {"d": numbers[1]}), shop.get(url, {"d": numbers})

        assert one.headers["Content-Type"] == "application/pdf"
        assert [len(re.findall(rb"/Type\s*/Page\b", body.content)) for body in (one, both)] == [1, 4]

    def test_thousand_parcels_are_too_many_for_a_file(self, bikes, shop):
        from maillage.delivery.types import ParcelsGiven

        number = bikes.order(bikes.dropoff(parcels=(ParcelsGiven("XL", 1000),))).number

        assert shop.get(reverse("delivery:store_labels", args=[bikes.store.pk]), {"d": number}).status_code == 422

    def test_others_print_nothing(self, bikes, client_as, driss, shop):
        number = bikes.order().number
        url = reverse("delivery:store_labels", args=[bikes.store.pk])

        assert (client_as(driss).get(url, {"d": number}).status_code, shop.get(url).status_code) == (404, 404)
