"""What other sites show of the directory: frames, the web component, the code to paste."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from tests.directory.exports.conftest import get, whole

pytestmark = pytest.mark.django_db
FRAMES = ("/integrer/recherche/", "/integrer/carte/")


def policy(response):
    return dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))


@pytest.mark.parametrize("path", FRAMES)
def test_only_the_pages_made_for_it_may_stand_in_frames_of_others(directory, path):
    framed, usual = get(path), get("/annuaire/")

    assert (policy(framed)["frame-ancestors"], "X-Frame-Options" in framed) == ("*", False)
    assert (policy(usual)["frame-ancestors"], usual["X-Frame-Options"]) == ("'self'", "SAMEORIGIN")
    assert policy(framed)["script-src"] == "'self'"


@pytest.mark.parametrize("path", FRAMES)
def test_a_map_style_chosen_by_the_network_does_not_close_the_frames(directory, path):
    from django.core.cache import cache

    from maillage.accounts.models import Network

    Network.objects.update_or_create(pk=1, defaults={"map_style_url": "https://tuiles.example/style.json"})
    cache.clear()

    found = policy(get(path))

    assert (found["frame-ancestors"], "https://tuiles.example" in found["connect-src"]) == ("*", True)


@pytest.mark.parametrize("path", FRAMES)
def test_frames_set_no_cookie(directory, path):
    assert not get(f"{path}?q=imprimerie").cookies


def test_a_frame_lists_what_is_sought_and_goes_on(directory):
    first = get("/integrer/recherche/?lang=fr")
    text = whole(first).decode()
    following = text.partition('class="button" href="')[2].partition('"')[0].replace("&amp;", "&")

    second = whole(get(following)).decode()

    assert text.count('class="result"') == second.count('class="result"') == 10
    assert set(ids(text)).isdisjoint(ids(second))


def ids(text):
    return [part.partition('"')[0] for part in text.split('data-organization-id="')[1:]]


def test_a_new_search_in_a_frame_keeps_the_filters_of_the_site(directory):
    text = whole(get("/integrer/recherche/?place=department:31&q=pain")).decode()

    assert '<input type="hidden" name="place" value="department:31">' in text
    assert 'type="hidden" name="q"' not in text


class _Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def code_of(path):
    text = whole(get(path)).decode()
    area = text.partition('id="embed-code"')[2].partition(">")[2].partition("</textarea>")[0]
    from html import unescape

    return unescape(area), text


@pytest.mark.parametrize(("kind", "path"), [("list", "/integrer/recherche/"), ("map", "/integrer/carte/")])
def test_the_code_of_a_frame_leads_to_what_the_preview_shows(directory, kind, path):
    code, page = code_of(f"/integrer/?kind={kind}&q=pain+%26+%22vin%22&where=Toulouse&lang=fr")

    [(tag, attributes)] = _Tags(code).found
    preview = next(found for name, found in _Tags(page).found if name == "iframe")
    source = urlsplit(attributes["src"])
    assert (tag, source.path, attributes["title"] != "") == ("iframe", path, True)
    assert f"{source.path}?{source.query}" == preview["src"]
    assert get(preview["src"]).status_code == 200
    assert "place=commune%3A31555" in source.query


def test_the_code_of_the_component_names_the_server_and_escapes_what_was_typed(directory):
    code, page = code_of('/integrer/?kind=component&q="><script>alert(1)</script>&lang=en')

    script, component = _Tags(code).found
    assert (script[1]["src"].endswith("/embed.js"), component[0]) == (True, "maillage-directory")
    assert component[1]["q"] == '"><script>alert(1)</script>'
    assert "<script>alert" not in page


def test_the_component_is_a_module_any_site_may_load_at_an_address_that_stays(db):
    response = get("/embed.js")

    assert (response["Content-Type"], response["Access-Control-Allow-Origin"]) == (
        "text/javascript; charset=utf-8",
        "*",
    )
    assert b"maillage-directory" in response.content
    assert get("/embed.js", **{"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/integrer/", "/donnees/", "/api/v1/docs", *FRAMES])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages_about_reuse_have_no_script_or_style_of_their_own(directory, path, language):
    text = whole(get(f"{path}?lang={language}")).decode()

    tags = _Tags(text).found
    assert [attributes for tag, attributes in tags if tag == "script" and "src" not in attributes] == []
    assert [tag for tag, attributes in tags if tag == "style" or "style" in attributes] == []
    assert dict(tags)["html"]["lang"] == language


def test_every_file_of_the_open_data_page_is_there(directory):
    text = whole(get("/donnees/?lang=fr")).decode()
    links = {attributes.get("href", "") for tag, attributes in _Tags(text).found if tag == "a"}

    assert {path: get(path).status_code for path in links if path.startswith("/annuaire")} == {
        path: 200 for path in links if path.startswith("/annuaire")
    }
    assert {"/annuaire.csv", "/annuaire.geojson", "/api/v1/docs"} <= links
