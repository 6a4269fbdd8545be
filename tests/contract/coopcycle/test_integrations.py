"""What integrations call: deliveries again, tasks, prices, webhooks. Source: `coopcycle_api.md`, sections 4, 5, 7 and 8."""

import base64
import hashlib
import hmac
import json
import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from tests.delivery.conftest import NOW
from tests.delivery.coopcycle.api_cast import HERE, Api

pytestmark = pytest.mark.django_db
BY_NOON = {"address": HERE, "before": "2031-05-06T12:00:00+02:00"}


@pytest.fixture
def made(shop):
    answer = shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "comments": "Fragile"}})
    assert answer.status_code == 201
    return answer.json()


@pytest.fixture
def priced(bikes):
    """4.99 € for all that is not too far, 20 € for the rest of the town."""
    from maillage.delivery.models import PricingRule, PricingRuleSet

    where = {"organization": bikes.organization}
    rules = PricingRuleSet.objects.create(**where, name="Ville")
    PricingRule.objects.create(**where, rule_set=rules, position=0, expression="distance < 900", price="499")
    bikes.store.rule_set = rules
    bikes.store.save()
    return rules


def assign(bikes, made):
    from maillage.delivery.models import Task
    from maillage.delivery.services.assignments import assign_tasks

    task = Task.objects.across_scopes(reason="a test").get(number=made["dropoff"]["id"])
    assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], courier_id=bikes.courier.pk, now=NOW)


class TestDelivery:
    def test_is_read_as_it_was_answered(self, shop, made):
        assert shop.get(made["@id"]).json() == made

    def test_unknown(self, shop):
        answer = shop.get("/api/deliveries/999999")

        assert (answer.status_code, answer.json()["@type"]) == (404, "hydra:Error")

    def test_of_another_store(self, other_shop, elsewhere, made):
        assert [one.get(made["@id"]).status_code for one in (other_shop, elsewhere)] == [403, 404]

    def test_cancelled(self, shop, made):
        answer = shop.delete(made["@id"])

        assert (answer.status_code, answer.content) == (204, b"")
        assert {task["status"] for task in shop.get(made["@id"]).json()["tasks"]} == {"CANCELLED"}

    def test_assigned_one_is_not_cancelled(self, shop, made, bikes):
        assign(bikes, made)

        answer = shop.delete(f"{made['@id']}?lang=en")

        assert answer.status_code == 400
        assert answer.json() == {
            "@context": "/api/contexts/Error",
            "@type": "hydra:Error",
            "hydra:title": "An error occurred",
            "hydra:description": "Tasks have already been assigned",
        }

    def test_position_is_told_once_the_ride_has_begun(self, shop, made, bikes):
        from django.utils import timezone

        from maillage.delivery.models import CourierPosition, Task

        assign(bikes, made)
        now = timezone.now()
        CourierPosition.objects.create(
            organization=bikes.organization, courier=bikes.courier, latitude=43.739, longitude=7.423, at=now
        )
        assert "location" not in shop.get(made["@id"]).json()

        Task.objects.across_scopes(reason="a test").filter(number=made["pickup"]["id"]).update(state="DOING")

        expected = {"lat": 43.739, "lng": 7.423, "updatedAt": int(now.timestamp())}
        assert shop.get(made["@id"]).json()["location"] == expected


