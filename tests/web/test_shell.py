import re

import pytest
from django.test import Client
from django.utils import translation

from maillage.web.context import THEME_COOKIE
from maillage.web.forms import GalleryForm
from maillage.web.templatetags import ui

pytestmark = pytest.mark.django_db


def test_gallery_shows_every_part(client: Client) -> None:
    page = client.get("/dev/gallery/").content.decode()

    for part in ("seek", "facet", "result", "notice--danger", "empty", "steps", "meter", "ring", "heat", "diff", "map"):
        assert re.search(rf'class="[^"]*\b{part}\b', page), part
    assert page.count("<h1>") == 2  # the page's own and the specimen of headings
    assert 'href="#content"' in page


def test_gallery_hides_where_the_site_is_public(client: Client, settings: object) -> None:
    settings.MAILLAGE_DEVELOPMENT = False  # type: ignore[attr-defined]  # a setting of ours

    assert client.get("/dev/gallery/").status_code == 404


def test_appearance_is_remembered_and_forgotten(client: Client) -> None:
    chosen = client.post("/apparence/", {"theme": "dark", "next": "/dev/gallery/"})
    dark = client.get("/dev/gallery/").content.decode()
    client.post("/apparence/", {"theme": "", "next": "/dev/gallery/"})
    device = client.get("/dev/gallery/").content.decode()

    assert (chosen.status_code, chosen["Location"]) == (303, "/dev/gallery/")
    assert '<html lang="fr" data-theme="dark">' in dark
    assert '<html lang="fr">' in device


def test_appearance_goes_nowhere_else(client: Client) -> None:
    answer = client.post("/apparence/", {"theme": "neon", "next": "https://elsewhere.example/"})

    assert answer["Location"] == "/"
    assert answer.cookies[THEME_COOKIE].value == ""


def test_theme_sheet_gives_the_accent_and_a_readable_text_on_it(client: Client) -> None:
    answer = client.get("/theme.css")

    assert answer["Content-Type"] == "text/css"
    assert answer.content.decode() == (
        ":root{--accent-light:#B3302A;--accent-dark:#F0857C;--on-accent-light:#FFFFFF;--on-accent-dark:#15171A}"
    )


def test_sample_points_keep_their_count_at_every_zoom(client: Client) -> None:
    totals = set()
    for zoom in (3, 6, 9):
        answer = client.get("/dev/gallery/points.json", {"bbox": "-180,-85,180,85", "zoom": zoom}).json()
        totals.add(sum(cluster["count"] for cluster in answer["clusters"]) + len(answer["points"]))

    assert len(totals) == 1


def test_unknown_page_is_a_page_of_the_site(client: Client) -> None:
    answer = client.get("/nulle-part/")

    assert answer.status_code == 404
    assert "<h1>Ce fil ne mène nulle part.</h1>" in answer.content.decode()


@pytest.mark.parametrize(
    ("metres", "shown"),
    [(None, ""), (0, "50\u202fm"), (640, "650\u202fm"), (3240, "3,2\u202fkm"), (12_300, "12\u202fkm")],
)
def test_distance_is_written_as_people_say_it(metres: float | None, shown: str) -> None:
    with translation.override("fr"):
        assert ui.distance(metres) == shown


def test_refused_field_ties_its_error_to_its_control() -> None:
    form = GalleryForm({"siren": "12"})
    shown = ui.field(form["siren"])

    described = re.search(r'aria-describedby="([^"]+)"', shown["control"])
    assert described is not None
    assert set(described[1].split()) == {shown["hint_id"], shown["error_id"]}
    assert 'aria-invalid="true"' in shown["control"]


@pytest.mark.parametrize(
    ("value", "maximum", "width"), [(-3, 10, "0.0"), (5, 10, "50.0"), (99, 10, "100.0"), (1, 0, "0.0")]
)
def test_meter_stays_in_its_bar(value: float, maximum: float, width: str) -> None:
    assert ui.meter(value, maximum)["width"] == width
