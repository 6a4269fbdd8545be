import pytest
from django.http import QueryDict
from django.utils import timezone

from maillage.directory.models import NewsItem, OrganizationSkill, Reference, Sector, Skill
from maillage.directory.search.addresses import parse_search
from maillage.directory.search.types import FacetKind
from maillage.directory.services.taxonomy import load_taxonomy, merge_skills, retire_term
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.ids import new_id
from maillage.stream.models import Fact
from tests.directory.profiles import rows
from tests.factories import acting

pytestmark = pytest.mark.django_db

NEWS = {"title": "Assemblée à Lyon", "summary": "Une journée.", "text": "## Programme\n\nDes **ateliers**."}


def test_news_is_written_once_then_published_and_read_by_all(client, client_as, facilitator, elise, la_bobine):
    rows.listed(la_bobine)
    key, office = new_id(), client_as(facilitator)
    given = {**NEWS, "key": str(key), "base_version": "0", "organization": "la bobine"}
    office.post(f"/reseau/actualites/{key}/", given)
    office.post(f"/reseau/actualites/{key}/", given)
    draft = [browser.get("/actualites/assemblee-a-lyon/").status_code for browser in (client, client_as(elise), office)]

    office.post(f"/reseau/actualites/{key}/publication/", {"published": "yes"})
    office.post(f"/reseau/actualites/{key}/publication/", {"published": "yes"})

    text = client.get("/actualites/assemblee-a-lyon/").content.decode()
    assert NewsItem.objects.count() == 1
    assert draft == [404, 404, 200]
    assert "<strong>ateliers</strong>" in text
    assert 'href="/annuaire/la-bobine/"' in text
    assert "Assemblée à Lyon" in client.get("/actualites/").content.decode()
    assert Fact.objects.filter(verb="news.published").count() == 1


def test_news_changed_meanwhile_is_not_overwritten(client_as, facilitator):
    item = NewsItem.objects.create(slug="a", title="Titre", text="Texte", version=4)
    given = {**NEWS, "key": str(item.pk), "base_version": "3"}

    response = client_as(facilitator).post(f"/reseau/actualites/{item.pk}/", given)

    item.refresh_from_db()
    assert (response.status_code, item.title) == (409, "Titre")


def test_address_of_published_news_stays(client_as, facilitator):
    item = NewsItem.objects.create(slug="ancienne", title="Titre", text="Texte", published_at=timezone.now())

    client_as(facilitator).post(f"/reseau/actualites/{item.pk}/", {**NEWS, "key": str(item.pk), "base_version": "1"})

    item.refresh_from_db()
    assert (item.slug, item.title) == ("ancienne", "Assemblée à Lyon")


@pytest.mark.parametrize("count", [1, 3])
def test_news_list_asks_a_fixed_number_of_queries(count, client, la_bobine, django_assert_num_queries):
    for number in range(count):
        NewsItem.objects.create(
            slug=f"n{number}", title="T", text="T", published_at=timezone.now(), organization=la_bobine
        )
    client.get("/actualites/")

    with django_assert_num_queries(1):
        client.get("/actualites/")


def test_taxonomy_is_loaded_whole_once_and_keeps_what_was_changed(administrator, now):
    taxonomy = packaged_taxonomy()

    added = load_taxonomy(taxonomy=taxonomy, now=now)
    first = Skill.objects.first()
    Skill.objects.filter(pk=first.pk).update(name_fr="Renommée", synonyms_fr=["à nous"])
    retire_term(actor=acting(administrator), slug=first.slug, now=now)

    assert added == len(taxonomy.sectors) + len(taxonomy.skills) == Sector.objects.count() + Skill.objects.count()
    assert load_taxonomy(taxonomy=taxonomy, now=now) == 0
    first.refresh_from_db()
    assert (first.name_fr, first.synonyms_fr, first.retired_at) == ("Renommée", ["à nous"], now)


