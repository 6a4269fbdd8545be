"""Every page of the people who sign in: no error, no barrier that axe-core knows, nothing wider than a small phone."""

import itertools
from collections.abc import Iterator

import pytest

from tests.browser.test_journeys import no_sideways_scroll
from tests.directory.duplicates.rows import two
from tests.directory.profiles import rows
from tests.directory.search import corpus

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNT = [
    "/compte/", "/compte/2fa/", "/compte/2fa/totp/activate/", "/compte/2fa/webauthn/", "/compte/email/",
    "/compte/password/change/", "/compte/recherches/", "/notifications/", "/annuaire/referencer/",
    "/annuaire/referencer/nouvelle/", "/compte/effacement/",
]  # fmt: skip
SPACE = [
    "",
    "profil/",
    "profil/historique/",
    "messages/",
    "liens/",
    "equipe/",
    "profil/places/nouveau/",
    "profil/references/nouvelle/",
]
SECTIONS = ["identity", "presentation", "places", "skills", "offers", "references", "labels", "contacts", "pictures"]
FACILITATION = [
    "", "fiches/", "modifications/", "doublons/", "revendications/", "messages/", "imports/", "actualites/nouvelle/",
    "liens/", "liens/chemin/", "liens/fragilites/", "liens/presentations/",
]  # fmt: skip
ADMINISTRATION = [
    "reglages/", "taxonomie/", "taxonomie/secteurs/nouveau/", "taxonomie/competences/nouvelle/", "equipe/",
    "livraisons-en-attente/",
]  # fmt: skip


def looks() -> Iterator[dict[str, object]]:
    """Give widths, themes and languages by turns, so that neighbours differ in all three."""
    for number in itertools.count():
        width, scheme = ((1280, "light"), (320, "dark"), (1280, "dark"), (320, "light"))[number % 4]
        yield {"width": width, "scheme": scheme, "language": ("fr", "en")[number // 2 % 2]}


def faults_of(page, check_accessibility, paths: list[str]) -> list[str]:
    faults = []
    for path, look in zip(paths, looks(), strict=False):
        page.set_viewport_size({"width": look["width"], "height": 800})
        page.emulate_media(color_scheme=look["scheme"])
        answer = page.goto(f"{path}{'&' if '?' in path else '?'}lang={look['language']}")
        if answer.status != 200 or page.locator("h1").count() != 1:
            faults.append(f"{path}: {answer.status}, {page.locator('h1').count()} h1")
            continue
        if not no_sideways_scroll(page):
            faults.append(f"{path} {look}: wider than the screen")
        try:
            check_accessibility(page)
        except AssertionError as error:
            faults.append(f"{path} {look}: {error}")
    return faults


def test_pages_of_an_owner(open_page, check_accessibility, amina, bruno, la_bobine, le_fournil):
    corpus.load_taxonomy()
    rows.whole(la_bobine, count=2, partners=[le_fournil, le_fournil], slug="u")
    paths = [
        *ACCOUNT,
        *(f"/o/la-bobine/{part}" for part in SPACE),
        *(f"/o/la-bobine/profil/{part}/" for part in SECTIONS),
    ]

    assert faults_of(open_page("/", user=amina), check_accessibility, paths) == []


def test_pages_of_the_office(open_page, check_accessibility, facilitator, administrator):
    corpus.load_taxonomy()
    two()
    office = open_page("/", user=facilitator)
    assert faults_of(office, check_accessibility, [f"/reseau/{part}" for part in FACILITATION]) == []
    head = open_page("/", user=administrator)
    assert faults_of(head, check_accessibility, [f"/reseau/{part}" for part in ADMINISTRATION]) == []
