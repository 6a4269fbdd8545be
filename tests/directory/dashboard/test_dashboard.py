import pytest
from django.urls import reverse

from maillage.accounts.types import Scope
from maillage.directory.models import Claim, Edit, Profile, SearchMiss
from maillage.directory.queries import dashboard
from maillage.directory.types import Listing
from tests.directory.search import corpus

pytestmark = pytest.mark.django_db
OFFICE = Scope(is_network=True)


@pytest.fixture
def busy(la_bobine, amina, now):
    Profile.objects.create(organization=la_bobine, listing=Listing.PENDING.value, pitch="Vélos", updated_at=now)
    Claim.objects.create(
        organization=la_bobine, user=amina, method="approval", message="Moi", created_at=now, expires_at=now
    )
    Edit.objects.create(
        organization=la_bobine, section="presentation", before={"pitch": "Vélo"}, after={"pitch": "Vélos cargos"},
        state="published", actor=amina, source="organization", at=now,
    )  # fmt: skip
    SearchMiss.objects.create(month=now.date().replace(day=1), words="luthier", place="Brest", count=3)


def test_the_page_tells_what_awaits_with_a_fixed_cost(busy, client_as, facilitator, django_assert_max_num_queries):
    with django_assert_max_num_queries(38):
        page = client_as(facilitator).get(reverse("directory:dashboard")).content.decode()

    assert "luthier" in page
    waiting = {one.kind: one.count for one in dashboard.waiting(scope=OFFICE)}
    assert waiting == {"claims": 1, "listings": 1, "edits": 1, "duplicates": 0, "messages": 0, "imports": 0}


def test_queues_are_worked_through(busy, client_as, facilitator):
    office = client_as(facilitator)
    edits = office.get(reverse("directory:edit_queue")).content.decode()
    listings = office.get(reverse("directory:listing_queue")).content.decode()

    assert "cargos" in edits
    assert "La Bobine" in listings
    office.post(reverse("directory:profile_listing", args=["la-bobine"]), {"decision": "list"})
    edit = Edit.objects.across_scopes(reason="test").get()
    office.post(reverse("directory:edit_review", args=[edit.pk]), {"decision": "approve"})
    assert {one.kind: one.count for one in dashboard.waiting(scope=OFFICE) if one.count} == {"claims": 1}


def test_coverage_counts_each_organization_where_it_works(db):
    corpus.load_taxonomy()
    corpus.load()

    coverage = dashboard.coverage()

    cells = {(slug, code): count for slug, _name, row in coverage.rows for code, count, _shade in row}
    assert cells["communication", "76"] > 0
    assert len(coverage.rows) * len(coverage.regions) == len(cells)


def test_a_sector_opens_on_its_skills_and_who_stands_nowhere_is_told(client_as, facilitator):
    corpus.load_taxonomy()
    corpus.load()

    coverage = dashboard.coverage(sector_slug="communication")

    cells = {(slug, code): count for slug, _name, row in coverage.rows for code, count, _shade in row}
    assert (cells["imprimerie", "76"], cells["imprimerie", "94"]) == (3, 0)
    assert coverage.elsewhere == Profile.objects.public().count() - 30
    office = client_as(facilitator)
    page = office.get(reverse("directory:dashboard"), {"sector": "communication"}).content.decode()
    assert "?skill=imprimerie&amp;region=76" in page
    assert office.get(reverse("directory:dashboard"), {"sector": "nothing"}).status_code == 404
