"""Passkeys, with an authenticator that Chromium makes up."""

import re

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


def plug_in(page):
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})


def test_a_passkey_is_added_then_signs_in_alone(open_page, check_accessibility, elise):
    elise.set_password(PASSWORD)
    elise.save()
    page = open_page("/compte/login/")
    plug_in(page)

    # Without one, the page says so; the browser's own words would stay in the console.
    page.click("#passkey_login")
    page.wait_for_selector("[role=alert] .notice")
    assert "Aucune clé d’accès n’a servi" in page.locator("[role=alert]").inner_text()
    check_accessibility(page)

    page.click("main details > summary")
    page.fill("[name=login]", elise.email)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/login/" not in address)
    page.goto("/compte/2fa/webauthn/add/")
    check_accessibility(page)
    page.fill("[name=name]", "Mon téléphone")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/compte/2fa/recovery-codes/")
    page.goto("/compte/2fa/webauthn/")
    assert "Mon téléphone" in page.locator("main").inner_text()

    page.goto("/compte/logout/")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/$|/login/"))
    page.goto("/compte/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda address: "/login/" not in address)
    page.goto("/compte/")
    assert elise.email in page.locator("main").inner_text()
    assert Authenticator.objects.filter(user=elise, type="webauthn", last_used_at__isnull=False).count() == 1


def test_an_address_without_a_name_is_told_what_to_write(open_page, live_server, elise):
    page = open_page("/compte/login/")
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/compte/login/")
    page.click("#passkey_login")
    page.wait_for_selector("[role=alert] .notice")

    assert "localhost" in page.locator("[role=alert]").inner_text()
