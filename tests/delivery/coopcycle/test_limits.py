"""How often the API may be asked: by a token, by an address as the declared proxies tell it."""

import pytest
from django.test import Client, RequestFactory

from maillage.kit.caller import address_of
from tests.delivery.coopcycle.api_cast import Api

pytestmark = pytest.mark.django_db


def test_a_tokens_reads_and_writes_count_together(settings, shop, other_shop):
    settings.MAILLAGE_API_TOKEN_LIMIT = 3

    answers = [shop.get("/api/me"), shop.post("/api/deliveries", {}), shop.get("/api/me"), shop.get("/api/me")]

    assert [answer.status_code for answer in answers] == [200, 400, 200, 429]
    assert (answers[-1]["Retry-After"], answers[-1].json()["@type"]) == ("60", "hydra:Error")
    assert other_shop.get("/api/me").status_code == 200  # of another program


def test_sign_ins_are_counted_by_the_address_that_proxies_tell(settings, monkeypatch):
    from maillage.delivery.coopcycle.routes import signing_in

    monkeypatch.setattr(signing_in, "TRIES_OF_AN_ADDRESS", 2)
    settings.NINJA_NUM_PROXIES = 1

    def try_from(address, name):
        # What the caller writes in front is passed over.
        headers = {"X-Forwarded-For": f"10.9.9.9, {address}"}
        return Client().post("/api/login_check", {"_username": name, "_password": "x"}, headers=headers).status_code

    assert [try_from("192.0.2.1", f"a{number}") for number in range(3)] == [401, 401, 429]
    assert try_from("192.0.2.2", "b") == 401


def test_program_tokens_and_other_companies_accounts_are_counted(monkeypatch):
    from maillage.delivery.coopcycle.routes import elsewhere, entry

    monkeypatch.setattr(entry, "TOKENS_A_MINUTE", 1)
    monkeypatch.setattr(elsewhere, "TRIES_OF_AN_ADDRESS", 1)
    form = {"content_type": "application/x-www-form-urlencoded"}

    tokens = [Client().post("/oauth2/token", "grant_type=client_credentials", **form) for _time in range(2)]
    others = [Api().post("/api/facebook/login", {"accessToken": "x"}) for _time in range(2)]

    assert [one.status_code for one in tokens] == [401, 429]
    assert [one.status_code for one in others] == [403, 429]
    assert others[1]["Retry-After"] == "60"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "192.0.2.1", "203.0.113.9"),
        (1, "10.0.0.1, 192.0.2.1", "192.0.2.1"),
        (2, "10.0.0.1, 192.0.2.1, 198.51.100.1", "192.0.2.1"),
        (2, "192.0.2.1", "192.0.2.1"),
        (1, "", "203.0.113.9"),
        (1, " , ", "203.0.113.9"),
    ],
)
def test_address_of_a_caller(settings, proxies, forwarded, address):
    settings.NINJA_NUM_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == address
