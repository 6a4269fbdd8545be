import pytest

from maillage.delivery.models import ApiPerson, ApiPushToken, ApiRefreshToken, CourierPosition
from maillage.delivery.services.personal_data import erase_person, export_person
from tests.delivery.coopcycle.api_cast import Api, person_token

pytestmark = pytest.mark.django_db
MODELS = (ApiPerson, ApiRefreshToken, ApiPushToken, CourierPosition)


def test_what_programs_know_of_a_person_is_given_and_forgotten(bikes, chloe, amina, now):
    app = Api(person_token(chloe))
    person_token(amina)
    app.post("/api/me/remote_push_tokens", {"platform": "ios", "token": "secret-du-telephone"})
    app.post("/api/me/location", [{"latitude": 43.74, "longitude": 7.42, "time": "now"}])

    told = export_person(chloe.pk)
    erase_person(chloe.pk, now)

    assert {name: len(rows) for name, rows in told.items()} == {
        "delivery_riding": 1, "delivery_stores": 0, "delivery_names": 1,
        "delivery_phones": 1, "delivery_sign_ins": 1, "delivery_positions": 1,
            "delivery_duty": 0,
    }  # fmt: skip
    assert "secret-du-telephone" not in str(told)
    left = {model.__name__: model.objects.across_scopes(reason="a test").count() for model in MODELS}
    assert left == {"ApiPerson": 1, "ApiRefreshToken": 1, "ApiPushToken": 0, "CourierPosition": 0}
    assert app.get("/api/me").status_code == 401
    bikes.courier.refresh_from_db()
    assert (bikes.courier.username, bikes.courier.left_at) == (f"coursier-{bikes.courier.pk}", now)
