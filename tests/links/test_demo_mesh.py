"""The demonstration's mesh: written once from its members, every page of links has something true to show, and it can be forgotten."""

import pytest
from django.urls import reverse

from maillage.accounts.models import Network
from maillage.directory.models import Establishment
from maillage.links.models import Introduction, Link, LinkFact, Measure
from maillage.links.services.demo_mesh import forget_mesh, load_mesh
from tests.factories.events import waiting_deliveries

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def members(listed):
    for number in range(24):
        Establishment.objects.create(
            organization=listed(name=f"Coop {number}"), is_head_office=True, commune_code="69123", department_code="69",
            region_code="84", longitude=4.8 + number / 200, latitude=45.7 + number / 300,
        )  # fmt: skip


@pytest.mark.usefixtures("members", "facilitator")
def test_the_mesh_is_written_once_tells_nobody_and_can_be_forgotten(client, now):
    Network.objects.update_or_create(pk=1, defaults={"is_fictional": True})
    waiting = waiting_deliveries()

    added = [load_mesh(now=now) for _time in range(2)]
    links = Link.objects.across_scopes(reason="test").count()
    page = client.get(reverse("links:measures"))
    months = Measure.objects.count()
    suggested = Introduction.objects.across_scopes(reason="test").count()
    forget_mesh()

    assert (added[0] > 20, added[1]) == (True, 0)
    assert (links > 10, suggested > 0, months, page.status_code) == (True, True, 24, 200)
    assert waiting_deliveries() == waiting
    assert not LinkFact.objects.across_scopes(reason="test").exists()


@pytest.mark.usefixtures("members", "facilitator")
def test_no_real_network_is_given_an_invented_mesh(now):
    assert load_mesh(now=now) == 0
    assert not LinkFact.objects.across_scopes(reason="test").exists()
