"""What helps to fill a form: addresses, the check of a SIREN, the family that a legal form suggests, a point on the map."""

import pytest

from maillage import geodata
from maillage.directory import address_options
from maillage.directory.models import Establishment
from maillage.directory.rules.identifiers import SirenVerdict, judge_siren
from tests.directory.profiles import rows
from tests.directory.profiles.test_editing_pages import HOME, fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client_as, la_bobine, bruno):
    rows.listed(la_bobine)
    return client_as(bruno)


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("", SirenVerdict.EMPTY),
        ("404 833", SirenVerdict.UNFINISHED),
        ("404 833 048", SirenVerdict.GOOD),
        ("404 833 049", SirenVerdict.WRONG_KEY),
        ("404 833 048 00022", SirenVerdict.TOO_LONG),
        ("40483304X", SirenVerdict.NOT_DIGITS),
        ("४०४८३३०४८", SirenVerdict.NOT_DIGITS),
        ("000 000 000", SirenVerdict.WRONG_KEY),
    ],
)
def test_siren_is_judged_as_it_is_typed(typed, verdict):
    assert judge_siren(typed) is verdict


def test_siren_of_another_listed_organization_is_told_beside_the_field(browser, la_bobine, le_fournil):
    rows.listed(le_fournil)
    for organization, siren in ((le_fournil, "404833048"), (la_bobine, "552081317")):
        organization.siren = siren
        organization.save()

    theirs = browser.get("/annuaire/verification/siren", {"siren": "404 833 048", "for": "la-bobine"}).content.decode()
    own = browser.get("/annuaire/verification/siren", {"siren": "552 081 317", "for": "la-bobine"}).content.decode()

    assert 'href="/annuaire/le-fournil/"' in theirs
    assert "FR03552081317" in own
    assert "/annuaire/" not in own


def test_siren_of_an_unlisted_organization_is_not_told(browser, le_fournil):
    rows.listed(le_fournil, listing="unlisted")
    le_fournil.siren = "404833048"
    le_fournil.save()

    assert "le-fournil" not in browser.get("/annuaire/verification/siren", {"siren": "404833048"}).content.decode()


def test_visitors_are_asked_to_sign_in_before_checks(client):
    assert client.get("/annuaire/verification/siren", {"siren": "404833048"}).status_code == 302


def test_legal_form_suggests_a_family_live(browser):
    text = browser.get("/annuaire/verification/famille", {"legal_form_code": "5458", "family": "association"})
    same = browser.get("/annuaire/verification/famille", {"legal_form_code": "5458", "family": "scop"})
    silent = browser.get("/annuaire/verification/famille", {"legal_form_code": "5710", "family": "association"})

    assert '<button type="submit" class="button button--small" name="take_family" value="scop"' in text.content.decode()
    assert '<option value="association" selected' in text.content.decode()
    assert "take_family" not in same.content.decode() + silent.content.decode()


def test_legal_form_suggests_a_family_on_a_page_shown_again_and_one_button_takes_it(browser, la_bobine):
    given = fields_of(browser.get(f"{HOME}identity/")) | {
        "legal_form_code": "5460",
        "name": "",
        "family": "association",
    }
    refused = browser.post(f"{HOME}identity/", given)
    assert 'name="take_family" value="scic"' in refused.content.decode()

    taken = browser.post(f"{HOME}identity/", given | {"name": "La Bobine neuve", "take_family": "scic"})

    again = fields_of(taken)
    assert (taken.status_code, again["family"], again["name"]) == (200, ["scic"], ["La Bobine neuve"])
    assert 'name="take_family"' not in taken.content.decode()
    la_bobine.refresh_from_db()
    assert (la_bobine.name, la_bobine.family) == ("La Bobine", "scop")
    browser.post(f"{HOME}identity/", again)
    la_bobine.refresh_from_db()
    assert (la_bobine.name, la_bobine.family, la_bobine.legal_form_code) == ("La Bobine neuve", "scic", "5460")


def first_option(client, text):
    groups = client.get("/annuaire/suggestions/adresses", {"q": text}).json()["groups"]
    return groups[0]["options"][0] if groups[0]["options"] else None


