"""The pages of an organization's space show the same tabs, with the one that is open: nobody gets lost among them."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
PAGES = (
    "invitation_list", "answer_list", "paper_list", "member_opportunity_list", "coproduction_list", "absence_list",
)  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_the_space_shows_its_tabs(client_as, amina, la_bobine, page):
    shown = client_as(amina).get(reverse(f"matching:{page}", args=[la_bobine.slug])).content.decode()

    tabs = re.search(r'<nav aria-label="Notre espace">.*?</nav>', shown, re.S)
    assert tabs is not None
    current = re.findall(r'<a href="([^"]+)" aria-current="page"', tabs[0])
    home = "invitation_list" if page == "absence_list" else page
    assert current == [reverse(f"matching:{home}", args=[la_bobine.slug])]
    for other in PAGES[:-1]:
        assert reverse(f"matching:{other}", args=[la_bobine.slug]) in tabs[0]


def test_the_offices_list_of_common_work_has_no_tabs_of_a_space(client_as, facilitator):
    shown = client_as(facilitator).get(reverse("matching:coproduction_office")).content.decode()

    assert "Notre espace" not in shown
