import uuid

import pytest

from maillage.directory.models import Establishment, Offer, OrganizationSkill
from maillage.directory.services.edits import edit_section, working_document
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid
from tests.directory.profiles import rows
from tests.factories import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def save(la_bobine, bruno, now):
    rows.listed(la_bobine)

    def save(section, **fields):
        actor = acting(bruno)
        working = working_document(actor=actor, organization_id=la_bobine.pk, section=section)
        return edit_section(
            actor=actor,
            organization_id=la_bobine.pk,
            section=section,
            document={**working.document, **fields},
            base_version=working.version,
            now=now,
        )

    return save


def place(**fields):
    return {
        "id": "",
        "siret": "",
        "name": "",
        "is_head_office": False,
        "street": "",
        "postal_code": "69001",
        "commune_code": "69381",
        "commune_name": "Lyon",
        "longitude": 4.83,
        "latitude": 45.76,
        "precision": "exact",
        "is_address_hidden": False,
        "opening_hours": "",
        **fields,
    }


@pytest.mark.parametrize(
    ("section", "fields", "named"),
    [
        (Section.IDENTITY, {"siren": "404833049"}, "siren"),
        (Section.IDENTITY, {"name": " "}, "name"),
        (Section.IDENTITY, {"naf_code": "bonjour"}, "naf_code"),
        (Section.PRESENTATION, {"website": "javascript:alert(1)"}, "website"),
        (Section.PRESENTATION, {"social_links": {"mastodon": "data:text/html,x"}}, "mastodon"),
        (Section.PLACES, {"establishments": [place(siret="40483304800023")]}, "siret"),
        (Section.PLACES, {"establishments": [place(longitude=200.0)]}, "longitude"),
        (Section.PLACES, {"establishments": [place(latitude=None)]}, "longitude"),
        (Section.PLACES, {"establishments": [place(opening_hours="quand on veut")]}, "opening_hours"),
        (Section.PLACES, {"served": {"kind": "radius", "places": [], "radius_km": -1}}, "radius_km"),
        (Section.PLACES, {"served": {"kind": "places", "places": ["commune:99999"], "radius_km": None}}, "places"),
        (
            Section.SKILLS,
            {"skills": [{"slug": "inconnu", "is_main": True, "evidence_kind": "claimed", "evidence": ""}]},
            "skills",
        ),
        (Section.LABELS, {"labels": [{"slug": "inconnu", "number": "", "issued_on": "", "expires_on": ""}]}, "labels"),
        (Section.CONTACTS, {"contacts": [{"kind": "email", "value": "non", "label": "", "is_public": True}]}, "value"),
    ],
)
def test_bad_value_is_refused_and_its_field_named(save, section, fields, named):
    with pytest.raises(Invalid) as caught:
        save(section, **fields)

    assert caught.value.field == named


def test_siren_and_siret_of_another_organization_are_refused(save, le_fournil):
    le_fournil.siren = "404833048"
    le_fournil.save()
    rows.office(le_fournil, siret="40483304800022")

    for section, fields, named in (
        (Section.IDENTITY, {"siren": "404833048"}, "siren"),
        (Section.PLACES, {"establishments": [place(siret="40483304800022")]}, "siret"),
    ):
        with pytest.raises(Invalid) as caught:
            save(section, **fields)
        assert caught.value.field == named


def test_head_office_and_sirets_change_places(save, la_bobine):
    save(
        Section.PLACES,
        establishments=[place(siret="40483304800022", is_head_office=True), place(siret="73282932000074")],
    )
    first, second = (
        Establishment.objects.across_scopes(reason="test").filter(organization=la_bobine).order_by("-is_head_office")
    )

    save(
        Section.PLACES,
        establishments=[
            place(id=str(second.pk), siret="40483304800022", is_head_office=True),
            place(id=str(first.pk), siret="73282932000074"),
        ],
    )

    found = {row.pk: (row.siret, row.is_head_office) for row in Establishment.objects.across_scopes(reason="test")}
    assert found == {second.pk: ("40483304800022", True), first.pk: ("73282932000074", False)}


def test_row_of_another_organization_is_never_taken(save, la_bobine, le_fournil):
    theirs = Offer.objects.create(organization=le_fournil, title="Pain")

    save(Section.OFFERS, offers=[{"id": str(theirs.pk), "title": "Volé", "description": "", "price": ""}])

    theirs.refresh_from_db(from_queryset=Offer.objects.across_scopes(reason="test"))
    assert (theirs.title, theirs.organization_id) == ("Pain", le_fournil.pk)
    assert Offer.objects.across_scopes(reason="test").get(organization=la_bobine).title == "Volé"


def test_new_row_takes_the_id_of_its_form(save, la_bobine):
    key = str(uuid.uuid4())

    save(Section.OFFERS, offers=[{"id": key, "title": "Atelier", "description": "", "price": ""}])

    assert str(Offer.objects.across_scopes(reason="test").get(organization=la_bobine).pk) == key


def test_merged_skill_is_followed_and_a_main_one_always_stands(save, la_bobine):
    kept = rows.skill("menuiserie")
    rows.skill("menuisier", "Menuisier", merged_into=kept)

    save(
        Section.SKILLS, skills=[{"slug": "menuisier", "is_main": False, "evidence_kind": "diploma", "evidence": "CAP"}]
    )

    row = OrganizationSkill.objects.across_scopes(reason="test").select_related("skill").get(organization=la_bobine)
    assert (row.skill.slug, row.is_main, row.evidence, row.source) == ("menuiserie", True, "CAP", Source.ORGANIZATION)


def test_place_without_point_stands_at_its_commune(save, la_bobine):
    save(Section.PLACES, establishments=[place(longitude=None, latitude=None, commune_code="35238", commune_name="")])

    row = Establishment.objects.across_scopes(reason="test").get(organization=la_bobine)
    assert (row.commune_name, row.department_code, row.region_code, row.precision) == ("Rennes", "35", "53", "commune")
    assert abs(row.latitude - 48.11) < 0.1
