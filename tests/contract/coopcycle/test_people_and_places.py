"""People, stores, addresses, orders and what apps ask beside. Source: `coopcycle_api.md`, sections 2 to 7."""

from itertools import pairwise

import pytest
from django.test import Client

from tests.delivery.coopcycle.api_cast import HERE, Api, oauth_token

pytestmark = pytest.mark.django_db
DAY = "2031-05-06"
BY_NOON = {"address": HERE, "before": f"{DAY}T12:00:00+02:00"}
MERGE = {"content_type": "application/merge-patch+json"}


def test_people_read_and_change_themselves(office, app, chloe):
    chloe.name = "Chloé Martin"
    chloe.save()
    me = app.get("/api/me").json()["@id"]

    shown = app.get(me).json()
    assert set(shown) == {"@context", "@id", "@type", "username", "email", "givenName", "familyName", "telephone",
                          "addresses", "roles", "skills"}  # fmt: skip
    assert (shown["@id"], shown["givenName"], shown["familyName"]) == (me, "Chloé", "Martin")
    assert office.get(me).json() == shown

    changed = app.put(me, {"familyName": "Blanc", "telephone": "06 39 98 00 07"}).json()
    assert (changed["givenName"], changed["familyName"], changed["telephone"]) == ("Chloé", "Blanc", "+33639980007")
    assert office.put(me, {"telephone": ""}).json()["telephone"] is None
    assert office.put(me, {"givenName": "Zoé"}).status_code == 403
    assert app.put(me, {"telephone": "nombre"}).status_code == 400
    boss = office.get("/api/me").json()["@id"]
    assert [app.get(boss).status_code, app.put(boss, {}).status_code, app.get("/api/users/999999").status_code] == [
        403
    ] * 3
    assert office.get("/api/users/999999").status_code == 404


def test_an_account_ends_with_the_safeguards_of_the_site(office, app, chloe, amina):
    refused = office.delete("/api/me")
    assert (refused.status_code, refused.json()["@type"]) == (400, "hydra:Error")  # the only owner

    assert app.delete("/api/me").status_code == 204
    chloe.refresh_from_db()
    amina.refresh_from_db()
    assert (chloe.is_active, amina.is_active) == (False, True)
    assert app.get("/api/me").status_code == 401


def test_addresses_are_put_right_and_forgotten(office, app, grocer, shop, other_shop, bikes):
    made = grocer.post("/api/me/addresses", {**HERE, "contactName": "Nina Rossi", "telephone": "0639980003"})
    assert (made.status_code, made.json()["telephone"]) == (201, "+33639980003")
    path, listed = made.json()["@id"], f"/api/stores/{bikes.store.pk}/addresses"
    assert path in [one["@id"] for one in shop.get(listed).json()["hydra:member"]]

    moved = {"description": "Code 12A", "telephone": False, "geo": {"latitude": 1, "longitude": 2}}
    changed = shop.send("PATCH", path, moved, **MERGE).json()
    assert (changed["description"], changed["telephone"], changed["contactName"]) == ("Code 12A", None, "Nina Rossi")
    assert changed["geo"] == made.json()["geo"]  # PATCH does not move it
    assert shop.send("PATCH", path, {"streetAddress": ""}, **MERGE).json()["violations"][0]["propertyPath"] == (
        "streetAddress"
    )
    assert [one.send("PATCH", path, {}, **MERGE).status_code for one in (app, other_shop)] == [403, 403]

    assert [office.get(path).status_code, office.get("/api/addresses").status_code] == [200, 200]
    assert [one.get(path).status_code for one in (app, grocer, shop)] == [403, 403, 403]
    assert app.post("/api/me/addresses", HERE).status_code == 403
    own = office.get(f"/api/stores/{bikes.store.pk}").json()["address"]["@id"]
    assert [office.delete(own).status_code, shop.delete(path).status_code] == [400, 204]
    assert path not in [one["@id"] for one in shop.get(listed).json()["hydra:member"]]


def test_a_store_and_its_slots(office, grocer, slot, bikes):
    from maillage.delivery.models import TimeSlot

    evening = TimeSlot.objects.create(organization=bikes.organization, name="Soir", openings=slot.openings)
    path = f"/api/stores/{bikes.store.pk}"
    wanted = [f"/api/time_slots/{evening.pk}", f"/api/time_slots/{slot.pk}"]

    slots = office.get("/api/time_slots?pagination=false").json()
    assert (slots["hydra:totalItems"], [one["name"] for one in slots["hydra:member"]]) == (2, ["Matin", "Soir"])
    changed = office.send("PATCH", path, {"timeSlots": wanted, "weightRequired": True}, **MERGE).json()
    assert (changed["timeSlots"], changed["timeSlot"], changed["weightRequired"]) == (wanted, wanted[0], True)
    assert changed["name"] == bikes.store.name
    unknown = office.send("PATCH", path, {"timeSlots": ["/api/time_slots/999999"]}, **MERGE)
    assert (unknown.status_code, office.get(path).json()["timeSlots"]) == (400, wanted)
    assert [grocer.send("PATCH", path, {}, **MERGE).status_code, grocer.get("/api/time_slots").status_code] == [
        403,
        403,
    ]


