"""Orders that come back, as dispatchers' programs keep them. Source: `coopcycle_api.md`, section 6."""

import pytest

from maillage.delivery.models import Delivery, RecurringOrder
from tests.delivery.coopcycle.api_cast import HERE, Api, person_token

pytestmark = pytest.mark.django_db
PICKUP = {"@type": "Task", "type": "PICKUP", "address": HERE, "after": "08:00", "before": "08:30"}
DROPOFF = {"@type": "Task", "type": "DROPOFF", "address": HERE, "after": "09:00", "before": "10:00"}
MONDAY = "2031-05-12"


@pytest.fixture
def rule(bikes):
    """The reference's example."""
    return {
        "store": f"/api/stores/{bikes.store.pk}", "rule": "FREQ=WEEKLY;BYDAY=MO", "name": "Pain du lundi",
        "template": {"@type": "hydra:Collection", "hydra:member": [PICKUP, DROPOFF]}, "arbitraryPriceTemplate": None,
    }  # fmt: skip


@pytest.fixture
def kept(office, rule):
    answer = office.post("/api/recurrence_rules", rule)
    assert answer.status_code == 201, answer.content
    return answer.json()


def orders():
    return Delivery.objects.across_scopes(reason="a test")


def test_rule_is_kept_as_it_was_sent(office, kept, rule, bikes):
    members = kept["template"]["hydra:member"]

    assert (kept["@context"], kept["@type"]) == ("/api/contexts/RecurrenceRule", "RecurrenceRule")
    assert {key: kept[key] for key in ("store", "rule", "name", "arbitraryPriceTemplate")} == {
        key: rule[key] for key in ("store", "rule", "name", "arbitraryPriceTemplate")
    }
    assert [(one["@type"], one["type"], one["after"], one["before"]) for one in members] == [
        ("Task", "PICKUP", "08:00", "08:30"), ("Task", "DROPOFF", "09:00", "10:00"),
    ]  # fmt: skip
    assert members[1]["address"]["streetAddress"] == HERE["streetAddress"]
    assert (kept["orgName"], kept["isCancelled"], kept["paused"]) == (bikes.store.name, False, False)
    assert office.get(kept["@id"]).json() == kept
    assert [one["@id"] for one in office.get("/api/recurrence_rules").json()["hydra:member"]] == [kept["@id"]]


def test_single_task_stays_one(office, rule):
    made = office.post("/api/recurrence_rules", {**rule, "template": DROPOFF}).json()

    assert (made["template"]["@type"], made["template"]["before"]) == ("Task", "10:00")


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({"hydra:member": [PICKUP, DROPOFF]}, "template[@type]"),
        ({**DROPOFF, "before": ""}, "template[before]"),
        ({"@type": "hydra:Collection", "hydra:member": [PICKUP, {**DROPOFF, "after": "9h"}]},
         "template[hydra:member][1][after]"),
        ({"@type": "hydra:Collection", "hydra:member": []}, "template[hydra:member]"),
    ],
)  # fmt: skip
def test_template_is_checked(office, rule, template, path):
    answer = office.post("/api/recurrence_rules", {**rule, "template": template})

    assert (answer.status_code, answer.json()["violations"][0]["propertyPath"]) == (400, path)


def test_rule_that_cannot_be_read_is_refused(office, rule):
    answer = office.post("/api/recurrence_rules", {**rule, "rule": "FREQ=SOMETIMES"})

    assert (answer.status_code, answer.json()["violations"][0]["propertyPath"]) == (400, "rule")


def test_changes_leave_the_rest_as_it_is(office, kept):
    price = {"variantName": "Forfait", "variantPrice": 1200}

    changed = office.put(kept["@id"], {"rule": "FREQ=WEEKLY;BYDAY=TU", "arbitraryPriceTemplate": price}).json()
    paused = office.put(kept["@id"], {"paused": True}).json()

    assert (changed["rule"], changed["arbitraryPriceTemplate"]) == ("FREQ=WEEKLY;BYDAY=TU", price)
    assert (changed["name"], changed["template"]) == (kept["name"], kept["template"])
    assert (paused["paused"], paused["rule"]) == (True, "FREQ=WEEKLY;BYDAY=TU")
    assert office.post(f"{kept['@id']}/between", {"after": MONDAY, "before": "2031-05-14"}).json()["hydra:member"] == []