class TestChange:
    def test_absent_keys_stay(self, shop, made):
        answer = shop.put(made["@id"], {"dropoff": {"comments": "Au fond de la cour"}})

        assert answer.status_code == 200
        after = answer.json()
        assert after["@id"] == made["@id"]
        assert after["dropoff"] == {**made["dropoff"], "comments": "Au fond de la cour"}
        assert after["pickup"] == made["pickup"]

    def test_what_was_read_changes_nothing_when_sent_back(self, shop, made):
        assert shop.put(made["@id"], made).json() == made

    def test_stops_by_number_added_and_cancelled(self, shop, made):
        tasks = [
            {"id": made["pickup"]["id"], "weight": 1000},
            {
                "type": "DROPOFF",
                "address": {"streetAddress": "y", "latLng": [43.742, 7.428]},
                "before": "2031-05-06 14:00",
            },
        ]

        after = shop.put(made["@id"], {"tasks": tasks}).json()

        assert [(task["type"], task["status"]) for task in after["tasks"]] == [
            ("PICKUP", "TODO"), ("DROPOFF", "CANCELLED"), ("DROPOFF", "TODO"),
        ]  # fmt: skip
        assert after["dropoff"]["before"] == "2031-05-06T14:00:00+02:00"
        assert after["distance"] > made["distance"]

    def test_packages_replace_those_before(self, shop, made):
        shop.put(made["@id"], {"dropoff": {"packages": [{"type": "S", "quantity": 4}]}})
        after = shop.put(made["@id"], {"dropoff": {"packages": [{"type": "XL", "quantity": 1}]}}).json()

        for end in ("pickup", "dropoff"):
            assert [(one["name"], one["quantity"]) for one in after[end]["packages"]] == [("XL", 1)]

    def test_impossible_times_change_nothing(self, shop, made):
        answer = shop.put(made["@id"], {"dropoff": {"after": "2031-05-06T13:00:00+02:00"}})

        assert (answer.status_code, answer.json()["@type"]) == (400, "ConstraintViolationList")
        assert shop.get(made["@id"]).json() == made

    def test_a_stores_word_on_the_state_is_not_heard(self, shop, made):
        after = shop.put(made["@id"], {"dropoff": {"status": "CANCELLED"}}).json()

        assert after["dropoff"]["status"] == "TODO"

    def test_a_dispatchers_word_on_the_state_of_one_stop_of_two(self, office, made):
        def states(answer):
            assert answer.status_code == 200, answer.content
            return [task["status"] for task in answer.json()["tasks"]]

        def tasks(*words):
            return {
                "tasks": [{"id": task["id"], "status": word} for task, word in zip(made["tasks"], words, strict=True)]
            }

        assert states(office.put(made["@id"], tasks("TODO", "CANCELLED"))) == ["TODO", "CANCELLED"]
        assert states(office.put(made["@id"], tasks("TODO", "TODO"))) == ["TODO", "TODO"]
        assert states(office.put(made["@id"], tasks("CANCELLED", "CANCELLED"))) == ["CANCELLED"] * 2
        one = {"tasks": [{"id": made["pickup"]["id"]}]}
        assert office.put(made["@id"], one).status_code == 400

    def test_of_another_store(self, other_shop, made):
        assert other_shop.put(made["@id"], {"dropoff": {"comments": "x"}}).status_code == 403

    def test_task_of_another_delivery(self, shop, made):
        other = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()

        answer = shop.put(made["@id"], {"tasks": [{"id": other["dropoff"]["id"], "comments": "x"}]})

        assert answer.status_code == 400


class TestTask:
    def test_is_shown_whole(self, sdk, made):
        number = made["dropoff"]["id"]

        answer = sdk.get(f"/api/tasks/{number}")

        assert answer.status_code == 200
        task = answer.json()
        assert (task["@context"], task["@id"], task["@type"]) == ("/api/contexts/Task", f"/api/tasks/{number}", "Task")
        assert {
            "isAssigned": False, "assignedTo": None, "previous": made["pickup"]["@id"], "next": None, "group": None,
            "doorstep": False, "orgName": "Épicerie du Canal", "images": [], "ref": None, "recurrenceRule": None,
            "hasIncidents": False, "incidents": [], "emittedCo2": 0, "traveledDistanceMeter": 0,
        }.items() <= task.items()  # fmt: skip
        assert "tour" not in task
        assert {"firstName", "lastName"} <= task["address"].keys()
        assert sdk.get(made["pickup"]["@id"]).json()["next"] == f"/api/tasks/{number}"

    def test_needs_its_scope(self, shop, made):
        assert shop.get(made["dropoff"]["@id"]).status_code == 403

    def test_events_are_those_of_the_task(self, sdk, made, bikes):
        assign(bikes, made)

        found = sdk.get(f"{made['dropoff']['@id']}/events").json()

        assert (found["@context"], found["@type"]) == ("/api/contexts/Task", "hydra:Collection")
        assert [(one["name"], one["@type"]) for one in found["hydra:member"]] == [
            ("task:created", "TaskEvent"), ("task:assigned", "TaskEvent"),
        ]  # fmt: skip
        assert found["hydra:member"][1]["data"] == {"username": bikes.courier.username}


class TestAssertion:
    def test_answers_an_empty_list(self, shop):
        answer = shop.post("/api/deliveries/assert", {"dropoff": BY_NOON})

        assert (answer.status_code, answer.json()) == (200, [])

    def test_outside_what_the_store_may_order(self, shop, bikes):
        bikes.store.check_expression = "distance < 40"
        bikes.store.save()

        answer = shop.post("/api/deliveries/assert?lang=en", {"dropoff": BY_NOON})

        assert answer.status_code == 400
        assert answer.json()["violations"] == [
            {"propertyPath": "items", "message": "Your request is out of the accepted zone or too far", "code": None}
        ]

    def test_makes_nothing(self, shop):
        from maillage.delivery.models import Address, Delivery

        before = Address.objects.across_scopes(reason="a test").count()
        shop.post("/api/deliveries/assert", {"dropoff": BY_NOON})

        assert not Delivery.objects.across_scopes(reason="a test").exists()
        assert Address.objects.across_scopes(reason="a test").count() == before


