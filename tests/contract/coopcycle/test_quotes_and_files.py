"""Quotes, shorter orders, files and tables. Source: `coopcycle_api.md`, sections 4.8 to 4.11 and 5."""

import csv
import io

import pytest

from maillage.delivery.models import ApiQuote, Delivery, Order, OrderImport, Task
from maillage.delivery.services.api_quotes import forget_quotes
from maillage.delivery.services.order_imports import work_import
from tests.delivery.conftest import NOW
from tests.delivery.coopcycle.api_cast import HERE

pytestmark = pytest.mark.django_db
BEFORE = "2031-05-06T12:00:00+02:00"
DROPOFF = {"address": HERE, "before": BEFORE}
SLOT = "2031-05-06 14:00 - 2031-05-06 15:30"
DELIVERIES = f'pickup.latlong,dropoff.latlong,dropoff.timeslot\n"43.7372,7.4210","43.74,7.425",{SLOT}\n'
TASKS = "type,latlong,before,ref\n"


@pytest.fixture
def priced(bikes):
    """The grocery pays 4.99 euros a delivery."""
    from maillage.delivery.models import PricingRule, PricingRuleSet

    rules = PricingRuleSet.objects.create(organization=bikes.organization, name="Épicerie", strategy="find")
    PricingRule.objects.create(
        organization=bikes.organization, rule_set=rules, position=0, target="DELIVERY", expression="distance > 0",
        price="499",
    )  # fmt: skip
    bikes.store.rule_set = rules
    bikes.store.save()
    return rules


def tasks(*rows):
    return TASKS + "".join(f'DROPOFF,"43.74,7.425",2031-05-06 12:00,{ref}\n' for ref in rows)


def post_csv(api, path, text):
    return api.post(path, text, content_type="text/csv")


def work():
    for made in OrderImport.objects.across_scopes(reason="a test"):
        work_import(import_id=made.pk, now=NOW)


class TestQuotes:
    def test_quote_is_confirmed_once_at_its_price(self, shop, priced, bikes):
        offered = shop.post("/api/deliveries/quotes", {"dropoff": DROPOFF})
        quote = offered.json()

        assert (offered.status_code, quote["@context"], quote["@type"]) == (
            201, "/api/contexts/DeliveryQuote", "DeliveryQuote",
        )  # fmt: skip
        assert set(quote) == {"@context", "@id", "@type", "amount", "currency", "expiresAt"}
        assert (quote["amount"], quote["currency"]) == (499, "EUR")
        priced.rules.across_scopes(reason="a test").update(price="900")
        path = f"/api/deliveries/quotes/{quote['@id'].rpartition('/')[2]}/confirm"

        answers = [shop.put(path, {}) for _time in range(2)]

        assert [answer.status_code for answer in answers] == [200, 200]
        body = answers[0].json()
        assert (body["@id"], body["@type"], answers[1].json()["delivery"]) == (path, "DeliveryQuote", body["delivery"])
        assert shop.get(body["delivery"]).json()["order"]["total"] == 499
        number = quote["@id"].rpartition("/")[2]
        assert (
            Order.objects.across_scopes(reason="a test")
            .get()
            .given_price_reason.startswith((f"Quote #{number}", f"Devis n° {number}"))
        )
        assert Delivery.objects.across_scopes(reason="a test").count() == 1
        assert ApiQuote.objects.across_scopes(reason="a test").get().order == {}

    def test_without_a_price_or_after_a_day(self, shop, other_shop, priced, bikes, now):
        quote = shop.post("/api/deliveries/quotes", {"dropoff": DROPOFF}).json()
        path = f"/api/deliveries/quotes/{quote['@id'].rpartition('/')[2]}/confirm"
        rows = ApiQuote.objects.across_scopes(reason="a test")
        rows.update(expires_at="2020-01-01T00:00:00Z")

        assert [other_shop.put(path, {}).status_code, shop.put(path, {}).status_code] == [403, 400]
        assert (forget_quotes(now=now), shop.put(path, {}).status_code) == (1, 404)
        priced.rules.across_scopes(reason="a test").all().delete()
        assert shop.post("/api/deliveries/quotes", {"dropoff": DROPOFF}).status_code == 400


class TestShorterOrder:
    def points(self, *longitudes):
        ends = [
            {"type": "dropoff", "before": BEFORE, "address": {**HERE, "latLng": [43.74, lon]}} for lon in longitudes
        ]
        return {"tasks": [{"type": "pickup", "before": "2031-05-06T10:00:00+02:00", "address": HERE}, *ends]}

    def test_says_order_and_gain(self, shop):
        body = shop.post("/api/deliveries/suggest_optimizations", self.points(7.4450, 7.4350)).json()

        assert (body["@context"], body["@type"]) == ({}, "OptimizationSuggestions")
        assert body["@id"].startswith("/api/.well-known/genid/")
        (one,) = body["suggestions"]
        assert (one["@type"], one["order"], one["gain"]["type"]) == ("OptimizationSuggestion", [0, 2, 1], "distance")
        assert 700 < one["gain"]["amount"] < 1400

    def test_nothing_to_gain(self, shop):
        for longitudes in ((7.4350, 7.4450), (7.4350,)):
            answer = shop.post("/api/deliveries/suggest_optimizations", self.points(*longitudes))
            assert (answer.status_code, answer.json()["suggestions"]) == (200, [])


