"""A co-operative is set up in the browser: what is typed is kept, what is wrong is named, strangers find nothing."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from maillage.delivery.models import (
    ApiWebhookSending,
    ClosedDay,
    Courier,
    DeliveryService,
    Package,
    Tag,
    TimeSlot,
    Vehicle,
    Zone,
)
from maillage.delivery.queries.api_access import actor_of_program
from maillage.delivery.services.lists import add_tag
from tests.delivery.coopcycle.api_cast import basic

pytestmark = pytest.mark.django_db
SQUARE = {"type": "Polygon", "coordinates": [[[7.41, 43.73], [7.43, 43.73], [7.43, 43.75], [7.41, 43.73]]]}


def at(route, *arguments):
    return reverse(f"delivery:{route}", args=["la-bobine", *arguments])


def rows(model):
    return model.objects.across_scopes(reason="a test")


class TestOpening:
    def test_owner_switches_it_on_with_a_town(self, client_as, amina, la_bobine):
        answer = client_as(amina).post(
            at("opening"), {"place": "Lyon", "time_zone": "Europe/Paris", "country": "FR"}, follow=True
        )

        assert answer.status_code == 200
        service = rows(DeliveryService).get()
        assert (round(service.latitude, 1), round(service.longitude, 1)) == (45.7, 4.8)
        assert "Delivery is switched on" in answer.content.decode() or "La livraison est" in answer.content.decode()

    def test_unknown_place_is_named_and_kept(self, client_as, amina, la_bobine):
        given = {"place": "Xyzzyville", "time_zone": "Europe/Paris", "country": "FR"}
        answer = client_as(amina).post(at("opening"), given)

        assert answer.status_code == 422
        assert 'value="Xyzzyville"' in answer.content.decode()
        assert not rows(DeliveryService).exists()

    def test_pages_are_not_found_before(self, client_as, amina, la_bobine):
        assert client_as(amina).get(at("home")).status_code == 404


@pytest.fixture
def browser(bikes, client_as, amina):
    return client_as(amina)


ROUTES = (
    "home", "settings", "courier_list", "vehicle_list", "zone_list", "zone_new", "slot_list", "slot_new",
    "package_set_new", "word_list", "store_list", "store_new",
)  # fmt: skip


@pytest.mark.parametrize("route", ROUTES)
def test_pages_show_in_both_languages(browser, route):
    for language in ("fr", "en"):
        assert browser.get(at(route), {"lang": language}).status_code == 200


def test_home_says_what_is_left(browser):
    page = browser.get(at("home"), {"lang": "en"}).content.decode()

    assert "What is left to do" in page
    assert "/livraison/zones/" in page


class TestZones:
    def test_is_drawn_pasted_as_a_collection(self, browser):
        pasted = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": SQUARE}]}

        browser.post(at("zone_new"), {"name": "Centre", "is_served": "on", "area": json.dumps(pasted)})

        zone = rows(Zone).get()
        assert (zone.name, zone.area) == ("Centre", SQUARE)

    @pytest.mark.parametrize("area", ["", "{", '{"type": "Point", "coordinates": [7, 43]}', "[" * 5000])
    def test_what_is_no_area_is_refused(self, browser, area):
        answer = browser.post(at("zone_new"), {"name": "Centre", "area": area})

        assert answer.status_code == 422
        assert not rows(Zone).exists()

    def test_zone_that_prices_name_stays(self, browser, bikes):
        from maillage.delivery.services.rule_sets import RuleGiven, add_rules, save_rule_set
        from maillage.delivery.types import PricingStrategy

        browser.post(at("zone_new"), {"name": "Centre", "area": json.dumps(SQUARE)})
        made = save_rule_set(actor=bikes.dispatcher, name="Tarif", strategy=PricingStrategy.FIND)
        rule = RuleGiven('in_zone(dropoff.address, "Centre")', "500")
        add_rules(actor=bikes.dispatcher, rule_set_id=made.pk, given=[rule])
        zone = rows(Zone).get()

        assert browser.post(at("zone_removal", zone.pk)).status_code == 409
        answer = browser.post(at("zone", zone.pk), {"name": "Autre", "area": json.dumps(SQUARE)})
        assert answer.status_code == 422
        assert "Tarif" in answer.content.decode()


class TestFleet:
    def test_vehicle_is_added_and_its_name_is_once(self, browser):
        given = {
            "name": "Biporteur", "kind": "cargo_bike", "max_weight_kg": "80", "max_volume_units": 40, "speed_percent": 90,
            "co2_g_per_km": 0,
        }  # fmt: skip
        assert browser.post(at("vehicle_list"), given).status_code == 303
        assert browser.post(at("vehicle_list"), given).status_code == 422
        assert [(one.name, one.max_weight_g) for one in rows(Vehicle)] == [("Biporteur", 80_000)]

    def test_skills_of_a_courier_are_tags(self, browser, bikes):
        for name in ("Froid", "Lourd"):
            add_tag(actor=bikes.dispatcher, name=name, color="#000000")
        given = {"telephone": "", "color": "#0F6B6B", "skills": ["froid"]}

        browser.post(at("courier", bikes.courier.pk), given)

        assert rows(Courier).get(pk=bikes.courier.pk).skills == ["froid"]
        assert browser.post(at("courier", bikes.courier.pk), {**given, "skills": ["autre"]}).status_code == 422

    def test_courier_who_leaves_gives_back_what_is_to_ride(self, browser, bikes):
        from maillage.delivery.models import Task
        from maillage.delivery.services.assignments import assign_tasks
        from tests.delivery.conftest import NOW

        task = rows(Task).filter(delivery=bikes.order()).first()
        assign_tasks(actor=bikes.dispatcher, task_ids=[task.pk], courier_id=bikes.courier.pk, now=NOW)

        browser.post(at("courier_departure", bikes.courier.pk))

        assert not rows(Task).exclude(courier=None).exists()
        assert rows(Courier).get(pk=bikes.courier.pk).left_at is not None

    def test_editor_adds_no_courier(self, bikes, client_as, bruno):
        assert client_as(bruno).post(at("courier_list"), {"person": "x"}).status_code == 404


class TestChoices:
    def test_slot_is_kept_as_programs_read_it(self, browser):
        given = {"name": "Matin", "hours": "Mo-Fr 09:00-12:00", "days": 3, "notice_min": 120}

        browser.post(at("slot_new"), given)

        slot = rows(TimeSlot).get()
        assert (slot.interval, slot.prior_notice) == ("3 days", "2 hours")
        assert slot.openings[0]["opens"] == "09:00"
        assert slot.openings[0]["dayOfWeek"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]

    @pytest.mark.parametrize("hours", ["", "Mo-Fr 9h-12h", "Mo-Fr 12:00-09:00", "PH 09:00-10:00"])
    def test_hours_that_cannot_be_read_are_refused(self, browser, hours):
        answer = browser.post(at("slot_new"), {"name": "Matin", "hours": hours, "days": 2})

        assert answer.status_code == 422
        assert not rows(TimeSlot).exists()

    def test_packages_keep_their_order(self, browser):
        lines = {
            "colis-TOTAL_FORMS": 4, "colis-INITIAL_FORMS": 0, "colis-0-name": "Petit", "colis-0-volume_units": 1,
            "colis-2-name": "Grand", "colis-2-short_code": "G", "colis-2-volume_units": 4,
        }  # fmt: skip
        assert browser.post(at("package_set_new"), {"name": "Boîtes", **lines}).status_code == 303

        kept = rows(Package).filter(package_set__name="Boîtes").order_by("position")
        assert [(one.name, one.volume_units) for one in kept] == [("Petit", 1), ("Grand", 4)]

    def test_words(self, browser):
        browser.post(at("tag_creation"), {"mot-name": "Fragile", "mot-color": "#aa0000"})
        again = browser.post(at("tag_creation"), {"mot-name": "fragile", "mot-color": "#aa0000"})
        browser.post(at("closed_creation"), {"jours-first": "2090-12-24", "jours-last": "2090-12-26"})
        wrong = browser.post(at("closed_creation"), {"jours-first": "2090-12-26", "jours-last": "2090-12-24"})

        assert (again.status_code, wrong.status_code) == (422, 422)
        assert [tag.slug for tag in rows(Tag)] == ["fragile"]
        assert rows(ClosedDay).count() == 1


class TestStores:
    def test_person_is_added_by_address(self, browser, bikes, driss):
        url = at("store_person", bikes.store.pk)

        assert browser.post(url, {"email": "DRISS@le-fournil.example"}).status_code == 303
        unknown = browser.post(url, {"email": "personne@nulle-part.example"})
        assert unknown.status_code == 422
        assert "personne@nulle-part.example" in unknown.content.decode()
        assert bikes.store.people.across_scopes(reason="a test").count() == 2

    def test_same_address_is_kept_as_it_is(self, browser, bikes):
        page = browser.get(at("store", bikes.store.pk))
        form = page.context["form"]
        browser.post(at("store", bikes.store.pk), {**form.initial, "name": "Épicerie neuve"})

        kept = bikes.store.address_id
        bikes.store.refresh_from_db()
        assert (bikes.store.name, bikes.store.address_id) == ("Épicerie neuve", kept)

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_takes_a_fixed_number_of_queries(self, browser, bikes, count, django_assert_num_queries):
        from maillage.delivery.services.stores import StoreGiven, save_store
        from maillage.delivery.types import AddressGiven
        from tests.delivery.conftest import NOW

        for number in range(count - 1):
            where = AddressGiven(text=f"{number} quai", latitude=43.735, longitude=7.42)
            save_store(actor=bikes.dispatcher, given=StoreGiven(f"S{number}", address=where), now=NOW)
        browser.get(at("store_list"))

        with django_assert_num_queries(11):
            browser.get(at("store_list"))


class TestShopSoftware:
    def test_owner_makes_credentials_that_a_plug_in_signs_in_with(self, browser, bikes, client_as, bruno):
        url = at("store_programs", bikes.store.pk)
        assert browser.post(url, {"name": ""}).status_code == 422
        page = browser.post(url, {"name": "Boutique en ligne"})
        made = page.context["made"]
        shown = page.content.decode()
        assert page.status_code == 201
        assert made.client_secret in shown
        assert "no-store" in page["Cache-Control"]
        token = Client().post(
            "/oauth2/token", {"grant_type": "client_credentials"},
            headers={"Authorization": basic(made.client_id, made.client_secret)},
        )  # fmt: skip
        assert token.status_code == 200

        # A second press makes no second program, and nothing shows the secret again.
        assert browser.post(url, {"name": "boutique en ligne"}).status_code == 422
        again = client_as(bruno).get(url)
        assert (again.status_code, made.client_secret in again.content.decode()) == (200, False)
        assert client_as(bruno).post(url, {"name": "Autre"}).status_code == 404
        out = at("program_revocation", bikes.store.pk, made.program.pk)
        assert client_as(bruno).post(out).status_code == 404
        assert browser.post(out).status_code == 303
        bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
        assert Client().get("/api/me", headers=bearer).status_code == 401

    def test_what_nobody_took_in_a_day_is_sent_again(self, browser, bikes, settings, now):
        from maillage.delivery.services import api_webhooks, programs

        settings.MAILLAGE_WEBHOOKS_INSIDE = True
        made = programs.create_program(actor=bikes.dispatcher, store_id=bikes.store.pk, name="Caisse", now=now).program
        url = "https://caisse.invalid/hook"
        api_webhooks.add_webhook(actor=actor_of_program(program=made), event="delivery.picked", url=url, now=now)
        told = {"event": "delivery.picked", "store_id": bikes.store.pk, "now": now}
        for number in (41, 42):
            api_webhooks.tell_programs(**told, delivery_number=number)
        for row in rows(ApiWebhookSending):
            for attempt in (1, 2, 3):
                with pytest.raises(api_webhooks.SendingFailed):
                    api_webhooks.send(sending_id=row.pk, attempt=attempt, now=now, post=lambda *_a, **_k: 503)
            api_webhooks.send(sending_id=row.pk, attempt=4, now=now, post=lambda *_a, **_k: 503)
        page = browser.get(at("store_programs", bikes.store.pk), {"lang": "en"}).content.decode()
        assert page.count("Given up") == 2
        assert "HTTP 503" in page

        assert browser.post(at("program_messages", bikes.store.pk)).status_code == 303

        taken = []
        for row in rows(ApiWebhookSending).order_by("pk"):
            api_webhooks.send(sending_id=row.pk, attempt=1, now=now, post=lambda *_a, **sent: taken.append(sent) or 200)
        assert [json.loads(sent["body"])["data"]["object"] for sent in taken] == [
            "/api/deliveries/41",
            "/api/deliveries/42",
        ]
        assert "Given up" not in browser.get(at("store_programs", bikes.store.pk), {"lang": "en"}).content.decode()


@pytest.mark.parametrize("who", ["driss", "elise", "chloe"])
def test_others_find_nothing(bikes, client_as, request, who):
    client = client_as(request.getfixturevalue(who))

    assert {client.get(at(route)).status_code for route in ROUTES} == {404}