class TestPrice:
    def test_with_tax(self, shop, priced):
        answer = shop.post("/api/retail_prices/calculate", {"dropoff": BY_NOON})

        assert answer.status_code == 200
        found = answer.json()
        assert found["@context"] == "/api/contexts/RetailPrice"
        assert found["@type"] == "RetailPrice"
        assert found["@id"].startswith("/api/retail_prices/")
        assert (found["amount"], found["currency"], found["tax"]) == (499, "EUR", {"amount": 83, "included": True})
        assert (found["order"]["total"], found["order"]["taxTotal"]) == (499, 83)
        assert found["calculation"]["strategy"] == "find"
        assert found["calculation"]["items"][0]["target"] == "ORDER"
        assert found["calculation"]["items"][0]["rules"][0]["matched"] is True

    def test_without_tax(self, shop, priced):
        found = shop.post("/api/retail_prices/calculate?tax=excluded", {"dropoff": BY_NOON}).json()

        assert (found["amount"], found["tax"]) == (416, {"amount": 83, "included": False})

    def test_is_the_price_of_the_order(self, shop, priced):
        made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()

        assert (made["order"]["total"], made["order"]["taxTotal"]) == (499, 83)
        assert made["dropoff"]["metadata"]["order_total"] == 499

    def test_no_rule_matches(self, shop, priced):
        far = {**BY_NOON, "address": {"streetAddress": "loin", "latLng": [43.79, 7.50]}}

        answer = shop.post("/api/retail_prices/calculate", {"dropoff": far})

        assert (answer.status_code, answer.json()["@type"]) == (400, "hydra:Error")
        assert answer.json()["calculation"]["strategy"] == "find"

    def test_no_rules(self, shop, bikes):
        answer = shop.post("/api/retail_prices/calculate?lang=en", {"dropoff": BY_NOON})

        assert (answer.status_code, answer.json()["hydra:description"]) == (400, "No pricing configured")


class TestStoreCollections:
    def test_time_slots_packages_and_payments(self, shop, bikes, slot):
        store = f"/api/stores/{bikes.store.pk}"
        bikes.store.cash_on_delivery = True
        bikes.store.save()

        slots, packages = (shop.get(f"{store}/{name}").json() for name in ("time_slots", "packages"))
        methods = shop.get(f"{store}/payment_methods").json()

        assert slots == {
            "@context": "/api/contexts/Store",
            "@id": f"{store}/time_slots",
            "@type": "hydra:Collection",
            "hydra:totalItems": 1,
            "hydra:member": [{"@id": f"/api/time_slots/{slot.pk}", "@type": "TimeSlot", "name": "Matin"}],
        }
        assert [one["name"] for one in packages["hydra:member"]] == ["S", "XL"]
        assert (methods["@type"], methods["methods"]) == ("PaymentMethodsOutput", [{"type": "cash_on_delivery"}])

    def test_addresses_are_remembered_and_added(self, shop, bikes, made):
        path = f"/api/stores/{bikes.store.pk}/addresses"

        added = shop.post(path, {"streetAddress": "1 rue X", "latLng": [43.74, 7.42], "telephone": "0639980004"})

        assert added.status_code == 201
        assert (added.json()["@type"], added.json()["telephone"]) == ("http://schema.org/Place", "+33639980004")
        found = shop.get(f"{path}?type=dropoff").json()
        assert {added.json()["@id"], made["dropoff"]["address"]["@id"]} == {one["@id"] for one in found["hydra:member"]}
        again = shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "address": added.json()["@id"]}})
        assert again.json()["dropoff"]["address"]["@id"] == added.json()["@id"]

    def test_deliveries_are_paged_sorted_and_filtered(self, shop, bikes, django_assert_num_queries):
        days = [f"2031-05-{day:02}T12:00:00+02:00" for day in (8, 6, 7)]
        numbers = [shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "before": day}}).json()["id"] for day in days]
        path = f"/api/stores/{bikes.store.pk}/deliveries"

        first = shop.get(f"{path}?order[dropoff.before]=asc&itemsPerPage=2").json()

        assert (first["@context"], first["hydra:totalItems"]) == ("/api/contexts/Delivery", 3)
        assert [one["id"] for one in first["hydra:member"]] == [numbers[1], numbers[2]]
        view = first["hydra:view"]
        query = "itemsPerPage=2&order%5Bdropoff.before%5D=asc"
        assert view == {
            "@id": f"{path}?{query}&page=1",
            "@type": "hydra:PartialCollectionView",
            "hydra:first": f"{path}?{query}&page=1",
            "hydra:last": f"{path}?{query}&page=2",
            "hydra:next": f"{path}?{query}&page=2",
        }
        second = shop.get(view["hydra:next"]).json()
        assert [one["id"] for one in second["hydra:member"]] == [numbers[0]]
        assert second["hydra:view"]["hydra:previous"] == f"{path}?{query}&page=1"
        filtered = shop.get(f"{path}?dropoff.before[after]=2031-05-07").json()
        assert {one["id"] for one in filtered["hydra:member"]} == {numbers[0], numbers[2]}

    def test_deliveries_take_the_same_queries_for_one_and_three(self, shop, bikes, django_assert_num_queries):
        path = f"/api/stores/{bikes.store.pk}/deliveries"
        shop.post("/api/deliveries", {"dropoff": BY_NOON})
        with django_assert_num_queries(10):
            shop.get(path)
        for _time in range(2):
            shop.post("/api/deliveries", {"dropoff": BY_NOON})

        with django_assert_num_queries(10):
            shop.get(path)

    def test_plain_json_is_a_bare_list(self, shop, bikes, made):
        shop.accept = "application/json"

        found = shop.get(f"/api/stores/{bikes.store.pk}/deliveries").json()

        assert isinstance(found, list)
        assert not [key for key in found[0] if key.startswith("@")]


