"""Whole journeys, as people make them."""

import re

import pytest

from maillage.directory.models import ContactMessage
from tests.directory.search import corpus

PUBLIC_PAGES = [
    "/",
    "/annuaire/",
    "/annuaire/metiers/",
    "/annuaire/realisations/",
    "/besoins/deposer/",
    "/compte/login/",
    "/donnees/",
]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def directory(transactional_db):
    corpus.load_taxonomy()
    return corpus.load()


def no_sideways_scroll(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_visitor_finds_by_words_and_place_filters_and_writes(directory, open_page, check_accessibility):
    page = open_page("/")
    page.fill("#home-what", "imprimeri ecologique tolouse")
    page.keyboard.press("Enter")
    page.wait_for_selector(".result")
    first = page.locator(".result__name a").first.inner_text()
    assert first == "L’Encre Verte"
    assert "Toulouse" in page.locator(".filter-tag").first.inner_text()
    check_accessibility(page)

    page.locator(".result__name a").first.click()
    page.wait_for_url(re.compile(r"/annuaire/l-?encre-verte/"))
    assert first in page.locator("h1").inner_text()
    check_accessibility(page)

    page.goto(f"{page.url}contact/")
    page.fill("[name=sender_name]", "Maison des jeunes")
    page.fill("[name=sender_email]", "mj@exemple.fr")
    page.fill("[name=text]", "Deux cents affiches pour la fête du quartier, est-ce possible ?")
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile("/contact/envoye/"))
    assert ContactMessage.objects.across_scopes(reason="test").get().sender_email == "mj@exemple.fr"


def test_the_same_without_javascript(directory, open_page):
    page = open_page("/annuaire/", java_script_enabled=False)
    page.fill("#what", "boulangerie")
    page.fill("#where", "Toulouse")
    page.click(".seek button[type=submit]")

    assert "place=commune%3A31555" in page.url
    assert page.locator(".result").count() > 0
    page.locator(".result__name a").first.click()
    assert page.locator("h1").count() == 1


def test_a_filter_changes_the_list_and_the_address(directory, open_page):
    page = open_page("/annuaire/")
    before = page.locator("#count").inner_text()
    page.locator("#filters input[name=sector]").first.check()
    page.wait_for_function("text => document.querySelector('#count').innerText !== text", arg=before)

    assert "sector=" in page.url
    assert page.locator("#filters input[name=sector]:checked").count() == 1
    page.go_back()
    page.wait_for_function("text => document.querySelector('#count').innerText === text", arg=before)


def test_by_keyboard_alone(directory, open_page):
    page = open_page("/annuaire/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#what")
    with page.expect_response(lambda answer: "=menuis" in answer.url):  # a later answer draws the options anew
        page.keyboard.type("menuis")
    page.wait_for_selector("[role=option]")
    page.keyboard.press("ArrowDown")
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("skill=menuiserie|/annuaire/menuiserie"))


def test_on_a_phone_filters_lie_over_the_page_and_suggestions_fit_it(directory, open_page, check_accessibility):
    page = open_page("/annuaire/?q=imprimerie", viewport={"width": 390, "height": 844})
    page.click(".finder__filters > summary")
    page.locator(".finder__show").wait_for()
    # What is under the finger: Playwright refuses to press what another element covers.
    page.locator(".finder__show").click(trial=True)
    check_accessibility(page)
    page.click(".finder__filters > summary")
    page.locator(".finder__to-map a").click(trial=True)

    page.fill("#what", "")
    page.type("#what", "imprim")
    page.wait_for_selector("[role=option]")
    assert no_sideways_scroll(page)
    right_edges = page.locator(".combo__option > small").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().right)"
    )
    assert right_edges
    assert max(right_edges) <= 390


def test_the_map_draws_what_the_server_counts(directory, open_page):
    page = open_page("/annuaire/carte/")
    page.wait_for_selector(".map-mark", timeout=30_000)
    assert page.locator(".map-mark").count() > 3

    # A turn of the wheel is the reader's: the view goes into the address, and the list shows the same.
    page.wait_for_selector("[data-map][data-ready]")
    page.mouse.move(640, 500)
    page.mouse.wheel(0, -600)
    page.wait_for_url("**/annuaire/carte/?bbox=*")
    assert page.locator("[data-map-list]").get_attribute("href").endswith(page.url.partition("?")[2])


@pytest.mark.parametrize("path", PUBLIC_PAGES)
@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "fr"), (390, "dark", "en")])
def test_public_pages_are_accessible_and_fit(directory, open_page, check_accessibility, path, width, scheme, language):
    page = open_page(f"{path}?lang={language}", viewport={"width": width, "height": 844}, color_scheme=scheme)

    assert page.get_attribute("html", "lang") == language
    assert no_sideways_scroll(page)
    check_accessibility(page)


def test_a_person_signs_in_by_a_code(directory, open_page, mailoutbox, elise):
    page = open_page("/compte/login/")
    page.fill("#code_email", elise.email)
    page.click("main form:has(#code_email) button[type=submit]")
    page.wait_for_selector("input[name=code]")
    code = re.search(r"\b([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\b", mailoutbox[-1].body).group(1)
    page.fill("input[name=code]", code)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto("/compte/")

    assert elise.email in page.content()


def test_by_keyboard_from_a_search_to_the_contact_form(directory, open_page):
    page = open_page("/annuaire/?q=boulangerie")

    def tab_to(selector: str) -> None:
        for _press in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"{selector} is out of the keyboard's reach")

    tab_to(".result__name a")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/annuaire/[a-z-]+/$"))
    tab_to("main a[href$='/contact/']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/contact/$"))
    tab_to("[name=sender_name]")
    page.keyboard.type("Maison des jeunes")
    tab_to("[name=sender_email]")
    page.keyboard.type("mj@exemple.fr")
    tab_to("[name=text]")
    page.keyboard.type("Vingt pains pour samedi, est-ce possible ?")
    tab_to("main button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/contact/envoye/"))

    assert ContactMessage.objects.across_scopes(reason="test").get().sender_name == "Maison des jeunes"
