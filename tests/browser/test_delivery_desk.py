"""A store orders and a dispatcher gives the ride away, in a browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.delivery import presenters_of_board
from maillage.delivery.models import CourierPosition, Task
from tests.delivery.conftest import bikes  # noqa: F401 - the cast of the courier co-operative

pytestmark = pytest.mark.django_db(transaction=True)


def tasks():
    return Task.objects.across_scopes(reason="a test").order_by("number")


def test_a_store_orders_and_reads_where_it_is(open_page, check_accessibility, bikes, elise):  # noqa: F811 - a fixture of another file
    page = open_page("/livraison/", user=elise)
    page.click("a.button--primary")
    check_accessibility(page)
    page.fill("#id_arrets-0-address", "Beausoleil")
    page.fill("#id_arrets-0-contact_name", "Mme Orsini")
    page.fill("#id_day", (timezone.localdate() + timedelta(days=1)).isoformat())
    page.fill("#id_before", "15:30")
    page.press("#id_before", "Tab")
    page.wait_for_selector("#price .muted")
    page.click(".order__side button.button--primary")
    page.wait_for_url(re.compile(r"/livraisons/\d+/$"))

    assert page.locator(".stops__stop").count() == 2
    assert "Mme Orsini" in page.inner_text("main")
    check_accessibility(page)


def test_a_dispatcher_drags_orders_and_is_told_what_changed(open_page, check_accessibility, bikes, bruno):  # noqa: F811 - a fixture of another file
    due = timezone.now() + timedelta(minutes=50)
    for _number in range(2):
        bikes.order(bikes.dropoff(before=due), now=timezone.now())
    # Late in the evening the stops are those of the day after: both windows hold this instant.
    day = timezone.localdate(due - timedelta(minutes=9)).isoformat()
    page = open_page(f"/o/la-bobine/livraison/jour/?date={day}", user=bruno)
    check_accessibility(page)
    page.reload()
    column = f"[data-column='{bikes.courier.pk}']"

    page.locator("[data-task]").first.drag_to(page.locator(column))
    page.wait_for_selector(f"{column} [data-task]")
    assert tasks().filter(courier=bikes.courier).count() == 2

    first = page.locator(f"{column} [data-task]").first.get_attribute("data-task")
    page.locator(f"{column} [data-task] .day-task__name").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    page.wait_for_selector(f"{column} [data-tasks] > :nth-child(2)[data-task='{first}']")
    assert page.evaluate("document.activeElement.closest('[data-task]')?.dataset.task") == first

    page.locator("[data-column=''] [data-task] input").first.check()
    tasks().filter(courier=None).update(version=9)
    page.click("#chosen button[value=give]")
    page.wait_for_selector("[role=alert]")
    assert tasks().filter(courier=None).count() == 2
    check_accessibility(page)


def test_a_long_column_and_what_is_over_unfold_and_stay_so(open_page, check_accessibility, bikes, bruno, monkeypatch):  # noqa: F811 - a fixture of another file
    monkeypatch.setattr(presenters_of_board, "CARDS_AT_ONCE", 1)
    monkeypatch.setattr(presenters_of_board, "CARDS_AT_LEAST", 2)
    due = timezone.now() + timedelta(minutes=50)
    for _number in range(3):
        bikes.order(bikes.dropoff(before=due), now=timezone.now())
    day = timezone.localdate(due - timedelta(minutes=9))
    tasks().update(courier=bikes.courier, assigned_on=day)
    ended = tasks()[0].number
    tasks().filter(number=ended).update(state="DONE", completed_at=timezone.now())
    page = open_page(f"/o/la-bobine/livraison/jour/?date={day.isoformat()}", user=bruno)
    column = f"[data-column='{bikes.courier.pk}']"
    cards = page.locator(f"{column} [data-task]")
    assert cards.count() == 2
    check_accessibility(page)

    cards.first.locator("input").check()
    rest = page.locator(column).get_attribute("data-rest")
    page.click(f"{column} [data-show-rest]")
    page.locator(f"{column}[data-whole]").wait_for()
    assert cards.count() == 5
    assert cards.first.locator("input").is_checked()
    assert page.evaluate("document.activeElement.closest('[data-task]')?.dataset.task") == rest

    page.click(f"{column} summary")
    over = page.locator(f"{column} .day-over [href*='/taches/{ended}/']")
    over.wait_for()
    assert page.locator(f"{column}[data-whole]").count() == 1
    check_accessibility(page)

    # What another dispatcher does draws the column again, as it was unfolded; so does a move of one's own.
    second = cards.nth(1).get_attribute("data-task")
    cards.first.locator("input").uncheck()
    cards.nth(1).locator("button[name=up]").click()
    page.wait_for_selector(f"{column} [data-tasks] > :nth-child(1)[data-task='{second}']")
    assert (cards.count(), over.count()) == (5, 1)

    over.click()
    page.wait_for_selector("#panel .task-panel")
    assert f"#{ended}" in page.inner_text("#panel")


def test_stops_chosen_on_the_map_become_a_tour_that_is_ridden(open_page, check_accessibility, bikes, bruno):  # noqa: F811 - a fixture of another file
    now = timezone.now()
    due = now + timedelta(minutes=50)
    for _number in range(2):
        bikes.order(bikes.dropoff(before=due), now=now)
    CourierPosition.objects.create(
        organization=bikes.organization, courier=bikes.courier, latitude=43.738, longitude=7.424, at=now - timedelta(minutes=12)
    )  # fmt: skip
    day = timezone.localdate(due - timedelta(minutes=9)).isoformat()
    page = open_page(f"/o/la-bobine/livraison/jour/?date={day}", user=bruno)
    courier = f"[data-column='{bikes.other_courier.pk}']"

    # A straight stroke from corner to corner is a rectangle around everything.
    page.click("[data-lasso-draw]")
    box = page.locator("[data-day-map] [data-map]").bounding_box()
    page.mouse.move(box["x"] + 4, box["y"] + 4)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + box["height"] - 4, steps=5)
    page.mouse.up()
    assert page.locator("[data-task] input:checked").count() == 4
    page.locator(".day-bike.is-silent").wait_for()
    assert "12" in page.locator(".day-bike").get_attribute("aria-label")
    check_accessibility(page)

    page.select_option("#chosen-courier", "t")
    page.click("#chosen button[value=give]")
    page.wait_for_selector(".day-column--tour [data-task]")
    assert page.locator(".day-column--tour [data-task]").count() == 4
    page.locator(".day-column--tour header").drag_to(page.locator(f"{courier} header"))
    page.wait_for_selector(f"{courier} .day-group")
    assert page.locator(".day-column--tour").count() == 0
    check_accessibility(page)

    # What the courier has is taken back as a whole, by its button, and given again by the form of its own column.
    page.click(f"{courier} .day-group button[value^=take_back]")
    page.wait_for_selector(".day-column--tour")
    page.locator(".day-column--tour select").select_option(str(bikes.courier.pk))
    page.click(".day-column--tour button[value=give]")
    page.wait_for_selector(f"[data-column='{bikes.courier.pk}'] .day-group")
    assert tasks().filter(courier=bikes.courier, tour__isnull=False).count() == 4

    page.click(".day-views a[href*='vue=frise']")
    marks = page.locator("[data-frieze-row] a")
    marks.first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.getAttribute('tabindex')") == "0"
    assert marks.first.get_attribute("tabindex") == "-1"
    page.keyboard.press("Enter")
    page.wait_for_selector("#panel .task-panel")
    check_accessibility(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