@pytest.fixture
def priced(bikes):
    from maillage.delivery.models import PricingRule, PricingRuleSet

    where = {"organization": bikes.organization}
    rules = PricingRuleSet.objects.create(**where, name="Au poids")
    PricingRule.objects.create(**where, rule_set=rules, position=0, expression="distance >= 0", price="499")
    heavy = PricingRule.objects.create(
        **where, rule_set=rules, position=1, name="Lourd", expression="false", price="200", is_supplement=True
    )
    bikes.store.rule_set = rules
    bikes.store.save()
    return rules, heavy


def test_rules_orders_and_forms(office, app, grocer, shop, other_shop, credentials, bikes, priced):
    rules, heavy = priced
    path = f"/api/pricing_rule_sets/{rules.pk}"
    shown = app.get(path).json()
    assert [(one["@id"], one["name"], one["price"]) for one in shown["rules"]][1:] == [
        (f"/api/pricing_rules/{heavy.pk}", "Lourd", "200")
    ]
    assert [one.get(path).status_code for one in (office, grocer, shop, other_shop)] == [200, 200, 200, 403]

    made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
    order = made["order"]["@id"]
    orders = Api(oauth_token(credentials, scope="orders"))
    member = orders.get("/api/orders").json()["hydra:member"][0]
    assert (member["@id"], member["number"], member["state"], member["total"], member["delivery"]) == (
        order, made["order"]["number"], "new", 499, made["@id"],
    )  # fmt: skip
    assert grocer.get(order).json()["taxTotal"] == made["order"]["taxTotal"]
    assert [one.get(order).status_code for one in (shop, app, other_shop)] == [403, 403, 403]
    assert orders.put(f"{order}/accept", {}).status_code == 403
    assert [office.put(f"{order}/accept", {}).json()["state"] for _time in range(2)] == ["accepted", "accepted"]

    supplement = {"pricingRule": f"/api/pricing_rules/{heavy.pk}", "quantity": 2}
    office.put(made["@id"], {"order": {"manualSupplements": [supplement]}})
    form = office.get(f"{made['dropoff']['@id']}/delivery_form_data").json()
    assert (form["id"], form["store"], len(form["tasks"])) == (made["id"], f"/api/stores/{bikes.store.pk}", 2)
    assert form["order"] == {"manualSupplements": [supplement], "arbitraryPrice": None, "isSavedOrder": False}
    assert {"id", "company", "complete", "addressCountry", "addressLocality", "addressRegion", "postalCode",
            "postOfficeBoxNumber", "deletedAt", "deleted"} <= set(form["tasks"][1]["address"])  # fmt: skip
    alone = office.post("/api/tasks", BY_NOON).json()["@id"]
    assert office.get(f"{alone}/delivery_form_data").json()["order"] is None
    assert app.get(f"{alone}/delivery_form_data").status_code == 403

    office.delete(made["@id"])
    assert (office.get(order).json()["state"], office.put(f"{order}/accept", {}).status_code) == ("cancelled", 400)


def test_what_is_done_about_an_incident(office, app, shop, bikes, priced):
    _rules, heavy = priced
    made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
    task = made["dropoff"]["@id"]
    office.put(f"{task}/assign", {"username": bikes.courier.username})
    supplement = {"pricingRule": f"/api/pricing_rules/{heavy.pk}", "quantity": 1}
    suggestion = {"suggestion": {"tasks": [], "order": {"manualSupplements": [supplement]}}}
    told = {"task": task, "failureReasonCode": "DAMAGED", "metadata": [suggestion]}
    path = app.post("/api/incidents", told).json()["@id"]
    action = f"{path}/action"

    cheaper = office.put(action, {"action": "applied_price_diff", "diff": -99}).json()
    assert (cheaper["@id"], cheaper["events"][-1]["type"], cheaper["events"][-1]["metadata"]) == (
        path, "applied_price_diff", [{"diff": -99}],
    )  # fmt: skip
    assert office.get(made["@id"]).json()["order"]["total"] == 400
    office.put(action, {"action": "accepted_suggestion"})
    assert office.get(made["@id"]).json()["order"]["total"] == 699
    office.put(action, {"action": "rejected_suggestion"})
    office.put(action, {"action": "transporter_reported", "failure_reason": "DAMAGED", "pods": []})
    later = {"after": "2031-05-07T10:00:00+02:00", "before": "2031-05-07T11:00:00+02:00", "close": True}
    closed = office.put(action, {"action": "rescheduled", **later}).json()
    assert (closed["status"], office.get(task).json()["before"]) == ("CLOSED", later["before"])
    assert closed["events"][-1]["metadata"] == [{key: later[key] for key in ("after", "before")}]
    assert office.put(action, {"action": "cancelled"}).json()["task"]["status"] == "CANCELLED"
    assert [one["type"] for one in office.get(path).json()["events"]] == [
        "applied_price_diff", "accepted_suggestion", "rejected_suggestion", "transporter_reported", "rescheduled",
        "cancelled",
    ]  # fmt: skip
    assert [office.put(action, body).status_code for body in ({}, {"action": "applied_price_diff"},
                                                              {"action": "rescheduled"})] == [400] * 3  # fmt: skip
    assert app.put(action, {"action": "cancelled"}).status_code == 403


