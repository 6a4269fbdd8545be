"""Tours through the app, and couriers' days that hold them. Source: `coopcycle_api.md`, section 6."""

from datetime import date, timedelta

import pytest

from tests.contract.coopcycle.test_dispatch import BY_NOON, DAY, made
from tests.delivery.coopcycle.api_cast import HERE

__all__ = ["made"]

pytestmark = pytest.mark.django_db
KEYS = {"@context", "@id", "@type", "name", "date", "items", "distance", "duration", "polyline", "createdAt",
        "updatedAt"}  # fmt: skip


@pytest.fixture
def tour(office, made):
    """A tour of the grocery's one order."""
    body = {"name": "Vieille ville", "date": DAY, "tasks": [task["@id"] for task in made["tasks"]]}
    answer = office.post("/api/tours", body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_made_read_changed_and_taken_away(office, app, shop, made, tour):
    ours = [task["@id"] for task in made["tasks"]]
    path = tour["@id"]
    assert set(tour) == KEYS
    assert (tour["@context"], tour["@type"], tour["name"], tour["date"], tour["items"]) == (
        "/api/contexts/Tour", "Tour", "Vieille ville", DAY, ours,
    )  # fmt: skip

    listed = office.get(f"/api/tours?date={DAY}&pagination=true&page=1&itemsPerPage=100").json()
    assert (listed["hydra:totalItems"], [one["@id"] for one in listed["hydra:member"]]) == (1, [path])
    assert office.get("/api/tours?date=2031-05-07").json()["hydra:member"] == []
    assert office.get(path).json() == tour

    turned = office.put(path, {"tasks": ours[::-1], "name": "Port"}).json()
    assert (turned["@id"], turned["items"], turned["name"]) == (path, ours[::-1], "Port")
    moved = office.put(path, {"date": "2031-05-07"}).json()
    assert (moved["date"], moved["items"], moved["name"]) == ("2031-05-07", ours[::-1], "Port")
    assert office.get(ours[1]).json()["before"] == "2031-05-07T12:00:00+02:00"  # the hours stay

    assert [one.send(method, path, {}).status_code for one in (app, shop) for method in ("GET", "PUT", "DELETE")] == [
        403
    ] * 6
    assert office.delete(path).status_code == 204
    assert (office.get(path).status_code, office.get(ours[0]).status_code) == (404, 200)


def test_refusals_name_what_is_wrong(office, made, tour):
    ours = [task["@id"] for task in made["tasks"]]

    without_a_day = office.post("/api/tours", {"name": "Port", "tasks": ours}).json()
    unknown = office.post("/api/tours", {"name": "Port", "date": DAY, "tasks": ["/api/tasks/999999"]})
    of_another_day = office.post("/api/tours", {"name": "Port", "date": "2031-05-09", "tasks": ours})

    assert without_a_day["violations"][0]["propertyPath"] == "date"
    assert (unknown.status_code, unknown.json()["hydra:description"]) == (
        400, 'Item not found for "/api/tasks/999999".',
    )  # fmt: skip
    assert (of_another_day.status_code, of_another_day.json()["@type"]) == (400, "hydra:Error")
    assert office.put(tour["@id"], {"date": "demain"}).status_code == 400
    assert office.get(tour["@id"]).json() == tour


def test_a_day_holds_tours_and_tasks(office, app, shop, sdk, other_shop, made, tour, bikes):
    other = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
    mine, others = [[task["@id"] for task in each["tasks"]] for each in (made, other)]
    path = f"/api/task_lists/set_items/{DAY}/{bikes.courier.username}"

    given = office.put(path, {"items": [others[0], tour["@id"], others[1]]})

    assert (given.status_code, given.json()["items"]) == (200, [others[0], tour["@id"], others[1]])
    short = office.get(f"/api/task_lists/v2?date={DAY}").json()["hydra:member"][0]
    full = office.get(f"/api/task_lists?date={DAY}").json()["hydra:member"][0]
    flat = [others[0], *mine, others[1]]
    assert (short["items"], [one["@id"] for one in full["items"]]) == (given.json()["items"], flat)
    assert [one["@id"] for one in app.get(f"/api/me/tasks/{DAY}").json()["items"]] == flat
    assert len(sdk.get(f"/api/task_lists?date={DAY}").json()["hydra:member"][0]["items"]) == 4
    assert other_shop.get(f"/api/task_lists?date={DAY}").json()["hydra:member"] == []

    alone = office.put(path, {"items": [tour["@id"]]}).json()
    assert (alone["items"], office.get(others[0]).json()["isAssigned"]) == ([tour["@id"]], False)
    assert office.put(path, {"items": ["/api/tours/999999"]}).status_code == 400
    elsewhen = office.put(path.replace(DAY, "2031-05-09"), {"items": [tour["@id"]]})
    assert elsewhen.status_code == 400
    assert office.put(path, {"items": []}).json()["items"] == []
    assert office.get(tour["@id"]).json()["items"] == mine  # nobody's again, and whole


def test_a_day_in_a_shorter_order_keeps_nothing(office, app, bikes):
    there = {"streetAddress": "Larvotto", "latLng": [43.7460, 7.4330]}
    near = {"streetAddress": "Costa", "latLng": [43.7401, 7.4251]}
    window = {"after": f"{DAY}T08:00:00+02:00", "before": f"{DAY}T20:00:00+02:00"}
    sent = [office.post("/api/tasks", {"address": at, **window}).json()["@id"] for at in (HERE, there, near)]
    path = f"/api/task_lists/set_items/{DAY}/{bikes.courier.username}"
    day = office.put(path, {"items": sent}).json()

    found = office.get(f"{day['@id']}/optimize").json()

    assert (set(found), found["unassignedCount"]) == ({"solution", "unassignedCount"}, 0)
    assert found["solution"]["items"] in ([sent[0], sent[2], sent[1]], [sent[1], sent[2], sent[0]])
    assert found["solution"]["distance"] < day["distance"]
    assert office.get(day["@id"]).json()["items"] == sent
    assert [app.get(f"{day['@id']}/optimize").status_code, office.get("/api/task_lists/1/optimize").status_code] == [
        403,
        404,
    ]


def test_a_courier_is_given_a_vehicle(office, app, bikes):
    from maillage.delivery.models import Vehicle
    from maillage.delivery.queries.day import riding_of

    today = date.fromisoformat(str(DAY))
    cargo = Vehicle.objects.create(organization=bikes.organization, name="Biporteur")
    task = office.post("/api/tasks", BY_NOON).json()["@id"]
    path = f"/api/task_lists/set_items/{DAY}/{bikes.courier.username}"
    day = office.put(path, {"items": [task]}).json()["@id"]
    merge = {"content_type": "application/merge-patch+json"}

    changed = office.send("PATCH", day, {"vehicle": f"/api/vehicles/{cargo.pk}"}, **merge)

    assert (changed.status_code, changed.json()["vehicle"], changed.json()["items"]) == (
        200, f"/api/vehicles/{cargo.pk}", [task],
    )  # fmt: skip
    # Of that day alone; the planner and the board know it.
    bikes.courier.refresh_from_db()
    ridden = [
        {one.pk: one.vehicle for one in riding_of(actor=bikes.dispatcher, day=on)}
        for on in (today, today + timedelta(days=1))
    ]
    assert (bikes.courier.vehicle, [one[bikes.courier.pk] for one in ridden]) == (None, [cargo, None])
    (listed,) = office.get(f"/api/task_lists/v2?date={DAY}").json()["hydra:member"]
    assert (office.get(day).json()["vehicle"], listed["vehicle"]) == (f"/api/vehicles/{cargo.pk}",) * 2
    assert office.send("PATCH", day, {"vehicle": "/api/vehicles/999999"}, **merge).status_code == 400
    assert office.send("PATCH", day, {"trailer": "/api/trailers/1"}, **merge).status_code == 400
    assert office.send("PATCH", day, {"vehicle": None}, **merge).json()["vehicle"] is None
    assert app.send("PATCH", day, {}, **merge).status_code == 403
