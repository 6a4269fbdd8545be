import io
import re
from html import unescape

import pytest
from PIL import Image

from maillage.directory.models import (
    Edit,
    Establishment,
    Offer,
    OrganizationSkill,
    Photo,
    Profile,
    Reference,
    ReferencePartner,
)
from maillage.kit.ids import new_id
from tests.directory.profiles import rows

pytestmark = pytest.mark.django_db

HOME = "/o/la-bobine/profil/"


@pytest.fixture
def browser(client_as, la_bobine, bruno):
    rows.listed(la_bobine)
    return client_as(bruno)


def fields_of(response):
    """Give what a browser would send of the page's editing form, unchanged."""
    text = response.content.decode()
    form = re.search(r'<form method="post" enctype="multipart/form-data".*?</form>', text, re.DOTALL)[0]
    given = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if (
            name
            and (('type="checkbox"' not in tag and 'type="radio"' not in tag) or "checked" in tag)
            and 'type="file"' not in tag
        ):
            empty = "on" if 'type="checkbox"' in tag else ""
            given.setdefault(name[1], []).append(unescape(value[1]) if value else empty)
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        given[name] = [unescape(text).strip("\n")]
    for name, options in re.findall(r'<select[^>]*name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        given[name] = [chosen[1] if chosen else re.search(r'<option value="([^"]*)"', options)[1]]
    return given


