"""The demonstration loads whole, once, and never gives anybody a way into a network of real people."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest
from django.contrib.auth import authenticate
from django.http import QueryDict

from maillage.accounts.models import Affiliation, Membership, Network, NetworkAssignment, Organization, User
from maillage.accounts.queries import network
from maillage.accounts.types import Actor
from maillage.directory.demo import build_demo
from maillage.directory.models import (
    Claim,
    ContactMessage,
    Edit,
    Establishment,
    NewsItem,
    Photo,
    Profile,
    ProfileDay,
    Reference,
    ReferencePartner,
    SearchMiss,
)
from maillage.directory.queries.completeness import facts_of_profile
from maillage.directory.queries.search import map_view, parse_search, search
from maillage.directory.rules.completeness import completeness_of
from maillage.directory.search.types import Box
from maillage.directory.services.demo_loading import DEMO_PASSWORD, NotEmpty, load_demo, reset_demo
from maillage.directory.services.demo_loading import pictures as demo_pictures
from maillage.kit.errors import Conflict, NotAllowed

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SYSTEM = Actor.system(reason="a test")
SEED = 7


@cache
def small_demo():
    """Thirty that are told in full and thirty that are drawn."""
    whole = build_demo(seed=SEED, today=NOW.date())
    flagships = [each for each in whole.organizations if each.is_flagship][:30]
    others = [each for each in whole.organizations if not each.is_flagship][:30]
    return replace(whole, organizations=(*flagships, *others))


def load(**options):
    return load_demo(actor=SYSTEM, demo=small_demo(), seed=SEED, now=NOW, **options)


def rows(model):
    return model.objects.across_scopes(reason="a test")


def counts():
    owned = (Profile, Establishment, Reference, ReferencePartner, Membership, Affiliation, Claim, Edit, ContactMessage,
             ProfileDay, SearchMiss)  # fmt: skip
    return {model.__name__: rows(model).count() for model in owned} | {
        model.__name__: model.objects.count() for model in (Organization, User, NewsItem)
    }


def test_every_kind_of_page_has_something_to_show():
    report = load()

    found = counts()
    assert [kind for kind, count in found.items() if count == 0] == []
    assert report.organizations == found["Organization"] == found["Profile"]
    assert found["Reference"] == sum(len(each.references) for each in small_demo().organizations)
    assert rows(Profile).filter(listing="pending").count() == 2
    assert network().is_fictional
    assert not Organization.objects.filter(is_fictional=False).exists()


def test_search_and_map_hold_all_that_is_listed():
    load()
    listed = set(Profile.objects.public().values_list("organization__name", flat=True))

    whole = search(parse_search(query=QueryDict("")).request)
    request = parse_search(query=QueryDict("")).request
    view = map_view(request, box=Box(west=-180, south=-85, east=180, north=85), zoom=2)
    bikes = search(parse_search(query=QueryDict("q=livraison à vélo à Lyon")).request)

    assert (whole.count, view.count) == (len(listed), len(listed))
    assert sum(cluster.count for cluster in view.clusters) + len(view.points) == len(listed)
    assert "La Bobine" in [hit.name for hit in bikes.results]


def test_completeness_is_that_which_the_profile_page_computes():
    load()

    said = dict(rows(Profile).values_list("pk", "completeness"))
    assert said == {key: completeness_of(facts_of_profile(organization_id=key)).score for key in said}


def test_loading_again_is_refused_and_adding_again_adds_nothing():
    load()
    before = counts()

    with pytest.raises(NotEmpty):
        load()
    again = load(is_added=True)

    assert (again.organizations, again.people, again.pictures) == (0, 0, 0)
    assert counts() == before


def test_the_same_seed_loads_the_same_network():
    load()
    first = sorted(rows(Profile).values_list("organization__slug", "claimed_at", "updated_at", "pitch", "completeness"))
    reset_demo(actor=SYSTEM)
    load()

    assert (
        sorted(rows(Profile).values_list("organization__slug", "claimed_at", "updated_at", "pitch", "completeness"))
        == first
    )


def test_people_sign_in_with_the_password_that_is_printed():
    load()

    assert authenticate(email="amina@maillage.example", password=DEMO_PASSWORD) == User.objects.get(
        email="amina@maillage.example"
    )


def test_a_network_of_real_people_gains_no_password_and_no_staff():
    Organization.objects.create(slug="vraie", name="Une vraie coopérative")

    load(is_added=True)

    assert not NetworkAssignment.objects.exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not network().is_fictional
    with pytest.raises(Conflict):
        reset_demo(actor=SYSTEM)
    assert Organization.objects.filter(slug="vraie").exists()


def test_reset_forgets_everything_but_the_taxonomy():
    load()

    reset_demo(actor=SYSTEM)

    assert set(counts().values()) == {0}
    assert not Network.objects.exists()
    assert search(parse_search(query=QueryDict("")).request).count == 0


def test_members_may_not_load_or_reset(amina):
    with pytest.raises(NotAllowed):
        reset_demo(actor=Actor(user_id=amina.pk))
    with pytest.raises(NotAllowed):
        load_demo(actor=Actor(user_id=amina.pk), demo=small_demo(), seed=SEED, now=NOW, is_added=True)


def test_pictures_are_drawn_once(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    load()
    bobine = Organization.objects.get(slug="la-bobine")
    told = next(each for each in small_demo().organizations if each.slug == "la-bobine")
    reference = told.references[0]
    wanted = [
        {"organization_id": str(bobine.pk), "seed": 5, "description": "Fils", "position": 0, "reference_title": ""},
        {"organization_id": str(bobine.pk), "seed": 6, "description": "Toits", "position": 0,
         "reference_title": reference.title},
        {"organization_id": str(bobine.pk), "seed": 6, "description": "", "position": 0, "reference_title": "Disparue"},
    ]  # fmt: skip
    monkeypatch.setattr(demo_pictures, "WIDTH", 60)
    monkeypatch.setattr(demo_pictures, "HEIGHT", 40)

    demo_pictures.draw_pictures(pictures=wanted)
    demo_pictures.draw_pictures(pictures=wanted)

    drawn = rows(Photo).filter(organization=bobine).order_by("description")
    assert [(photo.description, photo.reference_id is None) for photo in drawn] == [("Fils", True), ("Toits", False)]
    assert all(photo.file.size > 0 for photo in drawn)
    assert (
        rows(Profile).get(pk=bobine.pk).completeness
        == completeness_of(facts_of_profile(organization_id=bobine.pk)).score
    )
