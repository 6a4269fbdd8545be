"""The graph of the network in a browser: a small one tells the story of a tie, a large one stays at hand."""

import random
from datetime import date

import pytest

from maillage.accounts.models import Organization
from maillage.directory.models import Profile
from maillage.directory.types import Listing
from maillage.links.models import Link
from maillage.links.services.drawing import draw_network
from maillage.links.types import Readership, pair_of

# `cast` needs `listed`, `tied` needs `today`.
from tests.links.conftest import cast, listed, tied, today  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
KNOTS, TIES = 2_000, 10_000
# Milliseconds between the pictures while the camera moves.
FRAMES = """async () => {
  const times = [];
  let before = performance.now();
  const zoom = document.querySelector("[data-mesh-zoom=in]");
  for (let frame = 0; frame < 12; frame++) {
    if (frame % 3 === 0) zoom.click();
    const now = await new Promise(requestAnimationFrame);
    times.push(now - before);
    before = now;
  }
  return times.sort((one, other) => one - other)[6];
}"""


def shown(page, words):
    page.locator("[data-mesh-state]", has_text=words).wait_for(timeout=60_000)


def test_a_tie_opens_on_its_dated_facts(open_page, check_accessibility, cast, tied):  # noqa: F811 - the fixture, asked for by its name
    tied(*cast, "referenced", sentence="Un four pour la place")
    draw_network(readership=Readership.PUBLIC)
    page = open_page("/liens/")
    shown(page, "2 structures, 1 liens")

    page.fill("#id_q", "bobine")
    page.locator(".mesh__tie > summary", has_text="Le Fournil").click()
    page.locator(".mesh__story", has_text="Un four pour la place").wait_for()
    check_accessibility(page)
    page.click("[data-tie-go]")

    assert page.locator("[data-mesh-chosen] h2").inner_text() == "Le Fournil"


@pytest.mark.slow
def test_two_thousand_knots_and_ten_thousand_ties(open_page, record_property):
    many = Organization.objects.bulk_create(
        Organization(name=f"Coop {number}", slug=f"coop-{number}") for number in range(KNOTS)
    )
    Profile.objects.bulk_create(Profile(organization=one, listing=Listing.LISTED.value) for one in many)
    chance, pairs = random.Random("graph"), set()
    while len(pairs) < TIES:
        pairs.add(pair_of(*(one.pk for one in chance.sample(many, 2))))
    Link.objects.bulk_create(
        Link(
            left_id=left, right_id=right, readership=Readership.PUBLIC.value, strength=chance.uniform(0.05, 0.95),
            kinds=[chance.choice(["won", "referenced"])], first_on=date(2025, 1, 1), last_on=date(2026, 1, 1), facts=1,
        )
        for left, right in sorted(pairs)
    )  # fmt: skip
    draw_network(readership=Readership.PUBLIC)

    page = open_page("/liens/")
    shown(page, "2\u202f000 structures, 10\u202f000 liens")
    milliseconds = page.evaluate(FRAMES)

    page.fill("#id_q", "coop 1234")
    assert page.locator("[data-mesh-chosen] h2").inner_text() == "Coop 1234"
    page.fill("#id_q", "")
    page.select_option("#id_strength", index=page.locator("#id_strength option").count() - 1)
    page.wait_for_timeout(300)
    state = page.locator("[data-mesh-state]").inner_text()
    assert "10\u202f000" not in state
    record_property("milliseconds_a_frame", round(milliseconds))  # kept by `pytest --junitxml`