class TestDeliveriesFile:
    def test_is_queued_and_worked_on(self, shop, other_shop, bikes):
        answer = post_csv(shop, "/api/deliveries/import_async", DELIVERIES)
        queue = answer.json()

        assert answer.status_code == 201
        assert queue == {
            "@context": "/api/contexts/DeliveryImportQueue", "@id": queue["@id"], "@type": "DeliveryImportQueue",
        }  # fmt: skip
        assert shop.get(queue["@id"]).json()["status"] == "pending"
        work()
        done = shop.get(queue["@id"]).json()
        assert (done["status"], done["errors"]) == ("completed", [])
        made = Delivery.objects.across_scopes(reason="a test").get()
        assert (made.store_id, made.origin) == (bikes.store.pk, "import")
        assert post_csv(shop, "/api/deliveries/import_async", DELIVERIES).json()["@id"] == queue["@id"]
        for name in ("csv", "redownload"):
            assert list(csv.reader(io.StringIO(shop.get(f"{queue['@id']}/{name}").content.decode()))) == list(
                csv.reader(io.StringIO(DELIVERIES))
            )
        assert other_shop.get(queue["@id"]).status_code == 404

    def test_bad_rows_are_told(self, shop):
        queue = post_csv(shop, "/api/deliveries/import_async", DELIVERIES.replace("14:00", "never")).json()
        work()

        body = shop.get(queue["@id"]).json()
        assert (body["status"], [one["propertyPath"] for one in body["errors"]]) == ("failed", ["dropoff.timeslot"])
        nowhere = "pickup.address,dropoff.address,dropoff.timeslot\n12 avenue de la Costa,Rue Inconnue," + SLOT + "\n"
        unknown = post_csv(shop, "/api/deliveries/import_async", nowhere).json()
        work()
        told = shop.get(unknown["@id"]).json()
        assert (told["status"], {one["row"] for one in told["errors"]}) == ("failed", {2})
        assert "dropoff.address" in [one["propertyPath"] for one in told["errors"]]
        assert not Delivery.objects.across_scopes(reason="a test").exists()
        assert shop.post("/api/deliveries/import_async", {}).status_code == 415
        assert post_csv(shop, "/api/deliveries/import_async", "a,b\n1,2\n").status_code == 400


class TestTasksFile:
    def test_makes_a_group_at_once(self, office):
        answer = post_csv(office, "/api/tasks/import", tasks("A-1", "A-2"))
        group = answer.json()

        assert (answer.status_code, group["@context"], group["@type"]) == (
            201, "/api/contexts/TaskGroup", "TaskGroup",
        )  # fmt: skip
        assert set(group) == {"@context", "@id", "@type", "id", "name", "tasks"}
        assert [office.get(one).json()["ref"] for one in group["tasks"]] == ["A-1", "A-2"]
        assert office.get(group["tasks"][0]).json()["group"]["@id"] == group["@id"]

    def test_one_reference_twice_takes_nothing(self, office):
        post_csv(office, "/api/tasks/import", tasks("A-1"))

        twice = post_csv(office, "/api/tasks/import", tasks("B-1", "B-1"))
        used = post_csv(office, "/api/tasks/import", tasks("C-1", "A-1"))

        assert [answer.status_code for answer in (twice, used)] == [400, 400]
        assert [(one["propertyPath"], one["code"]) for one in twice.json()["violations"]] == [("tasks[1]", None)]
        assert [one["propertyPath"] for one in used.json()["violations"]] == ["tasks[1].ref"]
        assert Task.objects.across_scopes(reason="a test").count() == 1

    def test_is_queued(self, office, shop, sdk):
        queue = post_csv(office, "/api/tasks/import_async", tasks("A-1")).json()
        assert set(queue) == {"@context", "@id", "@type"}
        work()

        done = office.get(queue["@id"]).json()

        assert (done["@type"], done["status"]) == ("TaskImportQueue", "completed")
        assert len(office.get(done["group"]).json()["tasks"]) == 1
        refused = [post_csv(one, "/api/tasks/import", tasks("Z")) for one in (shop, sdk)]
        assert [one.status_code for one in refused] == [403, 403]
        assert "/api/deliveries/import_async" in refused[1].json()["hydra:description"]


class TestGroups:
    def test_made_changed_and_taken_away(self, office, shop, sdk, other_shop):
        made = shop.post("/api/deliveries", {"dropoff": DROPOFF}).json()
        ours = [one["@id"] for one in made["tasks"]]
        group = office.post("/api/task_groups", {"name": "Matin", "tasks": ours[:1]}).json()

        added = office.post(f"{group['@id']}/tasks", {"tasks": ours[1:]}).json()
        read = [each.get(group["@id"]).status_code for each in (sdk, other_shop)]
        changed = office.put(group["@id"], {"name": "Soir", "tasks": ours[1:]}).json()

        assert (group["name"], group["tasks"], added["tasks"]) == ("Matin", ours[:1], ours)
        assert (changed["name"], changed["tasks"], read) == ("Soir", ours[1:], [200, 403])
        assert office.delete(f"{ours[1]}/group").status_code == 204
        assert office.get(ours[1]).json()["group"] is None
        assert [office.delete(group["@id"]).status_code, office.get(group["@id"]).status_code] == [204, 404]


def test_list_as_a_table(shop, bikes):
    made = shop.post("/api/deliveries", {"dropoff": {**DROPOFF, "comments": "=2+2"}}).json()

    answer = shop.get(f"/api/stores/{bikes.store.pk}/deliveries", Accept="text/csv")

    assert answer["Content-Type"].startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(answer.content.decode()))
    assert (row["@id"], row["dropoff.comments"]) == (made["@id"], "'=2+2")
    assert row["dropoff.address.streetAddress"] == HERE["streetAddress"]
