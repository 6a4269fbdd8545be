"""Words find what people mean: accents, endings, typos, synonyms in two languages, references, places."""

import pytest

from maillage import geodata
from maillage.directory.queries.search import MatchPart, Segment, SkillName
from tests.directory.search.conftest import names

pytestmark = pytest.mark.django_db


def test_typos_accents_and_place_are_understood_together(find):
    page = find("q=imprimeri ecologique tolouse")

    assert names(page) == ["L’Encre Verte", "Reprint Occitan"]
    assert page.words == "imprimeri ecologique"
    assert (page.understood_place.label, page.understood_place.mention, page.understood_place.is_corrected) == (
        "Toulouse (31)",
        "tolouse",
        True,
    )


@pytest.mark.parametrize("text", ["imprimerie", "IMPRIMERIES", "imprimerié", "imprimerrie", "imrpimerie"])
def test_endings_accents_and_typos_of_a_word_find_the_same(find, text):
    assert set(names(find(f"q={text}"))) == {
        "L’Encre Verte",
        "Reprint Occitan",
        "Typo Capitole",
        "Les Presses du Rhône",
        "Atelier Graphique Canut",
        "Traduire Ensemble",
    }


def test_unknown_word_is_replaced_by_the_known_one_and_said(find):
    page = find("q=menuiseri")

    assert [(one.written, one.searched) for one in find("q=charpante").corrections] == [("charpante", "charpente")]
    assert set(names(page)) == {"Charpentes du Vercors", "Menuiserie des Alpes"}


def test_synonyms_find_in_both_languages(find):
    assert sorted(names(find("q=sourdough"))) == ["Boulange Solidaire", "Le Fournil Levain"]
    assert names(find("q=menuisier")) == ["Menuiserie des Alpes", "Charpentes du Vercors"]


def test_name_comes_before_mentions_elsewhere(find):
    assert names(find("q=librairie")) == ["Librairie du Passage", "Numérique Libre"]
    assert names(find("q=traduire ensemble"))[0] == "Traduire Ensemble"


def test_exact_name_comes_first_even_of_small_words(find):
    assert names(find("q=la bobine")) == ["La Bobine", "La Bobine"]
    assert names(find("q=oeuvre et soeurs"))[0] == "Œuvre & Sœurs"
    assert "La Bobine" in names(find("q=la"))


def test_place_in_the_text_narrows_and_can_be_taken_as_a_word(find):
    narrowed = find("q=la bobine grenoble")
    as_word = find("q=la bobine grenoble&words=1")

    assert [hit.town for hit in narrowed.results] == ["Grenoble"]
    assert (narrowed.understood_place.label, as_word.understood_place) == ("Grenoble (38)", None)
    assert [hit.town for hit in as_word.results] == ["Grenoble"]


def test_chosen_place_keeps_place_names_as_words(find):
    page = find("q=traduire paris&place=region:11")

    assert (page.understood_place, names(page)) == (None, ["Traduire Ensemble"])


def test_arrondissements_are_inside_their_city(find):
    assert set(names(find("place=commune:75056&radius=0"))) == {
        "Numérique Libre",
        "Œuvre & Sœurs",
        "Ressourcerie du Faubourg",
        "Traduire Ensemble",
    }


def test_radius_keeps_those_within_and_says_the_distance(find):
    near = find("place=commune:31555&radius=5&sort=distance")
    wide = find("place=commune:31555&radius=15&sort=distance")

    assert "Reprint Occitan" not in names(near)
    assert names(wide)[-1] == "Reprint Occitan"
    assert [hit.distance_m for hit in wide.results] == sorted(hit.distance_m for hit in wide.results)
    centre = geodata.commune(code="31555").point
    assert wide.results[-1].distance_m == pytest.approx(geodata.distance_m(centre, wide.results[-1].point), rel=0.005)


def test_nearest_wins_among_equals(find):
    assert names(find("q=boulangerie&near=43.3,5.37&radius=500"))[0] == "Boulange Solidaire"
    assert names(find("q=boulangerie&near=43.6,1.44&radius=500"))[0] == "Le Fournil Levain"


def test_word_of_a_reference_finds_and_is_quoted(find):
    (hit,) = find("q=éolien béganne").results

    assert hit.name == "Énergie Partagée Bretonne"
    assert hit.why.snippet_part is MatchPart.REFERENCE
    assert hit.why.snippet == (
        Segment("Parc "),
        Segment("éolien", is_match=True),
        Segment(" citoyen de "),
        Segment("Béganne", is_match=True),
        Segment(" · Mairie"),
    )
    assert hit.proof.references == 1


def test_why_names_every_part_where_the_word_stands(find):
    hit = next(hit for hit in find("q=imprimerie").results if hit.name == "L’Encre Verte")

    assert {reason.part for reason in hit.why.reasons} == {MatchPart.SKILL, MatchPart.PITCH}
    assert hit.why.snippet[0] == Segment("Imprimerie", is_match=True)
    assert hit.skills == (SkillName(slug="imprimerie", name="Imprimerie et façonnage"),)
    assert (hit.proof.labels, hit.proof.is_claimed, hit.proof.is_affiliated) == (1, True, True)


def test_description_finds_when_nothing_else_does(find):
    page = find("q=certifiée")

    assert names(page) == ["Reprint Occitan"]
    assert page.results[0].why.snippet_part is MatchPart.DESCRIPTION


def test_label_finds(find):
    assert set(names(find("q=imprim’vert"))) >= {"L’Encre Verte", "Les Presses du Rhône"}


def test_when_nothing_holds_all_words_some_are_enough_and_it_is_said(find):
    page = find("q=zzyzx imprimerie")

    assert (page.is_relaxed, page.count) == (True, 6)


def test_nothing_is_found_for_signs_alone(find):
    page = find("q=🦄 !! ")

    assert (page.count, page.results, page.is_relaxed) == (0, (), False)


def test_prominent_come_first_without_words(find):
    assert names(find(""))[:2] == ["Numérique Libre", "L’Encre Verte"]


def test_draft_is_nowhere(find):
    assert "La Cachée" not in names(find("size=100"))
    assert "La Cachée" not in names(find("q=imprimerie clandestine"))
