"""Coming in: by a code, by a password, with a second step; and not by guessing."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from maillage.accounts.models import User
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db


def code_in(message):
    """Read the code as a person would, from the text of the message."""
    return re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)$", message.body, re.MULTILINE)[1]


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_sign_up_by_code_through_the_mailbox(client, mailoutbox):
    asked = client.post("/compte/signup/", {"email": "Nour@Exemple.fr"})
    wrong = client.post("/compte/confirm-email/", {"code": "WRONG-CODE"})
    confirmed = client.post("/compte/confirm-email/", {"code": code_in(mailoutbox[0])})

    person = User.objects.get(email="nour@exemple.fr")
    assert (asked.status_code, wrong.status_code) == (302, 200)
    assert (confirmed.headers["Location"], is_signed_in(client)) == ("/compte/", True)
    assert (mailoutbox[0].to, person.has_usable_password()) == (["nour@exemple.fr"], False)


def test_message_has_text_and_html_in_the_language_of_the_reader(client, mailoutbox):
    client.post("/compte/signup/?lang=en", {"email": "one@exemple.fr"})
    client.post("/compte/logout/")
    client.post("/compte/signup/?lang=fr", {"email": "deux@exemple.fr"})

    english, french = mailoutbox
    assert english.subject.startswith("Confirm your address for Maillage")
    assert french.subject.startswith("Confirmez votre adresse pour Maillage")
    assert [len(message.alternatives) for message in mailoutbox] == [1, 1]
    assert code_in(french) in french.alternatives[0].content
    assert "**" not in french.body


def test_sign_in_by_code(client, elise, mailoutbox):
    client.post("/compte/login/code/", {"email": elise.email})
    client.post("/compte/login/code/confirm/", {"code": code_in(mailoutbox[0])})

    assert is_signed_in(client)


def test_an_unknown_address_is_told_by_mail_alone(client, elise, mailoutbox):
    known = client.post("/compte/login/code/", {"email": elise.email})
    client.post("/compte/logout/")
    unknown = client.post("/compte/login/code/", {"email": "personne@exemple.fr"})

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert "/compte/signup/" in mailoutbox[1].body


def test_sign_up_with_a_known_address_shows_nothing(client, elise, mailoutbox):
    response = client.post("/compte/signup/", {"email": elise.email})

    assert (response.status_code, User.objects.count()) == (302, 1)
    assert "/compte/login/" in mailoutbox[0].body


def test_sign_in_by_password(client, elise):
    elise.set_password(PASSWORD)
    elise.save()

    wrong = client.post("/compte/login/", {"login": elise.email, "password": "autre chose"})
    client.post("/compte/login/", {"login": elise.email, "password": PASSWORD})

    assert (wrong.status_code, is_signed_in(client)) == (200, True)


def test_sign_in_then_go_where_one_wanted(client, elise):
    elise.set_password(PASSWORD)
    elise.save()

    refused = client.get("/notifications/")
    response = client.post(refused.headers["Location"], {"login": elise.email, "password": PASSWORD})

    assert response.headers["Location"] == "/notifications/"


def test_sign_in_does_not_lead_to_another_site(client, elise):
    elise.set_password(PASSWORD)
    elise.save()

    response = client.post(
        "/compte/login/", {"login": elise.email, "password": PASSWORD, "next": "https://mechant.example/"}
    )

    assert response.headers["Location"] == "/"


def test_forgotten_password_is_replaced_by_code(client, elise, mailoutbox):
    client.post("/compte/password/reset/", {"email": elise.email})
    client.post("/compte/password/reset/confirm/", {"code": code_in(mailoutbox[0])})
    client.post("/compte/password/reset/complete/", {"password1": PASSWORD, "password2": PASSWORD})

    elise.refresh_from_db()
    assert elise.check_password(PASSWORD)


def test_password_is_chosen_then_told_by_mail(client_as, elise, mailoutbox):
    client = client_as(elise)

    weak = client.post("/compte/password/set/", {"password1": "motdepasse", "password2": "motdepasse"})
    chosen = client.post("/compte/password/set/", {"password1": PASSWORD, "password2": PASSWORD})

    elise.refresh_from_db()
    assert (weak.status_code, chosen.status_code, elise.check_password(PASSWORD)) == (200, 302, True)
    assert [message.subject for message in mailoutbox] == ["Votre compte a désormais un mot de passe"]


def test_second_step_is_set_up_then_asked_for(client_as, elise, mailoutbox):
    client = client_as(None)
    client.post("/compte/login/code/", {"email": elise.email})
    client.post("/compte/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    secret = client.get("/compte/2fa/totp/activate/").context["form"].secret
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post("/compte/2fa/totp/activate/", {"code": code})
    codes = client.get("/compte/2fa/recovery-codes/").context["unused_codes"]

    stranger = client_as(None)
    stranger.post("/compte/login/code/", {"email": elise.email})
    stranger.post("/compte/login/code/confirm/", {"code": code_in(mailoutbox[-1])})
    halfway = is_signed_in(stranger)
    stranger.post("/compte/2fa/authenticate/", {"code": "000000"})
    still_out = is_signed_in(stranger)
    stranger.post("/compte/2fa/authenticate/", {"code": codes[0]})

    kinds = sorted(Authenticator.objects.filter(user=elise).values_list("type", flat=True))
    assert (kinds, len(codes)) == (["recovery_codes", "totp"], 10)
    assert (halfway, still_out, is_signed_in(stranger)) == (False, False, True)


def test_passkey_challenge_is_made_and_a_forged_answer_refused(client, elise):
    challenge = client.get("/compte/2fa/webauthn/login/", headers={"X-Requested-With": "XMLHttpRequest"}).json()
    response = client.post("/compte/2fa/webauthn/login/", {"credential": '{"id": "x", "rawId": "eA", "response": {}}'})

    assert "challenge" in challenge["request_options"]["publicKey"]
    assert (response.status_code, is_signed_in(client)) == (302, False)


def test_address_is_changed_once_confirmed(client_as, elise, mailoutbox):
    client = client_as(elise)

    client.post("/compte/email/", {"email": "elise@nouvelle.example", "action_add": ""})
    elise.refresh_from_db()
    before = elise.email
    client.post("/compte/confirm-email/", {"code": code_in(mailoutbox[0])})
    elise.refresh_from_db()

    assert (before, elise.email) == ("elise@ailleurs.example", "elise@nouvelle.example")


@pytest.fixture
def database_cache(settings):
    """Count attempts in the database, as a real instance does."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "web_cache_of_tests"}
    }
    call_command("createcachetable", verbosity=0)
    caches["default"].clear()


def test_guessing_a_password_is_stopped(client, elise, settings, database_cache):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/key"}
    elise.set_password(PASSWORD)
    elise.save()

    for _attempt in range(4):
        client.post("/compte/login/", {"login": elise.email, "password": "autre chose"})
    right = client.post("/compte/login/", {"login": elise.email, "password": PASSWORD})

    assert (right.status_code, is_signed_in(client)) == (200, False)
    assert "Trop de tentatives" in right.content.decode()


def test_asking_for_codes_is_limited(client, elise, settings, database_cache, mailoutbox):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "2/m/key"}

    answers = [Client().post("/compte/login/code/", {"email": elise.email}).status_code for _attempt in range(4)]

    # The third and fourth get the form again, with the reason, and no message leaves.
    assert (answers, len(mailoutbox)) == ([302, 302, 200, 200], 2)


def test_a_closed_account_cannot_come_in(client, elise):
    elise.set_password(PASSWORD)
    elise.is_active = False
    elise.save()

    client.post("/compte/login/", {"login": elise.email, "password": PASSWORD})

    assert not is_signed_in(client)
