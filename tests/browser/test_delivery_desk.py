"""A store orders and a dispatcher gives the ride away, in a browser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.delivery.models import Task
from tests.delivery.conftest import bikes  # noqa: F401 - the cast of the courier co-operative

pytestmark = pytest.mark.django_db(transaction=True)


def tasks():
    return Task.objects.across_scopes(reason="a test").order_by("number")


def test_a_store_orders_and_reads_where_it_is(open_page, check_accessibility, bikes, elise):  # noqa: F811
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


def test_a_dispatcher_drags_orders_and_is_told_what_changed(open_page, check_accessibility, bikes, bruno):  # noqa: F811
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
