"""What dispatchers do through the app. Source: `coopcycle_api.md`, sections 5 and 6."""

import pytest

from tests.delivery.coopcycle.api_cast import HERE

pytestmark = pytest.mark.django_db
DAY = "2031-05-06"
BY_NOON = {"address": HERE, "before": f"{DAY}T12:00:00+02:00"}


@pytest.fixture
def made(shop):
    return shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()


class TestTasks:
    def test_of_a_day(self, office, app, made):
        body = office.get(f"/api/tasks?date={DAY}&assigned=no").json()

        assert (body["@context"], body["@id"], body["hydra:totalItems"]) == ("/api/contexts/Task", "/api/tasks", 2)
        assert [one["@id"] for one in body["hydra:member"]] == [made["pickup"]["@id"], made["dropoff"]["@id"]]
        assert body["hydra:view"] == {
            "@id": f"/api/tasks?assigned=no&date={DAY}", "@type": "hydra:PartialCollectionView",
        }  # fmt: skip
        assert body["hydra:search"]["hydra:template"] == "/api/tasks{?date,assigned,organization}"
        assert office.get(f"/api/tasks?date={DAY}&assigned=yes").json()["hydra:member"] == []
        assert app.get(f"/api/tasks?date={DAY}").json()["hydra:member"] == []

    def test_paged_as_the_app_asks(self, office, made):
        body = office.get(f"/api/tasks?date={DAY}&pagination=true&page=2&itemsPerPage=1").json()

        query = f"date={DAY}&itemsPerPage=1&pagination=true"
        assert body["hydra:totalItems"] == 2
        assert body["hydra:view"] == {
            "@id": f"/api/tasks?{query}&page=2",
            "@type": "hydra:PartialCollectionView",
            "hydra:first": f"/api/tasks?{query}&page=1",
            "hydra:last": f"/api/tasks?{query}&page=2",
            "hydra:previous": f"/api/tasks?{query}&page=1",
        }

    def test_made_changed_and_made_again(self, office, bikes):
        made = office.post(
            "/api/tasks", {**BY_NOON, "comments": "Vider la boîte", "assignedTo": bikes.courier.username}
        )
        assert (made.status_code, made.json()["type"]) == (201, "DROPOFF")
        assert made.json()["assignedTo"] == bikes.courier.username
        path = made.json()["@id"]

        changed = office.put(path, {"comments": "Deux boîtes", "status": "DONE"}).json()
        again = office.post(f"{path}/duplicate", {})

        assert (changed["comments"], changed["status"], changed["@id"]) == ("Deux boîtes", "TODO", path)
        assert (again.status_code, again.json()["isAssigned"], again.json()["comments"]) == (201, False, "Deux boîtes")

    def test_of_no_order_is_what_is_said_of_it(self, office, made):
        from maillage.delivery.models import Package

        name = Package.objects.across_scopes(reason="a test").values_list("name", flat=True)[0]
        sent = {**BY_NOON, "doorstep": True, "weight": 1500, "packages": [{"type": name, "quantity": 2}], "ref": "R-1"}
        task = office.post("/api/tasks", sent).json()
        assert (task["doorstep"], task["weight"], task["ref"]) == (True, 1500, "R-1")
        assert [(one["type"], one["quantity"]) for one in task["packages"]] == [(name, 2)]
        assert office.post("/api/tasks", {**sent, "type": "PICKUP", "ref": "R-2"}).json()["packages"] == []

        changed = office.put(task["@id"], {"type": "pickup", "doorstep": False}).json()
        assert (changed["type"], changed["doorstep"]) == ("PICKUP", False)
        assert office.put(task["@id"], {"comments": "x"}).json()["type"] == "PICKUP"
        of_an_order = office.put(made["dropoff"]["@id"], {"type": "PICKUP"})
        assert (of_an_order.status_code, of_an_order.json()["violations"][0]["propertyPath"]) == (400, "type")

    def test_an_order_is_made_of_tasks_that_are_there(self, office, app, bikes, made):
        ends = {"PICKUP": "10:00", "DROPOFF": "12:00"}
        tasks = [
            office.post("/api/tasks", {"type": kind, "address": HERE, "before": f"{DAY}T{hour}:00+02:00"}).json()["@id"]
            for kind, hour in ends.items()
        ]
        office.put(f"{tasks[1]}/assign", {"username": bikes.courier.username})
        path = "/api/deliveries/from_tasks"

        assert app.post(path, {"tasks": tasks}).status_code == 403
        assert office.post(path, {"tasks": tasks[::-1]}).json()["violations"][0]["propertyPath"] == "items"
        assert office.post(path, {"tasks": tasks[:1]}).json()["violations"][0]["propertyPath"] == "items"
        assert office.post(path, {"tasks": ["/api/tasks/987654", tasks[0]]}).json()["@type"] == "hydra:Error"
        joined = office.post(path, {"tasks": tasks, "store": f"/api/stores/{bikes.store.pk}"})

        assert joined.status_code == 201, joined.content
        body = joined.json()
        assert (body["pickup"]["@id"], body["dropoff"]["@id"]) == tuple(tasks)
        assert body["dropoff"]["metadata"]["store"] == f"/api/stores/{bikes.store.pk}"
        assert body["order"]["number"]
        dropoff = office.get(tasks[1]).json()
        assert (dropoff["previous"], dropoff["assignedTo"]) == (tasks[0], bikes.courier.username)
        again = office.post(path, {"tasks": tasks})
        assert (again.status_code, again.json()["violations"][0]["propertyPath"]) == (400, "tasks")

    def test_without_a_time(self, office):
        assert office.post("/api/tasks", {"address": HERE}).json()["violations"][0]["propertyPath"] == "doneBefore"

    def test_cancelled_restored_and_put_off(self, office, made):
        path = made["dropoff"]["@id"]

        cancelled = office.put(f"{path}/cancel", {}).json()
        restored = office.put(f"{path}/restore", {}).json()
        later = {"after": "2031-05-07T10:00:00+02:00", "before": "2031-05-07T11:00:00+02:00"}
        put_off = office.put(f"{path}/reschedule", later).json()

        assert [one["status"] for one in (cancelled, restored, put_off)] == ["CANCELLED", "TODO", "TODO"]
        assert {one["@id"] for one in (cancelled, restored, put_off)} == {path}
        assert (put_off["before"], put_off["metadata"]["rescheduled"]) == (later["before"], True)
        assert office.put(f"{path}/reschedule", {}).json()["@type"] == "ConstraintViolationList"

    def test_what_is_done_stays_done(self, office, made):
        office.put(f"{made['pickup']['@id']}/done", {})

        assert office.put(f"{made['pickup']['@id']}/cancel", {}).status_code == 400

    @pytest.mark.parametrize("action", ["cancel", "restore", "reschedule"])
    def test_is_not_for_couriers(self, app, made, action):
        later = {"after": "2031-05-07T10:00:00+02:00", "before": "2031-05-07T11:00:00+02:00"}

        assert app.put(f"{made['dropoff']['@id']}/{action}", later).status_code == 403
        assert app.post("/api/tasks", BY_NOON).status_code == 403