def test_whole_address_typed_in_one_line_is_split_by_the_commune_it_names(client):
    option = first_option(client, "12 rue des Carmes, 35000 Rennes")

    assert (option["text"], option["postal_code"], option["commune"], option["value"], option["placed"]) == (
        "12 rue des Carmes", "35000", "Rennes", "35238", "commune",
    )  # fmt: skip
    assert 48 < option["lat"] < 48.2
    assert first_option(client, "rue sans ville") is None
    assert first_option(client, "ab") is None


def test_addresses_of_the_installed_extract_come_first(client, monkeypatch):
    address = geodata.Address(
        kind=geodata.AddressKind.HOUSE, name="", house_number="2", street="Rue du Chapitre", postal_code="35000",
        city="Rennes", point=geodata.Point(longitude=-1.6825, latitude=48.1111),
    )  # fmt: skip
    monkeypatch.setattr(address_options.geodata, "search_addresses", lambda **_asked: [address])

    option = first_option(client, "2 rue du chap")

    assert (option["text"], option["value"], option["lat"], option["placed"]) == (
        "2 Rue du Chapitre", "35238", 48.1111, "exact",
    )  # fmt: skip


@pytest.fixture
def place(browser, la_bobine):
    row = rows.office(la_bobine, precision="street", longitude=4.83, latitude=45.76)
    return row, f"{HOME}places/{row.pk}/"


def reread(row):
    row.refresh_from_db(from_queryset=Establishment.objects.across_scopes(reason="test"))
    return row


@pytest.mark.parametrize(
    ("placed", "precision"),
    [("", "exact"), ("exact", "exact"), ("commune", "commune"), ("street", "street"), ("hm", "exact")],
)
def test_point_placed_by_hand_is_exact_and_one_found_for_it_is_as_exact_as_it_is(placed, precision, browser, place):
    row, address = place

    browser.post(
        address, fields_of(browser.get(address)) | {"latitude": "45.77", "longitude": "4.84", "placed": placed}
    )

    assert (reread(row).latitude, row.longitude, row.precision) == (45.77, 4.84, precision)


def test_button_places_the_point_at_the_communes_centre_without_javascript_and_saves_nothing(browser, place):
    row, address = place
    given = fields_of(browser.get(address)) | {
        "commune": "Rennes", "commune_code": "", "postal_code": "35000", "street": "5 rue Neuve", "centre": "1",
    }  # fmt: skip

    shown = browser.post(address, given)

    again = fields_of(shown)
    rennes = geodata.commune(code="35238").point
    assert shown.status_code == 200
    assert (again["latitude"], again["longitude"]) == ([str(rennes.latitude)], [str(rennes.longitude)])
    assert (again["street"], again["commune_code"], again["is_head_office"]) == (["5 rue Neuve"], ["35238"], ["on"])
    assert reread(row).commune_code == "69381"
    browser.post(address, again)
    assert (reread(row).commune_code, row.precision, row.latitude) == ("35238", "commune", rennes.latitude)


def test_centre_of_an_unknown_commune_is_asked_for(browser, place):
    _row, address = place
    given = fields_of(browser.get(address)) | {
        "commune": "Xyzzyville",
        "commune_code": "",
        "postal_code": "",
        "centre": "1",
    }

    text = browser.post(address, given).content.decode()

    assert "Choisissez d’abord la commune." in text or "Choose the commune first." in text
    assert 'value="Xyzzyville"' in text


def test_proof_of_a_skill_leads_to_its_reference(client, la_bobine):
    rows.listed(la_bobine)
    menuiserie = rows.skill()
    rows.claimed(la_bobine, menuiserie, is_main=True, evidence_kind="reference", evidence="halle du MARCHÉ")
    rows.claimed(la_bobine, rows.skill("charpente", "Charpente"), evidence_kind="reference")
    rows.claimed(
        la_bobine, rows.skill("couverture", "Couverture"), evidence_kind="reference", evidence="Un toit ailleurs"
    )
    hall = rows.reference(la_bobine, "Halle du marché")
    barn = rows.reference(la_bobine, "Grange", skill_slugs=["charpente"])

    text = client.get("/annuaire/la-bobine/").content.decode()

    assert f'<a href="#reference-{hall.pk}">Halle du marché</a>' in text
    assert f'<a href="#reference-{barn.pk}">Grange</a>' in text
    assert f'id="reference-{hall.pk}"' in text
    assert "Un toit ailleurs" in text
    assert text.count('href="#reference-') == 2
