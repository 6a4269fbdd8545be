"""Credentials of programs, and orders that are sent twice."""

import pytest
from django.contrib.auth.hashers import check_password
from oauth2_provider.models import get_application_model

from maillage import geodata
from maillage.delivery.models import ApiProgram
from maillage.delivery.services.programs import create_program, revoke_program
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.delivery.coopcycle.api_cast import Api

pytestmark = pytest.mark.django_db


def test_only_owners_make_and_take_credentials(bikes, credentials, now):
    for actor in (bikes.rider, bikes.shopkeeper, bikes.stranger):
        with pytest.raises(NotAllowed):
            create_program(actor=actor, store_id=bikes.store.pk, name="x", now=now)
        with pytest.raises(NotAllowed):
            revoke_program(actor=actor, program_id=credentials.program.pk, now=now)


def test_store_and_name_are_needed(bikes, now):
    with pytest.raises(NotFound):
        create_program(actor=bikes.dispatcher, store_id=999_999, name="x", now=now)
    with pytest.raises(Invalid):
        create_program(actor=bikes.dispatcher, store_id=bikes.store.pk, name="  ", now=now)


def test_twenty_programs_are_enough(bikes, now):
    for number in range(20):
        create_program(actor=bikes.dispatcher, store_id=bikes.store.pk, name=str(number), now=now)

    with pytest.raises(Conflict):
        create_program(actor=bikes.dispatcher, store_id=bikes.store.pk, name="21", now=now)


def test_secrets_are_kept_as_digests(credentials):
    application = get_application_model().objects.get(client_id=credentials.client_id)
    row = ApiProgram.objects.across_scopes(reason="a test").get()

    kept = f"{application.client_secret} {row.key_digest} {row.key_hint}"
    assert credentials.client_secret not in kept
    assert credentials.api_key not in kept
    assert check_password(credentials.client_secret, application.client_secret)


def test_revoking_twice_changes_nothing(bikes, credentials, now):
    first = revoke_program(actor=bikes.dispatcher, program_id=credentials.program.pk, now=now)
    again = revoke_program(actor=bikes.dispatcher, program_id=credentials.program.pk, now=now)

    assert first.revoked_at == again.revoked_at == now
    assert not get_application_model().objects.exists()


def test_a_door_that_the_map_does_not_know_is_taken_to_its_street(shop, tmp_path, monkeypatch):
    monkeypatch.setenv("MAILLAGE_HOME", str(tmp_path))
    geodata.build_address_index(home=tmp_path, extract_path=geodata.BUNDLED_EXTRACT)
    by_door = {"address": "7 avenue de la Costa, Monaco", "before": "2031-05-06T12:00:00+02:00"}

    known = shop.post("/api/deliveries", {"dropoff": by_door}).json()["dropoff"]["address"]
    street = {**by_door, "address": "3 avenue de la Costa, Monaco"}
    unknown = shop.post("/api/deliveries", {"dropoff": street}).json()["dropoff"]["address"]

    assert known["streetAddress"] == "7 Avenue de la Costa, 98000 Monaco"
    assert unknown["streetAddress"] == "3 avenue de la Costa, Monaco"
    assert abs(unknown["geo"]["latitude"] - known["geo"]["latitude"]) < 0.01


def test_text_of_a_known_door_is_the_maps(shop, monkeypatch, tmp_path):
    monkeypatch.setenv("MAILLAGE_HOME", str(tmp_path))
    geodata.build_address_index(home=tmp_path, extract_path=geodata.BUNDLED_EXTRACT)

    made = shop.post(
        "/api/deliveries?lang=en",
        {"dropoff": {"address": "3 Avenue Saint-Charles", "before": "2031-05-06T12:00:00+02:00"}},
    )

    assert made.json()["dropoff"]["address"]["streetAddress"].startswith("3 Avenue Saint-Charles")


def test_key_that_is_wrong_is_nobodys(credentials):
    assert Api(credentials.api_key[:-1] + "x").get("/api/me").status_code == 401
