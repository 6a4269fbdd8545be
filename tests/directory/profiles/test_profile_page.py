import json
import re
from datetime import date

import pytest

from maillage.directory.models import Contact, Label, OrganizationLabel, ProfileDay
from tests.directory.profiles import rows
from tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db

READER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


def _data(response):
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found[1])


def test_profile_shows_what_is_public_and_nothing_else(client, la_bobine, le_fournil):
    rows.whole(la_bobine, count=1, partners=[le_fournil], slug="a")
    rows.listed(le_fournil)
    Contact.objects.create(
        organization=la_bobine, kind="phone", value="0611223344", is_public=False, source="organization"
    )
    past = Label.objects.create(slug="past", name_fr="Label échu", name_en="Past label")
    OrganizationLabel.objects.create(
        organization=la_bobine, label=past, expires_on=date(2020, 1, 1), source="organization"
    )

    response = client.get("/annuaire/la-bobine/", **READER)

    text = response.content.decode()
    assert response.status_code == 200
    assert "<strong>fenêtres</strong>" in text
    assert 'href="/annuaire/le-fournil/"' in text
    assert "c0@exemple.fr" in text
    assert "0611223344" not in text
    assert "Label échu" not in text


@pytest.mark.parametrize("listing", ["draft", "pending", "refused", "unlisted", "closed"])
def test_profile_that_is_not_listed_is_shown_to_its_people_and_the_office_alone(
    listing, client_as, la_bobine, chloe, driss, elise, facilitator
):
    rows.listed(la_bobine, listing=listing)

    found = {
        name: client_as(person).get("/annuaire/la-bobine/").status_code
        for name, person in {
            "visitor": None,
            "Élise": elise,
            "Driss": driss,
            "Chloé": chloe,
            "Fanny": facilitator,
        }.items()
    }

    assert found == {"visitor": 404, "Élise": 404, "Driss": 404, "Chloé": 200, "Fanny": 200}


def test_partner_without_public_page_is_named_without_link(client, la_bobine, le_fournil):
    rows.listed(la_bobine)
    rows.listed(le_fournil, listing="closed")
    rows.reference(la_bobine, "Le marché couvert", le_fournil)

    text = client.get("/annuaire/la-bobine/").content.decode()

    assert "Le Fournil" in text
    assert "/annuaire/le-fournil/" not in text


def test_partner_who_withdrew_is_not_even_named(client, la_bobine, le_fournil):
    rows.listed(la_bobine)
    rows.listed(le_fournil, listing="unlisted")
    rows.reference(la_bobine, "Le marché couvert", le_fournil)

    page = client.get("/annuaire/la-bobine/").content.decode()
    document = str(client.get("/api/v1/organizations/la-bobine").json())

    assert ("Le marché couvert" in page, "Le Fournil" in page) == (True, False)
    assert ("Le marché couvert" in document, "Le Fournil" in document) == (True, False)


def test_profile_has_linked_data_that_cannot_end_its_script(client, la_bobine):
    la_bobine.siren = "404833048"
    la_bobine.name = "Les </script><script>alert(1)</script> Copeaux"
    la_bobine.save()
    rows.listed(la_bobine, founded_on=date(2011, 3, 1), headcount_band="11", website="https://exemple.fr")
    rows.office(la_bobine)

    response = client.get("/annuaire/la-bobine/")

    data = _data(response)
    assert "<script>alert(1)" not in response.content.decode()
    assert data["name"] == "Les </script><script>alert(1)</script> Copeaux"
    assert data["@type"] == ["Organization", "LocalBusiness"]
    assert data["vatID"] == "FR83404833048"
    assert data["iso6523Code"] == "0002:404833048"
    assert data["geo"] == {"@type": "GeoCoordinates", "latitude": 45.76, "longitude": 4.83}
    assert data["numberOfEmployees"] == {"@type": "QuantitativeValue", "minValue": 10, "maxValue": 19}
    assert not [key for key, value in data.items() if value in (None, "", [], {})]


@pytest.mark.parametrize("count", [1, 3])
def test_profile_asks_a_fixed_number_of_queries(count, client, la_bobine, django_assert_num_queries):
    partners = OrganizationFactory.create_batch(3)
    for partner in partners:
        rows.listed(partner)
    rows.whole(la_bobine, count=count, partners=partners, slug="q")
    client.get("/annuaire/la-bobine/", **READER)

    with django_assert_num_queries(16):
        client.get("/annuaire/la-bobine/", **READER)


def test_only_readers_are_counted(client_as, client, la_bobine, chloe, facilitator, driss):
    rows.listed(la_bobine)
    client.get("/annuaire/la-bobine/", **READER)
    client_as(driss).get("/annuaire/la-bobine/", **READER)
    client.get("/annuaire/la-bobine/", HTTP_USER_AGENT="Googlebot/2.1")
    client.get("/annuaire/la-bobine/", HTTP_SEC_PURPOSE="prefetch", **READER)
    client_as(chloe).get("/annuaire/la-bobine/", **READER)
    client_as(facilitator).get("/annuaire/la-bobine/", **READER)

    day = ProfileDay.objects.across_scopes(reason="test").get(organization=la_bobine)

    assert (day.views, day.contacts) == (2, 0)


def test_what_two_made_together_stands_once_on_the_first_page(client, la_bobine, le_fournil):
    from maillage.directory.models import Reference, ReferencePartner

    rows.listed(la_bobine)
    rows.listed(le_fournil)
    for one, other in ((la_bobine, le_fournil), (le_fournil, la_bobine)):
        reference = Reference.objects.create(organization=one, title="Une fête de quartier", skill_slugs=[])
        ReferencePartner.objects.create(reference=reference, organization=one, partner=other, name=other.name)
    Reference.objects.create(organization=la_bobine, title="Une fête de quartier", skill_slugs=[])

    assert (
        client.get("/").content.decode().count("Une fête de quartier") == 2
    )  # the common one, and one of La Bobine alone
