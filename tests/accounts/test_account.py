import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.accounts import queries, services
from maillage.accounts.models import ApiToken, User
from maillage.accounts.personal_data import PersonalDataRegistry, personal_data
from maillage.web.models import Notification
from tests.factories import MembershipFactory, acting

pytestmark = pytest.mark.django_db


def test_details_are_kept_and_the_page_follows_the_language(client_as, elise):
    client = client_as(elise)

    response = client.post("/compte/profil/", {"name": "  Élise   F. ", "language": "en", "theme": "dark"})

    elise.refresh_from_db()
    assert (elise.name, elise.language, elise.theme) == ("Élise F.", "en", "dark")
    assert (response.cookies["django_language"].value, response.cookies["theme"].value) == ("en", "dark")
    assert "My account" in client.get("/compte/").content.decode()


def test_the_language_chosen_in_the_shell_stays_with_the_account(client_as, elise):
    client_as(elise).post("/langue/", {"language": "en", "next": "/charte/"})

    elise.refresh_from_db()
    assert elise.language == "en"
    assert client_as(elise).get("/charte/").headers["Content-Language"] == "en"


def test_the_theme_kept_with_the_account_shows_on_another_device(client_as, elise):
    client_as(elise).post("/compte/profil/", {"name": "", "language": "", "theme": "dark"})

    assert 'data-theme="dark"' in client_as(elise).get("/charte/").content.decode()


def test_an_unknown_language_is_refused(client_as, elise):
    response = client_as(elise).post("/compte/profil/", {"name": "Élise", "language": "tlh", "theme": ""})

    elise.refresh_from_db()
    assert (response.status_code, elise.language) == (422, "fr")


def test_a_name_is_shown_as_text(client_as, elise):
    client = client_as(elise)

    client.post("/compte/profil/", {"name": "<script>alert(1)</script>", "language": "", "theme": ""})

    assert "<script>alert" not in client.get("/compte/").content.decode()


def test_a_token_is_shown_once_works_and_is_revoked(client_as, elise):
    client = client_as(elise)

    made = client.post("/compte/jetons/", {"name": "Notre site", "scopes": ["directory:read"], "days": "30"})
    secret = made.context["secret"]
    token = ApiToken.objects.get()
    actor = queries.actor_of_token(secret=secret, now=timezone.now())
    again = client.get("/compte/").content.decode()
    client.post(f"/compte/jetons/{token.pk}/revocation/")

    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    assert (actor.user_id, actor.token_scopes) == (elise.pk, frozenset({"directory:read"}))
    assert (secret in made.content.decode(), secret in again, "Notre site" in again) == (True, False, True)
    assert queries.actor_of_token(secret=secret, now=timezone.now()) is None


def test_a_token_expires(elise, now):
    _token, secret = services.create_token(
        actor=acting(elise),
        user_id=elise.pk,
        name="court",
        scopes=["directory:read"],
        now=now,
        expires_at=now + timedelta(days=1),
    )

    assert queries.actor_of_token(secret=secret, now=now + timedelta(hours=23)) is not None
    assert queries.actor_of_token(secret=secret, now=now + timedelta(days=1)) is None


@pytest.mark.parametrize(
    "sent", [{}, {"name": "x", "scopes": ["all"], "days": "30"}, {"name": "x", "scopes": [], "days": "9"}]
)
def test_a_bad_token_is_not_made(client_as, elise, sent):
    response = client_as(elise).post("/compte/jetons/", sent)

    assert (response.status_code, ApiToken.objects.count()) == (422, 0)


def test_somebody_elses_token_is_not_found(client_as, elise, driss, now):
    token, _secret = services.create_token(
        actor=acting(driss), user_id=driss.pk, name="à Driss", scopes=["directory:read"], now=now
    )

    response = client_as(elise).post(f"/compte/jetons/{token.pk}/revocation/")

    token.refresh_from_db()
    assert (response.status_code, token.revoked_at) == (404, None)