class TestLists:
    def test_set_items_replaces_the_whole_day(self, office, app, shop, made, bikes):
        other = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
        path = f"/api/task_lists/set_items/{DAY}/{bikes.courier.username}"
        ours = [task["@id"] for task in made["tasks"]]

        first = office.put(path, {"items": ours})
        second = office.put(path, {"items": [other["tasks"][1]["@id"], ours[1]]}).json()

        assert (first.status_code, first.json()["items"]) == (200, ours)
        assert second["items"] == [other["tasks"][1]["@id"], ours[1]]
        assert office.get(ours[0]).json()["isAssigned"] is False
        assert [one["@id"] for one in app.get(f"/api/me/tasks/{DAY}").json()["items"]] == second["items"]
        assert app.put(path, {"items": []}).status_code == 403

    def test_of_a_day_in_both_forms(self, office, made, bikes):
        ours = [task["@id"] for task in made["tasks"]]
        office.put(f"/api/task_lists/set_items/{DAY}/{bikes.courier.username}", {"items": ours})

        full = office.get(f"/api/task_lists?date={DAY}").json()["hydra:member"]
        short = office.get(f"/api/task_lists/v2?date={DAY}").json()["hydra:member"]

        assert [one["@id"] for one in full[0]["items"]] == short[0]["items"] == ours
        assert set(short[0]) == {
            "@id", "@type", "id", "items", "vehicle", "trailer", "distance", "duration", "polyline", "createdAt",
            "updatedAt", "date", "username", "color",
        }  # fmt: skip
        assert office.get(short[0]["@id"]).json()["items"] == ours

    def test_is_opened_for_a_courier(self, office, bikes):
        riders = office.get("/api/users?roles[]=ROLE_COURIER").json()["hydra:member"]
        assert [one["username"] for one in riders] == sorted([bikes.courier.username, bikes.other_courier.username])
        me = next(one for one in riders if one["username"] == bikes.courier.username)

        for _time in range(2):
            answer = office.post("/api/task_lists", {"date": DAY, "courier": me["@id"]})
            assert (answer.status_code, answer.json()["username"]) == (201, bikes.courier.username)

    def test_is_for_dispatchers(self, app, shop):
        for path in (f"/api/task_lists?date={DAY}", f"/api/task_lists/v2?date={DAY}", "/api/users"):
            assert [one.get(path).status_code for one in (app, shop)] == [403, 403]

    def test_what_the_app_asks_at_start(self, office, bikes):
        from maillage.delivery.models import Tag

        Tag.objects.create(organization=bikes.organization, name="Froid", slug="cold", color="#3366ff")

        assert office.get("/api/tags").json()["hydra:member"][0]["slug"] == "cold"
        assert [office.get(path).json()["hydra:member"] for path in ("/api/restaurants", "/api/me/restaurants")] == [
            [],
            [],
        ]


