"""Take the pictures of a running demo network: `python -m tools.screenshots --base URL --into FOLDER`.

Each page is taken at 1,280 and at 390 px, light and dark, in French and in English (`--few`: two looks each).
A network without imports is first given a small messy file, so that there is a report and a pair to compare.
"""

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "un fil apres l'autre"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--enable-unsafe-swiftshader"]
WIDTHS = {"desktop": (1280, 900), "phone": (390, 844)}
SETTLED = (
    "Promise.all([document.fonts.ready, ...document.getAnimations().map(a => a.finished.catch(() => 0))]).then(() => 1)"
)
FACILITATOR = "farida@maillage.example"
MEMBERS_FILE = (
    "Nom de la structure;CP;Ville;Activité;Site internet\r\nLa Bobine;69006;Lyon;livraison;www.bobine.example\r\n"
    "Vélo & Co;33000.0;BORDEAUX;cyclologistique;\r\nLes Jardins Partagés;1000;Bourg en Bresse;maraîchage;\r\n"
    ";69003;Lyon;;\r\nRecyclerie du Port;13002;Marseille;réemploi;www.port.example\r\n;;;;\r\n"
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A page, who looks at it (an address of the demo, empty for a visitor), and a link to follow before the picture."""

    name: str
    path: str
    person: str = ""
    link: str = ""


SHOTS = (
    Shot("home", "/"),
    Shot("search", "/annuaire/?q=boulangerie"),
    Shot("map", "/annuaire/carte/"),
    Shot("profile", "/annuaire/la-bobine/"),
    Shot("editing", "/o/la-bobine/profil/presentation/", "amina@maillage.example"),
    Shot("imports", "/reseau/imports/", FACILITATOR, "main .table tbody a"),
    Shot("duplicates", "/reseau/doublons/", FACILITATOR),
    Shot("dashboard", "/reseau/", FACILITATOR),
)


def looks(*, few: bool) -> Iterator[tuple[str, str, str]]:
    """Give widths, themes and languages to take each page in."""
    if few:
        yield from (("desktop", "light", "fr"), ("phone", "dark", "en"))
        return
    for width in WIDTHS:
        for theme in ("light", "dark"):
            for language in ("fr", "en"):
                yield width, theme, language


def sign_in(page: Page, *, email: str) -> None:
    """Sign in by password, as one of the demo's people."""
    page.goto("/compte/login/?by=password")
    if not page.is_visible("input[name=login]"):
        page.click("details:has(input[name=login]) > summary")
    page.fill("input[name=login]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def bring_a_file(page: Page) -> None:
    """Import a small messy file, as the facilitator, if the network has no import yet."""
    page.goto("/reseau/imports/")
    if page.locator("main .table tbody a").count():
        return
    file = {"name": "membres.csv", "mimeType": "text/csv", "buffer": MEMBERS_FILE.encode("cp1252")}
    page.set_input_files("[name=file]", file)
    page.click("main form[enctype] button[type=submit]")
    page.click("main form[method=post] button.button--primary")
    page.click("form[action$='/lancement/'] button", timeout=60_000)
    page.wait_for_selector("a[href$='rejets.csv']", timeout=60_000)


def take(browser: Browser, *, base: str, folder: Path, few: bool) -> int:
    """Take every shot and give how many pictures were written."""
    taken = 0
    states: dict[str, object] = {"": None}
    for width, theme, language in looks(few=few):
        size = {"width": WIDTHS[width][0], "height": WIDTHS[width][1]}
        for shot in SHOTS:
            context = browser.new_context(
                base_url=base, viewport=size, color_scheme=theme, reduced_motion="reduce", locale=f"{language}-FR",
                storage_state=states.get(shot.person),
            )  # fmt: skip
            page = context.new_page()
            if shot.person not in states:
                sign_in(page, email=shot.person)
                if shot.person == FACILITATOR:
                    bring_a_file(page)
                states[shot.person] = context.storage_state()
            path = shot.path
            if shot.link:
                page.goto(path)
                path = page.locator(shot.link).first.get_attribute("href") or path
            page.goto(f"{path}{'&' if '?' in path else '?'}lang={language}", wait_until="networkidle")
            page.evaluate(SETTLED)
            page.screenshot(path=folder / f"{shot.name}-{width}-{theme}-{language}.png")
            context.close()
            taken += 1
    return taken


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of a running demo network")
    parser.add_argument("--into", type=Path, default=Path("var/screenshots"), help="folder of the pictures")
    parser.add_argument("--few", action="store_true", help="two looks of each page rather than eight")
    given = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        print("No Chromium on this machine: apt-get install chromium", file=sys.stderr)
        return 1
    given.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        taken = take(browser, base=given.base, folder=given.into, few=given.few)
        browser.close()
    print(f"{taken} pictures in {given.into}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