def test_the_export_holds_what_each_context_knows(client_as, amina, la_bobine, bruno):
    Notification.objects.create(recipient=amina, verb="membership.ended", data={"organization": "X"}, at=timezone.now())

    response = client_as(amina).post("/compte/donnees/")

    archive = zipfile.ZipFile(io.BytesIO(response.content))
    account = json.loads(archive.read("accounts/account.json"))
    assert {"accounts/organizations.json", "accounts/tokens.json", "web/notifications.json"} <= set(archive.namelist())
    assert (account["email"], account["name"]) == (amina.email, "Amina Belkacem")
    assert json.loads(archive.read("accounts/organizations.json"))[0]["organization"] == "La Bobine"
    assert bruno.email.encode() not in b"".join(archive.read(name) for name in archive.namelist())


def test_erasing_forgets_the_person_everywhere(client_as, bruno, amina, la_bobine, verbs):
    Notification.objects.create(recipient=bruno, verb="x", at=timezone.now())
    client, email = client_as(bruno), bruno.email

    wrong = client.post("/compte/effacement/", {"email": "autre@exemple.fr"})
    done = client.post("/compte/effacement/", {"email": email.upper()})

    bruno.refresh_from_db()
    assert (wrong.status_code, done.headers["Location"], verbs()) == (422, "/", ["account.erased"])
    assert (bruno.name, bruno.is_active, bruno.display_name) == ("", False, "Compte effacé")
    assert not User.objects.filter(email=email).exists()
    assert (acting(bruno).organization_roles, Notification.objects.count()) == ({}, 0)
    assert client.get("/compte/").status_code == 302
    assert client_as(bruno).get("/compte/").status_code == 302


def test_the_address_may_be_used_again_after_erasure(elise, now):
    services.erase_own_account(actor=acting(elise), typed_email=elise.email, now=now)

    again = User.objects.create_user(email="elise@ailleurs.example")

    assert again.pk != elise.pk


def test_the_last_owner_is_told_what_to_do_first(client_as, amina, la_bobine):
    response = client_as(amina).post("/compte/effacement/", {"email": amina.email})

    amina.refresh_from_db()
    assert (response.status_code, amina.erased_at) == (422, None)
    assert "unique responsable de La Bobine" in response.content.decode()


def test_the_last_administrator_is_told_what_to_do_first(client_as, administrator):
    response = client_as(administrator).post("/compte/effacement/", {"email": administrator.email})

    assert response.status_code == 422
    assert acting(administrator).is_administrator


def test_an_owner_among_two_may_be_erased(amina, bruno, la_bobine, now):
    services.change_role(
        actor=acting(amina),
        organization_id=la_bobine.pk,
        user_id=bruno.pk,
        role=acting(amina).role_in(la_bobine.pk),
        now=now,
    )

    services.erase_own_account(actor=acting(amina), typed_email=amina.email, now=now)

    assert acting(amina).organization_roles == {}


def test_a_failing_context_keeps_the_whole_account(amina, bruno, chloe, now, monkeypatch):
    registry = PersonalDataRegistry()
    for part in personal_data.parts():
        registry.add(context=part.context, export=part.export, erase=part.erase)
    registry.add(context="broken", export=lambda _user_id: {}, erase=_fail)
    monkeypatch.setattr(services.personal_data, "personal_data", registry)

    with pytest.raises(RuntimeError):
        services.erase_own_account(actor=acting(chloe), typed_email=chloe.email, now=now)

    chloe.refresh_from_db()
    assert (chloe.name, chloe.erased_at) == ("Chloé Duval", None)


def _fail(user_id, now):
    raise RuntimeError("this context cannot erase")


def test_a_context_is_registered_once():
    registry = PersonalDataRegistry()
    registry.add(context="a", export=lambda _user_id: {}, erase=_fail)

    with pytest.raises(ValueError, match="registered already"):
        registry.add(context="a", export=lambda _user_id: {}, erase=_fail)


def test_the_page_lists_ones_roles(client_as, elise, la_bobine, le_fournil, amina, django_assert_max_num_queries):
    for organization in (la_bobine, le_fournil):
        MembershipFactory(organization=organization, user=elise, role="editor")
    client = client_as(elise)
    client.get("/compte/")

    with django_assert_max_num_queries(12):
        page = client.get("/compte/").content.decode()

    assert all(words in page for words in ("La Bobine", "Le Fournil", "Rédaction"))