def test_merging_moves_everybody_and_keeps_the_words(client, administrator, la_bobine, le_fournil, now):
    old = rows.skill("menuisier", "Menuisier", synonyms_fr=["huisserie"], naf_rev2=["43.32A"])
    kept = rows.skill("menuiserie", "Menuiserie")
    rows.listed(la_bobine)
    rows.listed(le_fournil)
    rows.claimed(la_bobine, old, is_main=True)
    rows.claimed(le_fournil, old, is_main=True)
    rows.claimed(le_fournil, kept)
    reference = rows.reference(la_bobine, "Chantier", skill_slugs=["menuisier", "menuiserie"])
    rows.reference(le_fournil, "Pain de fête")

    moved = merge_skills(actor=acting(administrator), slug="menuisier", into="menuiserie", now=now)

    kept.refresh_from_db()
    old.refresh_from_db()
    reference.refresh_from_db(from_queryset=Reference.objects.across_scopes(reason="test"))
    held = OrganizationSkill.objects.across_scopes(reason="test").order_by("organization__slug")
    assert moved == 2
    assert [(row.organization_id, row.skill_id, row.is_main) for row in held] == [
        (la_bobine.pk, kept.pk, True),
        (le_fournil.pk, kept.pk, True),
    ]
    assert (kept.synonyms_fr, kept.naf_rev2) == (["Menuisier", "huisserie"], ["43.32A"])
    assert (old.merged_into_id, old.retired_at) == (kept.pk, now)
    assert reference.skill_slugs == ["menuiserie"]
    asked = parse_search(query=QueryDict("skill=menuisier,menuiserie"))  # an address that somebody has kept
    assert (asked.request.filters, asked.errors) == ({FacetKind.SKILL: ("menuiserie",)}, {})
    shown = client.get("/annuaire/realisations/?skill=menuisier").content.decode()
    told = client.get("/api/v1/references?skill=menuisier").json()
    assert ("Chantier" in shown, "Pain" in shown) == (True, False)
    assert [one["title"] for one in told["results"]] == ["Chantier"]
    with pytest.raises(Invalid):
        retire_term(actor=acting(administrator), slug="menuisier", now=now, is_retired=False)


def test_only_administrators_change_the_taxonomy(client_as, facilitator, administrator, now):
    rows.skill("menuiserie")
    with pytest.raises(NotAllowed):
        retire_term(actor=acting(facilitator), slug="menuiserie", now=now)

    assert client_as(facilitator).get("/reseau/taxonomie/").status_code == 404
    assert client_as(administrator).get("/reseau/taxonomie/").status_code == 200


def test_administrator_adds_renames_merges_and_retires_by_the_pages(client_as, administrator):
    browser = client_as(administrator)
    browser.post("/reseau/taxonomie/secteurs/nouveau/", {"name_fr": "Énergie", "name_en": "Energy"})
    skill = {
        "name_fr": "Panneaux solaires",
        "name_en": "Solar panels",
        "sector": "energie",
        "synonyms_fr": "photovoltaïque\nsolaire",
        "naf_rev2": "4321A",
    }
    browser.post("/reseau/taxonomie/competences/nouvelle/", skill)
    browser.post("/reseau/taxonomie/competences/nouvelle/", skill)
    bad = browser.post("/reseau/taxonomie/competences/nouvelle/", skill | {"name_fr": "Autre", "naf_rev2": "bois"})
    browser.post("/reseau/taxonomie/competences/nouvelle/", skill | {"name_fr": "Solaire"})
    browser.post("/reseau/taxonomie/competences/panneaux-solaires/", skill | {"name_en": "Solar power"})
    browser.post("/reseau/taxonomie/competences/solaire/fusion/", {"into": "Panneaux solaires"})
    browser.post("/reseau/taxonomie/energie/retrait/", {"retired": "yes"})

    kept, merged = Skill.objects.get(slug="panneaux-solaires"), Skill.objects.get(slug="solaire")
    assert (kept.name_en, kept.naf_rev2, merged.merged_into_id) == ("Solar power", ["43.21A"], kept.pk)
    assert bad.status_code == 422
    assert Sector.objects.get(slug="energie").retired_at is not None
    assert set(Fact.objects.filter(verb="taxonomy.changed").values_list("data__change", flat=True)) == {
        "added",
        "renamed",
        "merged",
        "retired",
    }


@pytest.mark.parametrize("count", [1, 3])
def test_taxonomy_page_asks_a_fixed_number_of_queries(count, client_as, administrator, django_assert_num_queries):
    for number in range(count):
        rows.skill(f"metier-{number}", f"Métier {number}")
    browser = client_as(administrator)
    browser.get("/reseau/taxonomie/")

    with django_assert_num_queries(8):
        browser.get("/reseau/taxonomie/")
