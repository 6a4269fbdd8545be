"""No organization may take the address of a page."""

import pytest
from django.urls import resolve

from maillage.accounts.models import Organization
from maillage.accounts.services import create_organization, free_slug, reserved_slugs
from maillage.accounts.services.organization_sets import NewOrganization, add_organizations
from maillage.directory.urls import urlpatterns
from maillage.kit.ids import new_id
from tests.factories import acting

PAGES = ["carte", "metiers", "realisations", "referencer", "suggestions", "lieux"]


@pytest.mark.parametrize("word", PAGES)
def test_words_of_pages_are_reserved(word):
    assert word in reserved_slugs()


def test_every_fixed_page_beside_the_profiles_is_reserved():
    routes = [str(pattern.pattern) for pattern in urlpatterns]
    fixed = {route.split("/")[1] for route in routes if route.startswith("annuaire/") and route.split("/")[1]}

    assert {word for word in fixed if "<" not in word and "." not in word} == reserved_slugs() & fixed
    assert not any("<" in word for word in reserved_slugs())


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Carte", "Métiers", "Référencer"])
def test_an_organization_named_as_a_page_has_a_page_of_its_own(name, amina, now):
    organization = create_organization(actor=acting(amina), name=name, now=now)

    assert organization.slug == f"{name.lower().replace('é', 'e')}-2"
    assert resolve(f"/annuaire/{organization.slug}/").view_name == "directory:profile"
    assert free_slug(name=name).endswith("-3")


@pytest.mark.django_db
def test_imported_organizations_take_no_page_either(now):
    rows = [
        NewOrganization(
            id=new_id(),
            name=name,
            legal_name="",
            siren=None,
            legal_form_code="",
            family="scop",
            closed_at=None,
            place="Lyon",
        )
        for name in ("Carte", "Lieux", "La Navette")
    ]

    add_organizations(rows, now=now)

    assert sorted(Organization.objects.values_list("slug", flat=True)) == ["carte-lyon", "la-navette", "lieux-lyon"]
