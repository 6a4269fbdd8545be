"""The seven routes that shops need, word for word. Source: `coopcycle_api.md`, sections 0 to 4 and 7."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.delivery.coopcycle.api_cast import HERE, JSON_LD, Api, basic

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Paris")
BY_NOON = {"address": HERE, "before": "2031-05-06T12:00:00+02:00"}


class TestEntryPoint:
    @pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/html,application/xhtml+xml", "image/png"])
    def test_is_open_to_all_in_any_form(self, client, accept):
        answer = client.get("/api", headers={"Accept": accept} if accept else {})

        assert answer.status_code == 200
        assert answer["Content-Type"].startswith(JSON_LD)
        body = answer.json()
        assert (body["@context"], body["@id"], body["@type"]) == ("/api/contexts/Entrypoint", "/api", "Entrypoint")
        assert {"store": "/api/stores", "task": "/api/tasks", "timeSlot": "/api/time_slots"}.items() <= body.items()

    def test_answers_head(self, client):
        assert client.head("/api").status_code == 200

    def test_ignores_a_token_that_is_not_valid(self):
        assert Api("nonsense").get("/api").status_code == 200


class TestToken:
    def ask(self, body, **headers):
        return Client().post("/oauth2/token", body, content_type="application/x-www-form-urlencoded", headers=headers)

    def test_with_basic(self, credentials):
        answer = self.ask(
            "grant_type=client_credentials&scope=tasks+deliveries",
            Authorization=basic(credentials.client_id, credentials.client_secret),
        )

        assert answer.status_code == 200
        body = answer.json()
        assert set(body) == {"token_type", "expires_in", "access_token"}
        assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)

    def test_with_credentials_in_the_body(self, credentials):
        answer = self.ask(
            f"grant_type=client_credentials&client_id={credentials.client_id}&client_secret={credentials.client_secret}"
        )

        assert answer.status_code == 200

    def test_deliveries_is_the_scope_when_none_is_asked(self, credentials):
        answer = self.ask(
            "grant_type=client_credentials", Authorization=basic(credentials.client_id, credentials.client_secret)
        )

        shop = Api(answer.json()["access_token"])
        assert shop.post("/api/deliveries", {"dropoff": BY_NOON}).status_code == 201

    def test_bad_client(self, credentials):
        answer = self.ask("grant_type=client_credentials", Authorization=basic(credentials.client_id, "wrong"))

        assert answer.status_code == 401
        told = "Client authentication failed"
        assert answer.json() == {"error": "invalid_client", "error_description": told, "message": told}

    @pytest.mark.parametrize(
        ("body", "error"),
        [
            ("grant_type=client_credentials&scope=everything", "invalid_scope"),
            # A store's program never sees what is not its store's.
            ("grant_type=client_credentials&scope=tasks:all", "invalid_scope"),
            ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
        ],
    )
    def test_bad_scope_or_grant(self, credentials, body, error):
        answer = self.ask(body, Authorization=basic(credentials.client_id, credentials.client_secret))

        assert (answer.status_code, answer.json()["error"]) == (400, error)
        assert answer.json()["message"] == answer.json()["error_description"]


class TestMe:
    def test_of_a_program_is_its_application(self, shop, credentials, bikes):
        assert shop.get("/api/me").json() == {
            "@context": "/api/contexts/ApiApp",
            "@id": f"/api/api_apps/{credentials.program.pk}",
            "@type": "http://schema.org/SoftwareApplication",
            "store": f"/api/stores/{bikes.store.pk}",
            "shop": None,
            "name": "Boutique en ligne",
        }

    def test_with_an_api_key(self, credentials):
        assert credentials.api_key.startswith("ak_")
        assert Api(credentials.api_key).get("/api/me").json()["name"] == "Boutique en ligne"

    def test_without_a_token(self):
        answer = Api().get("/api/me")

        assert answer.status_code == 401
        assert answer.json() == {"code": 401, "message": "JWT Token not found"}

    def test_with_a_token_that_is_none(self):
        answer = Api("eyJ.not.one").get("/api/me")

        assert (answer.status_code, answer.json()) == (401, {"code": 401, "message": "Invalid JWT Token"})


class TestStore:
    def test_is_shown_whole(self, shop, bikes, slot):
        store = bikes.store

        assert shop.get(f"/api/stores/{store.pk}").json() == {
            "@context": "/api/contexts/Store",
            "@id": f"/api/stores/{store.pk}",
            "@type": "http://schema.org/Store",
            "id": store.pk,
            "name": "Épicerie du Canal",
            "enabled": True,
            "address": {
                "@id": f"/api/addresses/{store.address_id}",
                "@type": "http://schema.org/Place",
                "geo": {"@type": "GeoCoordinates", "latitude": 43.7372, "longitude": 7.421},
                "streetAddress": "2 rue Grimaldi",
                "telephone": None,
                "name": "Épicerie du Canal",
                "contactName": None,
                "description": None,
                "provider": None,
            },
            "timeSlot": f"/api/time_slots/{slot.pk}",
            "timeSlots": [f"/api/time_slots/{slot.pk}"],
            "pricingRuleSet": None,
            "prefillPickupAddress": True,
            "weightRequired": False,
            "packagesRequired": False,
            "multiDropEnabled": True,
            "multiPickupEnabled": False,
            "cashOnDeliveryEnabled": False,
        }

    def test_of_others(self, other_shop, elsewhere, bikes):
        of_neighbour = other_shop.get(f"/api/stores/{bikes.store.pk}")
        of_stranger = elsewhere.get(f"/api/stores/{bikes.store.pk}")

        assert (of_neighbour.status_code, of_stranger.status_code) == (403, 404)
        assert of_neighbour.json()["@type"] == of_stranger.json()["@type"] == "hydra:Error"


def test_time_slot(shop, slot):
    assert shop.get(f"/api/time_slots/{slot.pk}").json() == {
        "@context": "/api/contexts/TimeSlot",
        "@id": f"/api/time_slots/{slot.pk}",
        "@type": "TimeSlot",
        "name": "Matin",
        "interval": "2 days",
        "priorNotice": "1 hour",
        "workingDaysOnly": False,
        "choices": [],
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "opens": "10:00",
                "closes": "11:00",
                "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            }
        ],
    }


class TestNegotiation:
    @pytest.mark.parametrize(
        ("accept", "media_type"),
        [
            ("*/*", JSON_LD),
            ("application/json, text/plain, */*", JSON_LD),  # axios
            ("application/ld+json", JSON_LD),
            ("application/json", "application/json"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON_LD),
            ("application/json;q=0.9, application/ld+json;q=0.1", "application/json"),
        ],
    )
    def test_form_of_the_answer(self, shop, accept, media_type):
        shop.accept = accept
        answer = shop.get("/api/me")

        assert answer["Content-Type"].partition(";")[0] == media_type
        assert ("@id" in answer.json()) is (media_type == JSON_LD)

    def test_what_nobody_writes_is_refused(self, shop):
        shop.accept = "image/png"

        assert shop.get("/api/me").status_code == 406

    @pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded"])
    def test_orders_are_json_ld(self, shop, content_type):
        answer = shop.post("/api/deliveries", {"dropoff": BY_NOON}, content_type=content_type)

        assert (answer.status_code, answer.json()["@type"]) == (415, "hydra:Error")

    def test_any_site_may_call(self, client):
        answer = client.options("/api/deliveries", headers={"Origin": "https://boutique.example"})

        assert answer.status_code == 204
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert {"POST", "PUT", "GET", "DELETE", "OPTIONS", "PATCH"} <= set(
            answer["Access-Control-Allow-Methods"].split(", ")
        )
        allowed = answer["Access-Control-Allow-Headers"]
        assert {"content-type", "authorization", "x-attach-to", "x-token-action"} <= set(allowed.split(", "))
        assert answer["Access-Control-Max-Age"] == "3600"

    def test_a_slash_too_many_in_the_servers_address(self, shop, credentials, bikes):
        """A plug-in puts paths behind the address that was typed, be it `https://velo.example.org/`."""
        asked = {"grant_type": "client_credentials"}
        token = {"Authorization": basic(credentials.client_id, credentials.client_secret)}
        for path in ("http://testserver//oauth2/token", "/oauth2/token/"):
            assert Client().post(path, asked, headers=token).status_code == 200
        for path in ("http://testserver//api", "/api/", "http://testserver//api/"):
            assert Client().get(path).json()["@context"] == "/api/contexts/Entrypoint"
        for path in ("http://testserver//api/me", "/api/me/", "/api//me"):
            assert shop.get(path).json()["name"] == "Boutique en ligne"
            assert Api().get(path).status_code == 401
        found = shop.get(f"http://testserver//api/stores/{bikes.store.pk}/deliveries/").json()
        assert found["@id"] == f"/api/stores/{bikes.store.pk}/deliveries"
        assert shop.post("http://testserver//api/deliveries/", {"dropoff": BY_NOON}).status_code == 201
        assert [
            shop.get(path).status_code for path in ("/api/none/", "http://testserver//api/none", "/oauth2/none")
        ] == [404] * 3

    def test_a_token_is_not_read(self, client):
        answer = client.get("/oauth2/token")

        assert (answer.status_code, answer.json()["error"]) == (405, "invalid_request")

    def test_unknown_address(self, shop):
        answer = shop.get("/api/nothing_here")

        assert (answer.status_code, answer.json()["@type"]) == (404, "hydra:Error")
        assert answer.json()["@context"] == "/api/contexts/Error"


class TestCreation:
    def test_example_of_the_contract(self, shop, bikes):
        tag(bikes)
        body = {
            "store": f"/api/stores/{bikes.store.pk}",
            "pickup": {
                "address": {"streetAddress": "12 quai des Exemples", "latLng": [43.7352, 7.4210]},
                "before": "2031-05-06T11:00:00+02:00",
                "comments": "Sonner",
            },
            "dropoff": {
                "address": {
                    "streetAddress": "3 rue Imaginaire",
                    "latLng": [43.7400, 7.4250],
                    "telephone": "0639980003",
                    "contactName": "Nina Rossi",
                    "description": "Code 12A",
                },
                "timeSlot": "2031-05-06 11:00-12:00",
                "weight": 6000,
                "packages": [{"type": "XL", "quantity": 2}],
                "comments": "Fragile",
                "tags": ["cold"],
                "metadata": {"external_id": "C-88"},
            },
        }

        answer = shop.post("/api/deliveries", body)

        assert answer.status_code == 201, answer.content
        made = answer.json()
        number = made["id"]
        assert made["@context"] == "/api/contexts/Delivery"
        assert made["@id"] == f"/api/deliveries/{number}"
        assert made["@type"] == "http://schema.org/ParcelDelivery"
        assert [task["@id"] for task in made["tasks"]] == [made["pickup"]["@id"], made["dropoff"]["@id"]]
        assert made["distance"] > 0
        assert made["duration"] > 0
        assert re.fullmatch(r"http://[^/]+/fr/pub/d/[\w-]{8,}", made["trackingUrl"])
        assert set(made["order"]) == {"@id", "@type", "number", "total", "taxTotal", "paymentGateway"}
        pickup, dropoff = made["pickup"], made["dropoff"]
        assert pickup["comments"] == "Sonner\n\n2 × XL\n6.00 kg"
        order_id = int(made["order"]["@id"].rpartition("/")[2])
        assert dropoff == {
            "@id": f"/api/tasks/{dropoff['id']}",
            "@type": "Task",
            "id": dropoff["id"],
            "type": "DROPOFF",
            "status": "TODO",
            "address": {
                "@id": dropoff["address"]["@id"],
                "@type": "http://schema.org/Place",
                "geo": {"@type": "GeoCoordinates", "latitude": 43.74, "longitude": 7.425},
                "streetAddress": "3 rue Imaginaire",
                "telephone": "+33639980003",
                "name": None,
                "contactName": "Nina Rossi",
                "description": "Code 12A",
                "provider": None,
            },
            "after": "2031-05-06T11:00:00+02:00",
            "before": "2031-05-06T12:00:00+02:00",
            "doneAfter": "2031-05-06T11:00:00+02:00",
            "doneBefore": "2031-05-06T12:00:00+02:00",
            "comments": "Fragile",
            "weight": 6000,
            "packages": [
                {
                    "type": "XL",
                    "name": "XL",
                    "quantity": 2,
                    "volume_per_package": 3,
                    "short_code": "XL",
                    "labels": dropoff["packages"][0]["labels"],
                    "tasks": [f"/api/tasks/{dropoff['id']}"],
                }
            ],
            "barcode": dropoff["barcode"],
            "createdAt": dropoff["createdAt"],
            "tags": [{"name": "Froid", "slug": "cold", "color": "#3366ff"}],
            "metadata": {
                "external_id": "C-88",
                "delivery_position": 2,
                "zero_waste": False,
                "order_id": order_id,
                "order_number": made["order"]["number"],
                "order_total": 0,
                "has_loopeat_returns": False,
                "store": f"/api/stores/{bikes.store.pk}",
            },
        }
        assert dropoff["barcode"]["barcode"] == f"67670011{dropoff['id']}8076"
        assert len(dropoff["packages"][0]["labels"]) == 2

    def test_dropoff_alone(self, shop, bikes):
        made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()

        pickup, dropoff = made["pickup"], made["dropoff"]
        assert pickup["address"]["@id"] == f"/api/addresses/{bikes.store.address_id}"
        ends = {key: datetime.fromisoformat(task["before"]) for key, task in (("pick", pickup), ("drop", dropoff))}
        assert ends["drop"] - ends["pick"] == timedelta(seconds=made["duration"])
        for task in (pickup, dropoff):
            assert datetime.fromisoformat(task["before"]) - datetime.fromisoformat(task["after"]) == timedelta(
                minutes=15
            )

    def test_line_goes_from_the_store_to_the_door(self, shop, bikes):
        from maillage.routing.polyline import decode

        made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()

        assert decode(made["polyline"]) == [(7.421, 43.7372), (7.425, 43.74)]

    def test_address_as_text_identifier_and_object(self, shop, bikes):
        known = f"/api/addresses/{bikes.store.address_id}"
        sent = {
            "text": "3 avenue de la République, 06240 Beausoleil",
            "identifier": known,
            "object": {"streetAddress": "chez Nina", "geo": {"latitude": 43.741, "longitude": 7.426}},
        }

        made = {
            name: shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "address": address}})
            for name, address in sent.items()
        }

        assert {name: answer.status_code for name, answer in made.items()} == dict.fromkeys(sent, 201)
        assert made["identifier"].json()["dropoff"]["address"]["@id"] == known
        assert made["object"].json()["dropoff"]["address"]["streetAddress"] == "chez Nina"
        assert made["object"].json()["dropoff"]["address"]["geo"]["latitude"] == 43.741

    def test_point_beside_a_text_address(self, shop):
        stop = {"address": "au bout du quai", "latLng": [43.741, 7.426], "before": "2031-05-06T12:00:00+02:00"}

        made = shop.post("/api/deliveries", {"dropoff": stop}).json()

        assert made["dropoff"]["address"]["geo"] == {"@type": "GeoCoordinates", "latitude": 43.741, "longitude": 7.426}

    @pytest.mark.parametrize(
        ("times", "after", "before"),
        [
            ({"before": "2031-05-06T10:00:00Z"}, "11:45", "12:00"),
            ({"doneAfter": "2031-05-06 11:00", "doneBefore": "2031-05-06 12:00:00"}, "11:00", "12:00"),
            ({"timeSlot": "2031-05-06 11:00-12:00"}, "11:00", "12:00"),
            ({"timeSlot": "2031-05-06 11:00:00-12:00:00"}, "11:00", "12:00"),  # of `opens` with its seconds
            ({"timeSlot": "2031-05-06T09:00:00Z/2031-05-06T10:00:00Z"}, "11:00", "12:00"),
            ({"timeSlot": ["2031-05-06T11:00:00+02:00", "2031-05-06T12:00:00+02:00"]}, "11:00", "12:00"),
            ({"before": "2031-05-06T18:00:00+02:00", "timeSlot": "2031-05-06 11:00-12:00"}, "11:00", "12:00"),
        ],
    )
    def test_forms_of_time(self, shop, times, after, before):
        made = shop.post("/api/deliveries", {"dropoff": {"address": HERE, **times}}).json()

        assert made["dropoff"]["after"] == made["dropoff"]["doneAfter"] == f"2031-05-06T{after}:00+02:00"
        assert made["dropoff"]["before"] == made["dropoff"]["doneBefore"] == f"2031-05-06T{before}:00+02:00"

    @pytest.mark.parametrize("text", ["tomorrow 13:00", "+1 day 13:00"])
    def test_times_in_words(self, shop, text):
        made = shop.post("/api/deliveries", {"dropoff": {"address": HERE, "before": text}}).json()

        expected = datetime.now(ZONE) + timedelta(days=1)
        assert made["dropoff"]["before"][:16] == f"{expected:%Y-%m-%d}T13:00"

    @pytest.mark.parametrize("none", [False, None, "", "absent"])
    def test_no_telephone(self, shop, none):
        address = {**HERE, **({} if none == "absent" else {"telephone": none})}

        made = shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "address": address}})

        assert (made.status_code, made.json()["dropoff"]["address"]["telephone"]) == (201, None)

    def test_many_stops_in_any_case(self, shop):
        tasks = [
            {"type": "pickup", "address": HERE, "before": "2031-05-06T11:00:00+02:00"},
            {"type": "DROPOFF", **BY_NOON, "weight": 1500},
            {
                "type": "dropoff",
                "address": {"streetAddress": "x", "latLng": [43.742, 7.428]},
                "before": "2031-05-06 13:00",
            },
        ]

        made = shop.post("/api/deliveries", {"tasks": tasks}).json()

        assert [task["type"] for task in made["tasks"]] == ["PICKUP", "DROPOFF", "DROPOFF"]
        assert made["pickup"]["weight"] == 1500
        assert made["dropoff"]["id"] == made["tasks"][2]["id"]

    def test_two_stops_are_a_pickup_and_a_dropoff_whatever_they_say(self, shop):
        stop = {"address": HERE, "before": "2031-05-06T11:00:00+02:00", "type": "DROPOFF"}

        made = shop.post("/api/deliveries", {"tasks": [stop, {**BY_NOON, "type": "PICKUP"}]}).json()

        assert [task["type"] for task in made["tasks"]] == ["PICKUP", "DROPOFF"]

    def test_load_beside_the_stops_goes_to_the_first_dropoff(self, shop):
        body = {"dropoff": BY_NOON, "weight": 2000, "packages": [{"type": "S", "quantity": "3"}]}

        made = shop.post("/api/deliveries", body).json()

        assert made["dropoff"]["weight"] == 2000
        assert [(one["name"], one["quantity"]) for one in made["dropoff"]["packages"]] == [("S", 3)]
        assert made["pickup"]["comments"] == "3 × S\n2.00 kg"

    def test_tags_and_metadata_in_their_other_forms(self, shop, bikes):
        tag(bikes)
        stop = {**BY_NOON, "tags": "cold unknown", "metadata": "k1=v1 k2=v2"}

        made = shop.post("/api/deliveries", {"dropoff": stop}).json()

        assert [one["slug"] for one in made["dropoff"]["tags"]] == ["cold"]
        assert {"k1": "v1", "k2": "v2"}.items() <= made["dropoff"]["metadata"].items()

    def test_request_of_the_app(self, shop, bikes):
        """Section 11, app issue 1753: axios, no pickup, both `before` and `timeSlot`."""
        shop.accept = "application/json, text/plain, */*"
        body = {
            "store": f"/api/stores/{bikes.store.pk}",
            "dropoff": {
                "address": f"/api/addresses/{bikes.store.address_id}",
                "before": "2031-04-30T15:00:00+02:00",
                "timeSlot": "2031-04-30 09:00-15:00",
            },
        }

        made = shop.post("/api/deliveries", body)

        assert made.status_code == 201
        assert made.json()["@context"] == "/api/contexts/Delivery"
        assert made.json()["dropoff"]["after"] == "2031-04-30T09:00:00+02:00"

    def test_order_without_a_price_is_made_and_flagged(self, shop, bikes):
        from maillage.delivery.models import Delivery

        made = shop.post("/api/deliveries", {"dropoff": BY_NOON}).json()

        row = Delivery.objects.across_scopes(reason="a test").get(number=made["id"])
        assert (made["order"]["total"], row.needs_review, "price" in row.review_reasons) == (0, True, True)

    def test_same_key_makes_one_order(self, shop):
        first = shop.post("/api/deliveries", {"dropoff": BY_NOON}, **{"Idempotency-Key": "a"}).json()
        again = shop.post("/api/deliveries", {"dropoff": BY_NOON}, **{"Idempotency-Key": "a"}).json()

        assert first["@id"] == again["@id"]


class TestRefusals:
    def refused(self, shop, body):
        answer = shop.post("/api/deliveries?lang=en", body)
        assert answer.status_code == 400, answer.content
        return answer.json()

    def test_no_time_window(self, shop):
        assert self.refused(shop, {"pickup": {"address": HERE}, "dropoff": {"address": HERE}}) == {
            "@context": "/api/contexts/ConstraintViolationList",
            "@type": "ConstraintViolationList",
            "hydra:title": "An error occurred",
            "hydra:description": "items[0].task.doneBefore: This value should not be blank.\n"
            "items[1].task.doneBefore: This value should not be blank.",
            "violations": [
                {
                    "propertyPath": f"items[{place}].task.doneBefore",
                    "message": "This value should not be blank.",
                    "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3",
                }
                for place in (0, 1)
            ],
        }

    def test_dropoff_before_pickup(self, shop):
        pickup = {"address": HERE, "after": "2031-05-06T13:00:00+02:00", "before": "2031-05-06T14:00:00+02:00"}

        refusal = self.refused(shop, {"pickup": pickup, "dropoff": BY_NOON})

        assert refusal["violations"] == [
            {"propertyPath": "items", "message": "Dropoff date must be after pickup date.", "code": None}
        ]

    @pytest.mark.parametrize("body", [{}, {"tasks": [{"type": "PICKUP", **BY_NOON}]}])
    def test_fewer_than_two_tasks(self, shop, body):
        refusal = self.refused(shop, body)

        assert ("items", "Delivery must consist of two tasks.") in [
            (one["propertyPath"], one["message"]) for one in refusal["violations"]
        ]

    def test_window_that_ends_before_it_starts(self, shop):
        refusal = self.refused(shop, {"dropoff": {**BY_NOON, "after": "2031-05-06T13:00:00+02:00"}})

        assert [one["propertyPath"] for one in refusal["violations"]] == ["items[1].task.doneBefore"]
        assert refusal["violations"][0]["message"].startswith("The time frame is not valid")

    def test_bad_telephone(self, shop):
        refusal = self.refused(shop, {"dropoff": {**BY_NOON, "address": {**HERE, "telephone": "abc"}}})

        assert (refusal["@context"], refusal["@type"]) == ("/api/contexts/Error", "hydra:Error")
        assert refusal["hydra:title"] == "An error occurred"

    def test_address_that_nobody_finds(self, shop):
        refusal = self.refused(shop, {"dropoff": {**BY_NOON, "address": "Nulle part du tout xyz"}})

        assert [one["propertyPath"] for one in refusal["violations"]] == ["items[1].task.address"]

    @pytest.mark.parametrize(
        ("stop", "iri"),
        [
            ({"timeSlotUrl": "/api/time_slots/123456"}, "/api/time_slots/123456"),
            ({"address": "/api/addresses/987654"}, "/api/addresses/987654"),
        ],
    )
    def test_unknown_identifier(self, shop, stop, iri):
        refusal = self.refused(shop, {"dropoff": {**BY_NOON, "timeSlot": "2031-05-06 11:00-12:00", **stop}})

        assert (refusal["@type"], refusal["hydra:description"]) == ("hydra:Error", f'Item not found for "{iri}".')

    def test_hours_that_the_slot_does_not_offer(self, shop, slot):
        stop = {**BY_NOON, "timeSlot": "2031-05-06 03:00-04:00", "timeSlotUrl": f"/api/time_slots/{slot.pk}"}

        refusal = self.refused(shop, {"dropoff": stop})

        assert (refusal["@type"], refusal["hydra:description"]) == ("hydra:Error", "task.timeSlot.invalid")

    def test_hours_of_nobodys_slot_are_taken_and_flagged(self, shop, slot):
        from maillage.delivery.models import Delivery

        made = shop.post("/api/deliveries", {"dropoff": {**BY_NOON, "timeSlot": "2031-05-06 03:00-04:00"}}).json()

        row = Delivery.objects.across_scopes(reason="a test").get(number=made["id"])
        assert "time_slot" in row.review_reasons

    def test_hours_that_have_passed_are_taken_and_a_dispatcher_told(self, shop, client_as, amina):
        past = {**BY_NOON, "before": "2020-05-06T12:00:00+02:00"}
        made = shop.post("/api/deliveries", {"dropoff": past}).json()

        listed = client_as(amina).get("/o/la-bobine/livraison/livraisons/?lang=en").content.decode()
        page = client_as(amina).get(f"/o/la-bobine/livraison/livraisons/{made['id']}/?lang=en").content.decode()
        assert "To look at" in listed
        assert "hours had passed" in page

    def test_payment_that_the_store_does_not_have(self, shop, bikes):
        body = {"dropoff": BY_NOON, "order": {"paymentMethod": "cash_on_delivery"}}

        refusal = self.refused(shop, body)
        assert "order.paymentMethod is not valid" in refusal["hydra:description"]

        bikes.store.cash_on_delivery = True
        bikes.store.save()
        assert shop.post("/api/deliveries", body).status_code == 201

    @pytest.mark.parametrize(
        "body",
        [
            "{", "[]", '"x"', '{"dropoff": "x"}', '{"dropoff": {"before": 12}}', '{"dropoff": {"before": "soon"}}',
            '{"dropoff": {"address": {"streetAddress": "x", "latLng": [91, 7]}, "before": "tomorrow 13:00"}}',
            '{"dropoff": {"address": {"streetAddress": "x", "latLng": ["NaN", 7]}, "before": "tomorrow 13:00"}}',
            '{"dropoff": {"weight": -1}}', '{"dropoff": {"packages": [{"type": "S", "quantity": -2}]}}',
            '{"dropoff": {"packages": "x"}}', '{"tasks": ["x", "y"]}', '{"dropoff": {"metadata": [1]}}',
            '{"dropoff": {"timeSlot": "soon"}}', '{"dropoff": {"address": 12}}', '{"store": "/api/tasks/1"}',
            '{"store": 7}', '{"dropoff": {"weight": NaN}}', '{"dropoff": {"comments": {"a": 1}}}',
            '{"dropoff": {"address": {"streetAddress": "x\\u0000y", "latLng": [43.74, 7.42]}, "weight": 99999999999}}',
        ],
    )  # fmt: skip
    def test_nonsense_is_refused_without_a_fault_of_ours(self, shop, body):
        answer = shop.post("/api/deliveries", body)

        assert answer.status_code == 400
        assert answer.json()["@type"] in {"hydra:Error", "ConstraintViolationList"}

    def test_other_stores(self, shop, other_shop, elsewhere, bikes):
        body = {"store": f"/api/stores/{bikes.store.pk}", "dropoff": BY_NOON}

        assert [one.post("/api/deliveries", body).status_code for one in (other_shop, elsewhere)] == [403, 403]
        assert Api().post("/api/deliveries", body).status_code == 401


def test_settings(client, bikes):
    answer = client.get("/api/settings")

    assert answer.status_code == 200
    found = answer.json()
    assert {
        "brand_name": "La Bobine", "country": "fr", "locale": "fr", "latlng": "43.7384,7.4246", "currency_code": "eur",
        "timezone": "Europe/Paris", "theme": [],
    }.items() <= found.items()  # fmt: skip
    assert "phone_number" not in found
    hashed = client.get("/api/settings?format=hash").json()
    assert re.fullmatch(r"[0-9a-f]{40}", hashed)


def tag(bikes):
    from maillage.delivery.models import Tag

    Tag.objects.create(organization=bikes.organization, name="Froid", slug="cold", color="#3366ff")
