"""Each page of the account opens, in French and in English, without an undefined word."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

OWN = [
    "accounts:account",
    "accounts:erasure",
    "account_email",
    "account_set_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "account_logout",
    "web:notification_list",
]
PUBLIC = [
    "account_login",
    "account_signup",
    "account_request_login_code",
    "account_reset_password",
    "accounts:charter",
    "accounts:about",
    "account_inactive",
]
OFFICE = ["accounts:network_settings", "accounts:office_people", "web:parked_list"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("route", PUBLIC)
def test_public_page_opens(client, route, language):
    response = client.get(reverse(route), {"lang": language})

    assert (response.status_code, response.headers["Content-Language"]) == (200, language)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("route", OWN)
def test_own_page_opens(client_as, elise, route, language):
    response = client_as(elise).get(reverse(route), {"lang": language})

    assert response.status_code == 200


@pytest.mark.parametrize("route", OFFICE)
def test_office_page_opens(client_as, administrator, route):
    assert client_as(administrator).get(reverse(route)).status_code == 200


@pytest.mark.parametrize("route", ["accounts:team_people", "accounts:leaving"])
def test_team_page_opens(client_as, amina, bruno, la_bobine, route):
    response = client_as(amina).get(reverse(route, kwargs={"organization_slug": la_bobine.slug}))

    assert response.status_code == 200