class TestPrices:
    @pytest.fixture
    def priced(self, bikes):
        from maillage.delivery.models import PricingRule, PricingRuleSet

        where = {"organization": bikes.organization}
        rules = PricingRuleSet.objects.create(**where, name="Au poids")
        PricingRule.objects.create(**where, rule_set=rules, position=0, expression="weight < 5000", price="499")
        PricingRule.objects.create(**where, rule_set=rules, position=1, expression="weight >= 5000", price="900")
        bikes.store.rule_set = rules
        bikes.store.save()

    def test_set_by_a_dispatcher(self, office, shop, bikes, priced):
        price = {"arbitraryPrice": {"variantName": "Course spéciale", "variantPrice": 1200}}
        body = {"store": f"/api/stores/{bikes.store.pk}", "dropoff": BY_NOON, "order": price}

        by_office = office.post("/api/deliveries", body)
        by_store = shop.post("/api/deliveries", body)

        assert [answer.status_code for answer in (by_office, by_store)] == [201, 201]
        assert (by_office.json()["order"]["total"], by_office.json()["order"]["taxTotal"]) == (1200, 200)
        assert by_store.json()["order"]["total"] == 499

    def test_stays_unless_it_is_asked_for(self, office, shop, priced):
        made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()

        heavier = office.put(made["@id"], {"dropoff": {"weight": 6000}}).json()
        anew = office.put(made["@id"], {"order": {"recalculatePrice": True}}).json()

        assert (heavier["order"]["total"], anew["order"]["total"]) == (499, 900)
        assert shop.put(made["@id"], {"order": {"arbitraryPrice": {"variantPrice": 1}}}).json()["order"]["total"] == 900
