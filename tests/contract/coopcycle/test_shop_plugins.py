"""The calls of the two shop plug-ins, in their order. Source: `coopcycle_api.md`, sections 7 and 11."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.delivery.coopcycle.api_cast import basic

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Europe/Paris")


def slots_of_plugin(ranges, *, now, days, notice=timedelta(0)):
    """Walk day after day until so many distinct days have slots, as both plug-ins do: with no range this never ends."""
    found, day = [], now.date()
    for _turn in range(400):
        name = day.strftime("%A")
        for one in ranges:
            if name not in one["dayOfWeek"]:
                continue
            opens, closes = (datetime.strptime(one[key][:5], "%H:%M").time() for key in ("opens", "closes"))
            if datetime.combine(day, opens, tzinfo=ZONE) - notice > now:
                found.append(f"{day} {opens:%H:%M}-{closes:%H:%M}")
        if len({slot[:10] for slot in found}) >= days:
            return found
        day += timedelta(days=1)
    raise AssertionError("The shop's checkout hangs.")


def period(text):
    """Read `N units` as PHP's date parser would."""
    count, unit = re.fullmatch(r"(\d+) (minute|hour|day|week)s?", text).groups()
    return timedelta(**{f"{unit}s": int(count)})


def test_woocommerce_from_its_settings_page_to_an_order(client, bikes, slot, credentials):
    entry = client.get("/api")
    assert (entry.status_code, entry.json()["@context"]) == (200, "/api/contexts/Entrypoint")

    token = client.post(
        "/oauth2/token",
        "grant_type=client_credentials&scope=deliveries",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": basic(credentials.client_id, credentials.client_secret)},
    )
    assert token.status_code == 200
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}

    me = client.get("/api/me", headers=bearer).json()
    assert (me["@context"], me["name"]) == ("/api/contexts/ApiApp", "Boutique en ligne")
    store = client.get(me["store"], headers=bearer).json()
    offered = client.get(store["timeSlot"], headers=bearer).json()
    choices = slots_of_plugin(
        offered["openingHoursSpecification"],
        now=datetime.now(ZONE),
        days=int(offered["interval"].split()[0]),
        notice=period(offered["priorNotice"]),
    )
    assert len({choice[:10] for choice in choices}) == 2

    body = {
        "pickup": {"comments": "Commande n° 12"},
        "dropoff": {
            "address": {"streetAddress": "3 avenue de la République, 06240 Beausoleil", "contactName": "Nina Rossi"},
            "timeSlot": choices[-1],
            "comments": "Fragile",
        },
    }
    made = client.post("/api/deliveries", body, content_type="application/ld+json", headers=bearer)

    assert made.status_code == 201, made.content
    order = made.json()
    assert re.fullmatch(r"/api/deliveries/\d+", order["@id"])
    assert order["dropoff"]["@id"] == f"/api/tasks/{order['dropoff']['id']}"
    assert order["pickup"]["comments"] == "Commande n° 12"
    start, end = choices[-1][11:].split("-")
    assert order["dropoff"]["after"][11:16] == start
    assert order["dropoff"]["before"][11:16] == end


def test_prestashop_from_its_settings_page_to_an_order(bikes, slot, credentials):
    client = Client()
    brand = client.get("/api/settings", headers={"Accept": "application/json"})
    assert brand.json()["brand_name"] == "La Bobine"
    token = client.post(
        "/oauth2/token",
        {"grant_type": "client_credentials", "scope": "deliveries"},
        headers={"Authorization": basic(credentials.client_id, credentials.client_secret)},
    )
    assert token.status_code == 200
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
    plain = {**bearer, "Accept": "application/json"}

    me = client.get("/api/me", headers=plain).json()
    assert me == {"name": "Boutique en ligne", "store": f"/api/stores/{bikes.store.pk}", "shop": None}
    store = client.get(me["store"], headers=plain).json()
    assert store["timeSlot"] == f"/api/time_slots/{slot.pk}"
    assert not [key for key in store if key.startswith("@")]
    offered = client.get(store["timeSlot"], headers=plain).json()
    assert offered == {
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
    choices = slots_of_plugin(offered["openingHoursSpecification"], now=datetime.now(ZONE), days=2)

    body = {
        "pickup": {
            "address": {"streetAddress": "boulevard de la République, 06240 Beausoleil", "telephone": "0639980002"},
            "comments": "Commande 12",
        },
        "dropoff": {
            "address": {
                "streetAddress": "3 avenue de la République, 06240 Beausoleil",
                "contactName": "N. R.",
                "telephone": False,
            },
            "timeSlot": choices[0],
            "comments": "",
        },
    }
    made = client.post("/api/deliveries", body, content_type="application/ld+json", headers=bearer)

    assert made.status_code in (200, 201, 204), made.content
    assert made.json()["pickup"]["address"]["telephone"] == "+33639980002"
    assert made.json()["dropoff"]["address"]["telephone"] is None
    assert datetime.fromisoformat(made.json()["dropoff"]["before"]) > datetime.now(UTC)
