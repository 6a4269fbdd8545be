"""The pages of the mesh: what each reader sees, how often the database is asked, what is refused."""

from uuid import uuid4

import pytest
from django.urls import reverse

from maillage.directory.models import Establishment, OrganizationSkill, Profile, Skill
from maillage.directory.services.indexing import index
from maillage.directory.services.taxonomy import load_taxonomy
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.directory.types import Listing
from maillage.links.models import Declaration, Measure, Place
from maillage.links.services.drawing import draw_network
from maillage.links.services.happenings import note_invited
from maillage.links.services.measures import keep_measures, set_opportunity_gini
from maillage.links.types import Readership

pytestmark = pytest.mark.django_db
PRIVATE = [
    "/o/la-bobine/liens/", "/o/la-bobine/liens/liens.csv", "/reseau/liens/", "/reseau/liens/graphe.json",
    "/reseau/liens/structures/la-bobine/", "/reseau/liens/presentations/",
]  # fmt: skip


@pytest.fixture
def taxonomy(db, now):
    load_taxonomy(taxonomy=packaged_taxonomy(), now=now)


@pytest.fixture
def secret(cast, today):
    """Both were asked for the same brief."""
    brief = uuid4()
    for one in cast:
        note_invited(brief_id=brief, organization_id=one.pk, day=today, today=today)


def text_of(answer):
    return answer.content.decode()


def test_the_public_page_tells_public_facts_only(client, cast, tied):
    tied(*cast, "referenced", sentence="Un four pour la place")
    tied(*cast, "supplies", sentence="secret-de-la-bobine")

    page = text_of(client.get("/annuaire/la-bobine/liens/"))

    assert "Le Fournil" in page and "Réalisations communes" in page and "Un four pour la place" in page
    assert "secret-de-la-bobine" not in page and "Fournit" not in page


def test_one_s_own_page_tells_what_is_shared_and_no_secret(client_as, cast, tied, secret, amina, facilitator):
    tied(*cast, "supplies", sentence="Des sacs de farine")

    mine = text_of(client_as(amina).get("/o/la-bobine/liens/"))
    office = text_of(client_as(facilitator).get("/reseau/liens/structures/la-bobine/"))

    assert "Des sacs de farine" in mine and "Sollicitées pour le même besoin" not in mine
    assert "Sollicitées pour le même besoin" in office
    assert "Sollicitées pour le même besoin" not in text_of(client_as(facilitator).get("/o/la-bobine/liens/"))


def test_a_secret_alone_shows_nobody_on_one_s_page(client_as, cast, secret, amina):
    page = text_of(client_as(amina).get("/o/la-bobine/liens/"))
    file = b"".join(client_as(amina).get("/o/la-bobine/liens/liens.csv").streaming_content).decode()

    assert "Le Fournil" not in page
    assert "Le Fournil" not in file


@pytest.mark.parametrize("who", ["driss", "elise"])
@pytest.mark.parametrize("path", PRIVATE)
def test_strangers_are_refused(request, client_as, cast, who, path):
    assert client_as(request.getfixturevalue(who)).get(path).status_code == 404


def test_the_public_graph_holds_public_links_of_listed_ones(client, cast, listed, tied, secret, client_as, facilitator):
    third = listed(name="Troisième")
    tied(cast[0], third, "referenced")
    draw_network(readership=Readership.PUBLIC)

    public = client.get("/liens/graphe.json").json()
    office = client_as(facilitator).get("/reseau/liens/graphe.json").json()

    names = [node[0] for node in public["nodes"]]
    assert [{names[left], names[right]} for left, right, *_rest in public["edges"]] == [{"La Bobine", "Troisième"}]
    assert len(office["edges"]) == 2
    Profile.objects.across_scopes(reason="test").filter(pk=third.pk).update(listing=Listing.UNLISTED.value)
    after = client.get("/liens/graphe.json").json()
    assert (after["edges"], "Troisième" in [node[0] for node in after["nodes"]]) == ([], False)


def test_the_graph_is_asked_for_in_a_fixed_number_of_queries(cast, listed, tied, django_assert_num_queries):
    from maillage.links.queries.network import network_seen_by

    tied(*cast, "referenced")
    with django_assert_num_queries(8):
        network_seen_by(Readership.PUBLIC)
    for number in range(3):
        tied(cast[0], listed(), "referenced", days=number)
    with django_assert_num_queries(8):
        assert len(network_seen_by(Readership.PUBLIC).edges) == 4


def test_the_list_of_one_s_links_asks_a_fixed_number_of_queries(
    client_as, cast, listed, tied, amina, django_assert_num_queries
):
    browser = client_as(amina)
    tied(*cast, "referenced")
    browser.get("/o/la-bobine/liens/")
    with django_assert_num_queries(14):
        browser.get("/o/la-bobine/liens/")
    for number in range(2):
        tied(cast[0], listed(), "won", days=number)
    with django_assert_num_queries(14):
        assert text_of(browser.get("/o/la-bobine/liens/")).count("links__one") == 3


def test_the_table_is_filtered_without_script_and_saved(client, cast, listed, tied):
    third = listed(name="Troisième")
    tied(*cast, "referenced")
    tied(cast[0], third, "premises")

    kind = text_of(client.get("/liens/", {"kind": "premises"}))
    name = text_of(client.get("/liens/", {"q": "fournil"}))
    strong = text_of(client.get("/liens/", {"strength": "50"}))
    file = b"".join(client.get("/liens/liens.csv", {"kind": "premises"}).streaming_content).decode()

    assert "Troisième" in kind and "Le Fournil" not in kind
    assert "Le Fournil" in name and "Troisième" not in name
    assert "Aucun lien avec ces filtres" in strong
    assert file.startswith("\ufeff") and len(file.strip().splitlines()) == 2 and "0,450" in file