class TestChoices:
    def test_of_the_stores_own_slot(self, shop, slot):
        found = shop.get("/api/time_slots/choices?lang=en").json()

        assert (found["@type"], found["@context"]["choices"]) == ("TimeSlotChoices", "TimeSlotChoices/choices")
        assert found["@id"].startswith("/api/.well-known/genid/")
        assert len({choice["value"][:10] for choice in found["choices"]}) == 2
        for choice in found["choices"]:
            assert choice["@context"] == "/api/contexts/TimeSlotChoice"
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:00:00Z/\d{4}-\d\d-\d\dT\d\d:00:00Z", choice["value"])
            assert "between 10:00 and 11:00" in choice["label"]

    def test_value_is_taken_as_it_is(self, shop, slot):
        value = shop.get(f"/api/time_slots/{slot.pk}/choices").json()["choices"][0]["value"]

        made = shop.post(
            "/api/deliveries",
            {"dropoff": {"address": HERE, "timeSlot": value, "timeSlotUrl": f"/api/time_slots/{slot.pk}"}},
        )

        assert made.status_code == 201
        start = datetime.fromisoformat(value.split("/")[0]).astimezone(ZoneInfo("Europe/Paris"))
        assert made.json()["dropoff"]["after"] == start.isoformat()


@pytest.fixture
def hooks(settings):
    settings.MAILLAGE_WEBHOOKS_INSIDE = True  # the tests reach this machine only
    return "http://127.0.0.1:9/hook"