def picture(colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(file, "PNG")
    file.seek(0)
    file.name = "photo.png"
    return file


def profile_of(organization):
    return Profile.objects.across_scopes(reason="test").get(pk=organization.pk)


@pytest.mark.parametrize(
    "section",
    ["identity", "presentation", "places", "skills", "offers", "references", "labels", "contacts", "pictures"],
)
def test_form_sent_unchanged_changes_nothing(section, browser, la_bobine, le_fournil):
    Profile.objects.across_scopes(reason="test").filter(pk=la_bobine.pk).delete()
    rows.whole(la_bobine, count=2, partners=[le_fournil, le_fournil], slug="u")
    page = browser.get(f"{HOME}{section}/")

    response = browser.post(f"{HOME}{section}/", fields_of(page))

    assert page.status_code == 200
    assert (response.status_code, response.headers.get("Location")) == (302, "/o/la-bobine/profil/?fait=rien")
    assert not Edit.objects.across_scopes(reason="test").exists()


def test_edit_is_saved_shown_and_can_be_undone(browser, la_bobine):
    given = fields_of(browser.get(f"{HOME}presentation/")) | {
        "pitch": "Des vélos qui portent.",
        "website": "la-bobine.example",
    }

    saved = browser.post(f"{HOME}presentation/", given, follow=True)

    edit = Edit.objects.across_scopes(reason="test").get()
    assert (profile_of(la_bobine).pitch, profile_of(la_bobine).website) == (
        "Des vélos qui portent.",
        "https://la-bobine.example",
    )
    undo = f"/o/la-bobine/profil/historique/{edit.pk}/restauration/"
    assert undo in saved.content.decode()
    browser.post(undo, {"version": "before"})
    assert profile_of(la_bobine).pitch == "Du bois et des mains."


def test_refused_form_keeps_what_was_typed_and_names_the_field(browser, la_bobine):
    given = fields_of(browser.get(f"{HOME}identity/")) | {"name": "La Grande Bobine", "siren": "123"}

    response = browser.post(f"{HOME}identity/", given)

    text = response.content.decode()
    assert response.status_code == 422
    assert 'value="La Grande Bobine"' in text
    assert 'href="#id_siren"' in text
    la_bobine.refresh_from_db()
    assert la_bobine.name == "La Bobine"


def test_siren_of_another_organization_is_refused_beside_its_field(browser, le_fournil):
    le_fournil.siren = "404833048"
    le_fournil.save()
    given = fields_of(browser.get(f"{HOME}identity/")) | {"siren": "404 833 048"}

    response = browser.post(f"{HOME}identity/", given)

    assert response.status_code == 422
    assert 'href="#id_siren"' in response.content.decode()


def test_conflict_shows_both_versions_then_lets_save(browser, client_as, amina, la_bobine):
    given = fields_of(browser.get(f"{HOME}presentation/")) | {"pitch": "Celle de Bruno."}
    other = client_as(amina)
    other.post(f"{HOME}presentation/", fields_of(other.get(f"{HOME}presentation/")) | {"pitch": "Celle d’Amina."})

    conflict = browser.post(f"{HOME}presentation/", given)

    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Celle d’Amina." in text
    assert "Celle de Bruno." in text
    assert profile_of(la_bobine).pitch == "Celle d’Amina."
    browser.post(f"{HOME}presentation/", fields_of(conflict))
    assert profile_of(la_bobine).pitch == "Celle de Bruno."


def test_rows_are_added_filled_ordered_and_removed_without_javascript(browser, la_bobine):
    Offer.objects.create(organization=la_bobine, title="Première", position=0)
    Offer.objects.create(organization=la_bobine, title="Deuxième", position=1)
    more = browser.post(
        f"{HOME}offers/",
        fields_of(browser.get(f"{HOME}offers/")) | {"add": "offers", "offers-0-title": "Première, mieux"},
    )
    given = fields_of(more)
    assert given["offers-0-title"] == ["Première, mieux"]
    assert given["offers-TOTAL_FORMS"] == ["3"]

    given |= {"offers-2-title": "Troisième", "offers-2-ORDER": "1", "offers-1-DELETE": "on"}
    first = browser.post(f"{HOME}offers/", given)
    second = browser.post(f"{HOME}offers/", given)

    titles = Offer.objects.across_scopes(reason="test").order_by("position").values_list("title", flat=True)
    assert list(titles) == ["Troisième", "Première, mieux"]
    assert (first.status_code, second.status_code) == (302, 302)
    assert Edit.objects.across_scopes(reason="test").count() == 1


def test_skill_is_chosen_by_its_name_or_a_synonym(browser, la_bobine):
    rows.skill("menuiserie", "Menuiserie", synonyms_fr=["menuisier"])
    given = fields_of(browser.get(f"{HOME}skills/")) | {
        "skills-0-skill": "MENUISIER",
        "skills-0-is_main": "on",
        "skills-0-evidence_kind": "diploma",
        "skills-0-evidence": "CAP",
    }

    browser.post(f"{HOME}skills/", given)
    refused = browser.post(f"{HOME}skills/", fields_of(browser.get(f"{HOME}skills/")) | {"skills-1-skill": "licorne"})

    row = OrganizationSkill.objects.across_scopes(reason="test").select_related("skill").get()
    assert (row.skill.slug, row.is_main, row.evidence_kind, row.evidence) == ("menuiserie", True, "diploma", "CAP")
    assert refused.status_code == 422
    assert "licorne" in refused.content.decode()


def test_place_is_found_from_its_commune_and_made_exact_when_moved(browser, la_bobine):
    new = browser.get(f"{HOME}places/nouveau/", follow=True)
    address = new.redirect_chain[-1][0]
    given = fields_of(new) | {"commune": "rennes", "street": "2 rue du Chapitre", "hours-day_0": "9h-12h, 14h-18h"}
    browser.post(address, given)
    browser.post(address, given)

    row = Establishment.objects.across_scopes(reason="test").get()
    assert (row.commune_code, row.commune_name, row.is_head_office, row.precision) == (
        "35238",
        "Rennes",
        True,
        "commune",
    )
    assert row.opening_hours == "Mo 09:00-12:00,14:00-18:00"
    browser.post(address, fields_of(browser.get(address)) | {"latitude": "48.1105", "longitude": "-1.6801"})
    row.refresh_from_db(from_queryset=Establishment.objects.across_scopes(reason="test"))
    assert (row.latitude, row.longitude, row.precision) == (48.1105, -1.6801, "exact")


def test_territory_served_takes_a_place_by_its_name(browser, la_bobine):
    given = fields_of(browser.get(f"{HOME}places/")) | {"served-kind": "places", "served-more": "Rhône"}

    browser.post(f"{HOME}places/", given)

    assert (profile_of(la_bobine).served_kind, profile_of(la_bobine).served_places) == ("places", ["department:69"])


def test_reference_ties_partners_of_the_directory_and_names_the_others(browser, la_bobine, le_fournil):
    rows.listed(le_fournil)
    new = browser.get(f"{HOME}references/nouvelle/", follow=True)
    address = new.redirect_chain[-1][0]
    given = fields_of(new) | {
        "title": "Halle du marché",
        "year": "2024",
        "partners-0-name": "le fournil",
        "partners-0-role": "pain",
        "pictures": [picture("red"), picture("blue")],
    }
    given |= {"partners-TOTAL_FORMS": "2", "partners-1-name": "Un artisan d’ailleurs"}

    browser.post(address, given)

    reference = Reference.objects.across_scopes(reason="test").get()
    partners = (
        ReferencePartner.objects.across_scopes(reason="test").order_by("pk").values_list("partner_id", "name", "role")
    )
    photos = Photo.objects.across_scopes(reason="test").filter(reference=reference)
    assert (reference.title, reference.year) == ("Halle du marché", 2024)
    assert list(partners) == [(le_fournil.pk, "le fournil", "pain"), (None, "Un artisan d’ailleurs", "")]
    assert [(photo.width, photo.file.name.endswith(".webp")) for photo in photos] == [(300, True)] * 2


def test_logo_and_pictures_are_kept_shown_described_and_removed(browser, client, la_bobine, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    given = fields_of(browser.get(f"{HOME}pictures/"))
    browser.post(f"{HOME}pictures/", given | {"logo": picture(), "pictures": [picture("green")]})
    files = [profile_of(la_bobine).logo.url, Photo.objects.across_scopes(reason="test").get().file.url]
    assert [b"".join(client.get(file))[:4] for file in files] == [b"RIFF"] * 2
    given = fields_of(browser.get(f"{HOME}pictures/"))
    browser.post(f"{HOME}pictures/", given | {"photos-0-description": "L’atelier", "removes_logo": "on"})

    photo = Photo.objects.across_scopes(reason="test").get()
    assert (photo.description, profile_of(la_bobine).logo.name) == ("L’atelier", "")


def test_file_that_is_no_picture_is_refused_beside_its_field(browser):
    given = fields_of(browser.get(f"{HOME}pictures/"))
    svg = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    svg.name = "logo.svg"

    response = browser.post(f"{HOME}pictures/", given | {"logo": svg})

    assert response.status_code == 422
    assert 'href="#id_logo"' in response.content.decode()


def test_preview_renders_and_saves_nothing(browser, la_bobine):
    given = fields_of(browser.get(f"{HOME}presentation/")) | {"description": "Du **bois** <script>", "preview": "1"}

    response = browser.post(f"{HOME}presentation/", given)

    assert "<strong>bois</strong> &lt;script&gt;" in response.content.decode()
    assert profile_of(la_bobine).description == ""


def test_item_of_another_organization_is_not_shown(browser, le_fournil):
    rows.listed(le_fournil)
    theirs = rows.reference(le_fournil, "Leur chantier secret")

    response = browser.get(f"{HOME}references/{theirs.pk}/")

    assert "Leur chantier secret" not in response.content.decode()


def test_history_names_who_and_what(browser, la_bobine):
    browser.post(f"{HOME}presentation/", fields_of(browser.get(f"{HOME}presentation/")) | {"pitch": "Des vélos."})

    text = browser.get(f"{HOME}historique/").content.decode()

    assert "Bruno Castel" in text
    assert "<ins>" in text and "<del>" in text


@pytest.mark.parametrize("count", [1, 3])
def test_history_asks_a_fixed_number_of_queries(count, browser, django_assert_num_queries):
    for number in range(count):
        browser.post(
            f"{HOME}presentation/", fields_of(browser.get(f"{HOME}presentation/")) | {"pitch": f"Phrase {number}"}
        )
    browser.get(f"{HOME}historique/")

    with django_assert_num_queries(10):
        text = browser.get(f"{HOME}historique/").content.decode()
    assert text.count('value="after"') == count - 1  # not back to what stands already


def test_unknown_section_is_not_found(browser):
    assert browser.get(f"{HOME}licorne/").status_code == 404
    assert browser.get(f"{HOME}references/{new_id()}/").status_code == 200
