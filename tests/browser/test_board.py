"""The board of needs: cards go by mouse, by keyboard and by finger, and two people at once overwrite nothing."""

import pytest

from maillage.matching.models import Brief
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake
from maillage.matching.types import BriefKind
from tests.factories.accounts import acting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def brief(facilitator, now):
    return intake.enter_brief(
        actor=acting(facilitator), now=now, buyer=BuyerGiven(name="Maison des jeunes", email="mj@exemple.fr"),
        need=NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE),
    )  # fmt: skip


def card(page, state):
    """Give the card, once it stands in a column."""
    found = page.locator(f"[data-state={state}] .board-card")
    found.wait_for()
    return found


def state_of(brief):
    return Brief.objects.across_scopes(reason="test").values_list("state", flat=True).get(pk=brief.pk)


def middle(locator):
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def test_by_mouse_then_by_keyboard(open_page, facilitator, brief):
    page = open_page("/reseau/besoins/", user=facilitator)

    card(page, "new").drag_to(page.locator("[data-state=shortlisting]"))
    card(page, "shortlisting")
    assert state_of(brief) == "shortlisting"

    # The moved card has the focus again, so that the keyboard goes on.
    page.locator(f"#card-{brief.number} .board-card__title a:focus").wait_for()
    page.keyboard.press("Alt+ArrowLeft")
    card(page, "qualifying")
    assert state_of(brief) == "qualifying"


def test_by_finger(open_page, facilitator, brief):
    page = open_page(
        "/reseau/besoins/", user=facilitator, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    finger = page.context.new_cdp_session(page)
    grip = page.locator("[data-grip]")
    start = middle(grip)
    end = page.locator("[data-state=qualifying]").bounding_box()

    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    goal = {"x": start["x"], "y": end["y"] + 40}
    finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [goal]})
    assert page.locator("[data-state=qualifying].is-target").count() == 1
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    card(page, "qualifying")
    assert state_of(brief) == "qualifying"


def test_two_people_move_the_same_card(open_page, facilitator, administrator, brief):
    first = open_page("/reseau/besoins/", user=facilitator)
    second = open_page("/reseau/besoins/", user=administrator)

    card(first, "new").drag_to(first.locator("[data-state=contacted]"))
    card(first, "contacted")
    # The second one still sees it where it was.
    card(second, "new").drag_to(second.locator("[data-state=qualifying]"))

    second.get_by_text("Quelqu’un a déplacé ce besoin entre-temps").wait_for()
    assert state_of(brief) == "contacted"