def test_orders_of_a_day_are_made_once(office, kept):
    path = f"/api/recurrence_rules/generate_orders?date={MONDAY}"

    answers = [office.get(path), office.post(path, {})]

    assert [answer.status_code for answer in answers] == [201, 201]
    bodies = [answer.json()["hydra:member"] for answer in answers]
    assert (len(bodies[0]), bodies[0]) == (1, bodies[1])
    assert bodies[0][0]["@type"] == "http://schema.org/Order"
    assert orders().count() == 1
    other_day = office.get("/api/recurrence_rules/generate_orders?date=2031-05-13").json()
    assert other_day["hydra:member"] == []


@pytest.mark.parametrize("query", ["", "?date=2020-01-06"])
def test_no_orders_of_days_that_have_passed(office, kept, query):
    answer = office.get(f"/api/recurrence_rules/generate_orders{query}")

    assert (answer.status_code, answer.json()["@type"]) == (400, "hydra:Error")


def test_tasks_between_two_days(office, kept):
    answer = office.post(
        f"{kept['@id']}/between", {"after": "2031-05-11T00:00:00+02:00", "before": "2031-05-20T23:59:00+02:00"}
    )

    members = answer.json()["hydra:member"]
    assert (answer.status_code, answer.json()["@type"]) == (201, "hydra:Collection")
    assert [(one["type"], one["before"][:16]) for one in members] == [
        ("PICKUP", "2031-05-12T08:30"), ("DROPOFF", "2031-05-12T10:00"),
        ("PICKUP", "2031-05-19T08:30"), ("DROPOFF", "2031-05-19T10:00"),
    ]  # fmt: skip
    assert {one["recurrenceRule"] for one in members} == {kept["@id"]}


def test_ended_rule_orders_no_more(office, kept):
    assert office.delete(kept["@id"]).status_code == 204

    assert office.get(f"/api/recurrence_rules/generate_orders?date={MONDAY}").json()["hydra:member"] == []
    assert [office.send(method, kept["@id"], {}).status_code for method in ("GET", "PUT", "DELETE")] == [404] * 3
    assert RecurringOrder.objects.across_scopes(reason="a test").get().ended_at is not None


def test_is_for_dispatchers(bikes, chloe, kept, rule, shop):
    for caller in (Api(person_token(chloe)), shop):
        assert caller.post("/api/recurrence_rules", rule).status_code == 403
        assert caller.get(kept["@id"]).status_code == 403


class TestWithAnOrder:
    BODY = {"dropoff": {"address": HERE, "before": f"{MONDAY}T12:00:00+02:00"}, "rrule": "FREQ=WEEKLY;BYDAY=MO"}

    def test_dispatchers_order_comes_back(self, office, bikes):
        made = office.post("/api/deliveries", {**self.BODY, "store": f"/api/stores/{bikes.store.pk}"})

        kept = office.get("/api/recurrence_rules").json()["hydra:member"][0]
        assert (made.status_code, kept["rule"]) == (201, "FREQ=WEEKLY;BYDAY=MO")
        assert [one["before"] for one in kept["template"]["hydra:member"]][-1] == "12:00"
        again = office.get(f"/api/recurrence_rules/generate_orders?date={MONDAY}").json()["hydra:member"]
        assert [one["@id"] for one in again] == [made.json()["order"]["@id"]]
        later = office.get("/api/recurrence_rules/generate_orders?date=2031-05-19").json()["hydra:member"]
        assert (len(later), orders().count()) == (1, 2)

    def test_stores_rule_is_passed_over(self, shop, office, bikes):
        assert shop.post("/api/deliveries", self.BODY).status_code == 201
        broken = {**self.BODY, "rrule": "FREQ=NOW", "store": f"/api/stores/{bikes.store.pk}"}
        assert office.post("/api/deliveries", broken).status_code == 201
        assert office.get("/api/recurrence_rules").json()["hydra:totalItems"] == 0