def test_the_table_is_filtered_by_trade_and_territory(client, cast, listed, tied, taxonomy):
    third = listed(name="Troisième")
    tied(*cast, "referenced")
    tied(cast[0], third, "referenced")
    OrganizationSkill.objects.create(
        organization=third, skill=Skill.objects.get(slug="imprimerie"), source="organization"
    )
    Establishment.objects.create(
        organization=third, is_head_office=True, commune_code="69266", department_code="69", region_code="84",
        longitude=4.88, latitude=45.77,
    )  # fmt: skip
    index([one.pk for one in (*cast, third)])

    def shown(**query):
        page = text_of(client.get("/liens/", query))
        table = page.split("<tbody", 1)[1] if "<tbody" in page else ""
        return {name for name in ("Le Fournil", "Troisième") if name in table}

    assert shown() == {"Le Fournil", "Troisième"}
    for filters in ({"trade": "skill:imprimerie"}, {"place": "region:84"}, {"place": "department:69"}):
        assert shown(**filters) == {"Troisième"}, filters
    assert shown(trade="skill:imprimerie", place="department:59") == set()


@pytest.mark.parametrize(
    "query", ["kind=nonsense", "sort=x&cursor=zz", "place=region:99&trade=sector:x", "strength=abc"]
)
def test_addresses_that_make_no_sense_do_no_harm(client, cast, tied, query):
    tied(*cast, "referenced")

    assert client.get(f"/liens/?{query}").status_code in (200, 400)
    assert client.get(f"/annuaire/la-bobine/liens/?{query}").status_code in (200, 400)


def test_a_way_is_found_named_and_refused(client, cast, listed, tied):
    middle = listed(name="Au milieu")
    tied(cast[0], middle, "referenced")
    tied(middle, cast[1], "premises")

    page = text_of(client.get("/liens/chemin/", {"start": "La Bobine", "end": "le fournil"}))
    unknown = client.get("/liens/chemin/", {"start": "La Bobine", "end": "Personne"})

    assert "Au milieu" in page and "2 liens" in page
    assert unknown.status_code == 422 and "Aucune structure référencée" in text_of(unknown)


def test_fragile_parts_are_named(client_as, cast, listed, tied, facilitator):
    middle, alone = listed(name="Au milieu"), listed(name="Toute seule")
    tied(cast[0], middle, "referenced")
    tied(middle, cast[1], "referenced")
    draw_network(readership=Readership.OFFICE)

    page = text_of(client_as(facilitator).get("/reseau/liens/fragilites/"))

    assert "1 structure serait coupée du reste" in page
    assert alone.name in page
    assert Place.objects.across_scopes(reason="test").get(organization=middle).holds == 1


def test_a_declaration_that_is_refused_keeps_what_was_typed(client_as, cast, amina):
    browser = client_as(amina)
    given = {"other": "Inconnue", "kind": "premises", "day": "2026-01-05", "sentence": "Au même étage"}

    wrong = browser.post("/o/la-bobine/liens/declaration/", given)
    right = browser.post("/o/la-bobine/liens/declaration/", {**given, "other": "Le Fournil"})

    assert wrong.status_code == 422 and "Au même étage" in text_of(wrong) and 'value="Inconnue"' in text_of(wrong)
    assert right.status_code == 303
    assert Declaration.objects.across_scopes(reason="test").get().state == "pending"


def test_measures_are_kept_by_month_and_shown(client, cast, tied, today):
    tied(*cast, "referenced")
    for _night in range(2):
        keep_measures(day=today)
    set_opportunity_gini(month=today, value=0.12)
    keep_measures(day=today)

    row = Measure.objects.get()
    assert (row.members, row.links, row.opportunity_gini) == (2, 1, 0.12)
    assert "0,120" in text_of(client.get("/liens/mesures/"))


def test_the_api_gives_public_links(client, cast, tied, secret):
    tied(*cast, "referenced")
    tied(*cast, "won")

    told = client.get("/api/v1/organizations/la-bobine/links").json()
    by_id = client.get(f"/api/v1/organizations/{cast[0].pk}/links").json()

    assert told == by_id
    (link,) = told["results"]
    assert (link["organization"], link["kinds"], link["strength"]) == (
        {"name": "Le Fournil", "slug": "le-fournil"}, ["referenced"], 0.3,
    )  # fmt: skip
    assert client.get("/api/v1/organizations/nobody/links").status_code == 404


def test_the_profile_leads_to_the_links(client, cast, tied):
    from tests.links.test_facts import refer

    refer(*cast)

    assert reverse("links:public_links", args=["la-bobine"]) in text_of(client.get("/annuaire/la-bobine/"))


class TestTie:
    """The dated facts of one tie, fetched by the panel of the graph."""

    @staticmethod
    def told(client, path, other):
        return text_of(client.get(f"{path}?avec={other}", headers={"HX-Request": "true"}))

    def test_each_reader_reads_what_is_theirs(self, client, client_as, cast, tied, secret, facilitator):
        tied(*cast, "referenced", sentence="Un four pour la place")

        public = self.told(client, "/annuaire/la-bobine/liens/", "le-fournil")
        office = self.told(client_as(facilitator), "/reseau/liens/structures/la-bobine/", "le-fournil")

        assert "Un four pour la place" in public and "Sollicitées pour le même besoin" not in public
        assert "Un four pour la place" in office and "Sollicitées pour le même besoin" in office
        assert "<html" not in public + office

    def test_a_secret_tie_is_told_like_none_and_like_nobody(self, client, cast, secret):
        path = "/annuaire/la-bobine/liens/"

        assert self.told(client, path, "le-fournil") == self.told(client, path, "nobody-at-all")