def test_what_is_not_here_says_so(app):
    no_socket = app.get("/api/centrifugo/token")
    assert (no_socket.status_code, no_socket.json()["@type"]) == (404, "hydra:Error")
    for path in ("facebook", "google_sign_in", "sign_in_with_apple"):
        answer = Client().post(f"/api/{path}/login", {"accessToken": "x"}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, 403)
        assert "Retry-After" not in answer


def test_parcels_change_bikes_at_a_warehouse(office, app, shop, bikes, now):
    from maillage.delivery.services.warehouses import save_warehouse
    from maillage.delivery.types import AddressGiven

    place = AddressGiven(text="Quai Albert Ier", latitude=43.7350, longitude=7.4220)
    depot = save_warehouse(actor=bikes.dispatcher, name="Dépôt", address=place, now=now)
    made = shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "weight": 2000}}).json()
    path = f"/api/warehouses/{depot.pk}/relay"

    answer = office.post(path, {"tasks": [made["dropoff"]["@id"]]})

    drop, pick = answer.json()["tasks"]
    assert (answer.status_code, drop["type"], pick["type"], pick["previous"]) == (201, "DROPOFF", "PICKUP", drop["@id"])
    assert (drop["weight"], drop["before"], drop["after"]) == (2000, made["dropoff"]["before"], made["pickup"]["after"])
    assert [one["@id"] for one in shop.get(made["@id"]).json()["tasks"]] == [one["@id"] for one in made["tasks"]]
    chain = [made["pickup"], drop, pick, made["dropoff"]]
    for before, task in pairwise(chain[1:]):
        for deed in ("start", "done"):
            refused = office.put(f"{task['@id']}/{deed}", {})
            assert (refused.status_code, str(before["id"]) in refused.json()["hydra:description"]) == (400, True)
        for earlier in chain[: chain.index(before) + 1]:
            office.put(f"{earlier['@id']}/done", {})
    assert [office.put(f"{chain[3]['@id']}/{deed}", {}).status_code for deed in ("start", "done")] == [200, 200]
    for tasks in ([], [made["pickup"]["@id"]], ["/api/tasks/999999"]):
        assert office.post(path, {"tasks": tasks}).status_code == 400
    assert [app.post(path, {}).status_code, office.post("/api/warehouses/999999/relay", {}).status_code] == [403, 404]


def test_old_client_names_a_place(sdk, other_shop, office, shop):
    made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
    path = f"{made['dropoff']['@id']}/bio_deliver"

    changed = sdk.put(path, {"address": {"name": "Casier 4"}, "comments": "Code 12A"}).json()

    assert (changed["address"]["name"], changed["comments"]) == ("Casier 4", "Code 12A")
    assert changed["address"]["geo"] == made["dropoff"]["address"]["geo"]
    assert [other_shop.put(path, {}).status_code, office.put(path, {}).status_code] == [403, 403]


def test_proofs_as_one_file(office, app, grocer, shop, other_shop, bikes, tmp_path, settings):
    import io
    import zipfile

    from django.core.files.base import ContentFile

    from maillage.delivery.models import Task, TaskProof

    settings.MEDIA_ROOT = tmp_path
    made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()
    task = Task.objects.across_scopes(reason="a test").get(number=made["dropoff"]["id"])
    proof = TaskProof(organization=bikes.organization, task=task, made_at=task.created_at)
    proof.file.save("porte.jpg", ContentFile(b"jpeg"))
    path = f"/api/stores/{bikes.store.pk}/pod_export"

    assert [one.get(f"{path}/count").json() for one in (grocer, office, shop)] == [{"count": 1}] * 3
    assert grocer.get(f"{path}/count?before=2020-01-01T00:00:00Z").json() == {"count": 0}
    answer = grocer.post(path, {})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.namelist() == [f"D-{made['id']}/{task.number}-{proof.kind.lower()}-{proof.pk}.jpg"]
    assert archive.read(archive.namelist()[0]) == b"jpeg"
    assert [one.post(path, {}).status_code for one in (app, other_shop)] == [403, 403]