class TestWebhooks:
    def test_is_made_with_its_secret_shown_once(self, sdk, hooks):
        answer = sdk.post("/api/webhooks", {"event": "delivery.completed", "url": hooks})

        assert answer.status_code == 201
        made = answer.json()
        assert (made["@context"], made["@type"]) == ("/api/contexts/Webhook", "Webhook")
        assert re.fullmatch(r"/api/webhooks/\d+", made["@id"])
        assert len(base64.b64decode(made["secret"])) == 32
        again = sdk.get(made["@id"]).json()
        assert again == {key: value for key, value in made.items() if key != "secret"}
        assert sdk.delete(made["@id"]).status_code == 204
        assert sdk.get(made["@id"]).status_code == 404

    def test_unknown_event(self, sdk, hooks):
        answer = sdk.post("/api/webhooks", {"event": "delivery.vanished", "url": hooks})

        assert answer.status_code == 400
        assert [one["propertyPath"] for one in answer.json()["violations"]] == ["event"]

    @pytest.mark.parametrize(
        "url", ["http://127.0.0.1/x", "https://10.0.0.3/x", "https://user@example.org/", "ftp://x", ""]
    )
    def test_inside_addresses_are_refused(self, sdk, url):
        answer = sdk.post("/api/webhooks", {"event": "delivery.completed", "url": url})

        assert answer.status_code == 400
        assert [one["propertyPath"] for one in answer.json()["violations"]] == ["url"]

    def test_a_name_that_nobody_knows_yet_is_taken(self, sdk):
        """A shop's address is set up before its name is, and the example of the contract has no name at all."""
        url = "https://boutique.invalid/hook"

        assert sdk.post("/api/webhooks", {"event": "delivery.completed", "url": url}).status_code == 201

    def test_of_another_program(self, sdk, other_shop, elsewhere, hooks):
        made = sdk.post("/api/webhooks", {"event": "delivery.completed", "url": hooks}).json()

        assert [one.get(made["@id"]).status_code for one in (other_shop, elsewhere)] == [403, 404]
        assert [one.delete(made["@id"]).status_code for one in (other_shop, elsewhere)] == [403, 404]

    def test_six_events_are_told_in_their_order(self, sdk, made, bikes, hooks):
        events = ["assigned", "started", "picked", "in_transit", "completed", "failed"]
        for name in events:
            assert sdk.post("/api/webhooks", {"event": f"delivery.{name}", "url": hooks}).status_code == 201
        assign(bikes, made)
        ride(bikes, made)

        assert [json.loads(row.body)["data"]["event"] for row in sendings()] == [
            "delivery.assigned", "delivery.started", "delivery.picked", "delivery.in_transit", "delivery.completed",
        ]  # fmt: skip

    def test_signature_is_of_the_raw_bytes(self, sdk, made, bikes, hooks):
        from maillage.delivery.services.api_webhooks import send

        secret = sdk.post("/api/webhooks", {"event": "delivery.assigned", "url": hooks}).json()["secret"]
        assign(bikes, made)
        deliver()
        received = []

        def post(url, *, body, headers):
            received.append((url, body, headers))
            return 200

        send(sending_id=sendings()[0].pk, attempt=1, now=NOW, post=post)

        url, body, headers = received[0]
        assert url == hooks
        assert body == b'{"data":{"object":"\\/api\\/deliveries\\/%d","event":"delivery.assigned"}}' % made["id"]
        expected = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
        assert headers["X-CoopCycle-Signature"] == expected
        assert headers["Content-Type"] == "application/json"
        send(sending_id=sendings()[0].pk, attempt=2, now=NOW, post=post)
        assert len(received) == 1

    def test_is_tried_three_times_more_at_most(self, sdk, made, bikes, hooks):
        from maillage.delivery.services.api_webhooks import SendingFailed, send

        sdk.post("/api/webhooks", {"event": "delivery.assigned", "url": hooks})
        assign(bikes, made)
        deliver()
        row = sendings()[0]

        def down(url, **_sent):
            return 503

        for attempt in (1, 2, 3):
            with pytest.raises(SendingFailed):
                send(sending_id=row.pk, attempt=attempt, now=NOW, post=down)
        send(sending_id=row.pk, attempt=4, now=NOW, post=down)

        row = sendings()[0]
        assert (row.attempts, row.status, row.error, row.given_up_at) == (4, 503, "answered 503", NOW)

    def test_others_are_not_told(self, other_shop, made, bikes, hooks):
        other_shop.post("/api/webhooks", {"event": "delivery.assigned", "url": hooks})
        assign(bikes, made)
        deliver()

        assert sendings() == []


def sendings():
    from maillage.delivery.models import ApiWebhookSending

    deliver()
    return list(ApiWebhookSending.objects.across_scopes(reason="a test").order_by("pk"))


def deliver():
    """Hand the facts to the subscribers of webhooks, as the worker would, each once."""
    from maillage.delivery import webhook_jobs
    from maillage.stream.models import Fact
    from maillage.stream.registry import registry
    from maillage.stream.services import deliver

    names = {
        one.event.verb: one.name for one in registry.all() if one.handler.__module__ == webhook_jobs.__name__
    }  # fmt: skip
    for fact in Fact.objects.filter(verb__in=names).order_by("recorded_at", "id"):
        deliver(subscriber_name=names[fact.verb], fact_id=fact.pk)


def ride(bikes, made):
    from maillage.delivery.models import Task
    from maillage.delivery.services.happenings import Moment
    from maillage.delivery.services.tasks import complete_task, start_task
    from maillage.delivery.types import Proof

    for end in ("pickup", "dropoff"):
        task = Task.objects.across_scopes(reason="a test").get(number=made[end]["id"])
        start_task(actor=bikes.rider, task_id=task.pk, moment=Moment.of(NOW))
        complete_task(actor=bikes.rider, task_id=task.pk, proof=Proof(), moment=Moment.of(NOW))


def test_api_key_does_all_that_its_store_may(credentials, made):
    keyed = Api(credentials.api_key)

    assert keyed.get(made["@id"]).status_code == 200
    assert keyed.get(made["dropoff"]["@id"]).status_code == 200
