"""The pages of reference say what the code says, and links between pages lead somewhere."""

import re
from pathlib import Path

import pytest

from tools.reference import FOLDER, PAGES

DOCS = FOLDER.parent
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_fresh(name):
    written = (FOLDER / name).read_text(encoding="utf-8")

    assert written == PAGES[name](), "stale: run `python -m tools.reference`"


def test_every_route_of_the_permission_table_has_its_section():
    from maillage.config.permissions import ROUTES

    page = PAGES["permissions.md"]()

    assert [route for route in ROUTES if f"| `{route}` |" not in page] == []


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: str(page.relative_to(DOCS)))
def test_links_lead_to_files(page):
    targets = _LINK.findall(page.read_text(encoding="utf-8"))

    assert [target for target in targets if not Path(page.parent, target).exists()] == []
