"""A courier rides half a tour without network, in a browser; everything is heard once when it is back."""

# ruff: noqa: F811 - fixtures of another file

import pytest
from django.utils import timezone

from maillage.delivery.models import PhoneAction, TaskEvent, TaskProof
from maillage.delivery.services.tasks import cancel_task
from tests.delivery.conftest import bikes  # noqa: F401 - the cast of the courier co-operative
from tests.delivery.tour_cast import fresh, today, told  # noqa: F401 - a tour of two deliveries

pytestmark = pytest.mark.django_db(transaction=True)
ANY = {"reason": "a test"}

# The day is asked for again, and its answer waits until `release()`.
SLOW_ANSWER = """() => {
  const usual = window.fetch;
  window.fetch = async (url, options) => {
    const answer = await usual(url, options);
    if (url === location.pathname) await new Promise((done) => { window.release = done; document.documentElement.dataset.held = 1; });
    return answer;
  };
  dispatchEvent(new Event("online"));
}"""


def test_an_answer_that_comes_late_takes_nothing_from_under_the_thumb(open_page, bikes, today, chloe):
    page = open_page("/tournee/", user=chloe, viewport={"width": 390, "height": 800}, has_touch=True)
    page.wait_for_selector("[data-tour][data-ready]")
    page.evaluate(SLOW_ANSWER)
    page.wait_for_selector("html[data-held]")
    stop = page.locator(f"#t{today[0].number}")
    stop.locator(".tour-do--done > summary").click()
    stop.locator("[name=recipient]").fill("Nina")
    page.evaluate("window.release()")
    page.wait_for_timeout(300)
    assert stop.locator("[name=recipient]").input_value() == "Nina"
    assert stop.locator(".tour-do--done").get_attribute("open") is not None


def test_half_a_tour_without_network(open_page, check_accessibility, bikes, today, chloe):
    page = open_page("/tournee/", user=chloe, viewport={"width": 390, "height": 800}, has_touch=True)
    stop = lambda task: page.locator(f"#t{task.number}")  # noqa: E731 - said once, called below
    page.wait_for_selector("[data-tour][data-ready]")
    page.evaluate("new Promise(done => navigator.serviceWorker.addEventListener('message', done, {once: true}))")
    check_accessibility(page)
    with page.expect_response(lambda answer: "/envois/" in answer.url):  # or the cut would leave it waiting too
        page.click("button[value=on]")
    page.wait_for_selector("[data-tour-net][data-net=online]:has-text('envoyé')")

    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("[data-tour][data-ready]")
    stop(today[0]).locator("button[value=start]").click()
    stop(today[0]).locator(".tour-do--done > summary").click()
    stop(today[0]).locator("[name=recipient]").fill("Nina")
    stop(today[0]).locator("canvas").scroll_into_view_if_needed()
    box = stop(today[0]).locator("canvas").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60)
    page.mouse.up()
    stop(today[0]).locator(".tour-do--done form button.button--primary").click()
    page.wait_for_selector(f"[data-tour-over] #t{today[0].number}", state="attached")
    stop(today[1]).locator(".tour-big--failed").click()
    stop(today[1]).locator("form:has([name=kind][value=failed]) select").select_option("NOT_AT_HOME")
    stop(today[1]).locator("form:has([name=kind][value=failed]) button").click()
    page.wait_for_selector(f"[data-tour-over] #t{today[1].number}", state="attached")
    cancel_task(actor=bikes.dispatcher, task_id=today[2].pk, now=timezone.now())
    stop(today[2]).locator(".tour-do--done > summary").click()
    stop(today[2]).locator(".tour-do--done form button.button--primary").click()
    page.wait_for_selector("[data-net=offline]:has-text('5')")
    page.reload()  # the battery was empty: the page and what waits are still there
    page.wait_for_selector(f"[data-tour-over] #t{today[1].number}", state="attached")
    assert [fresh(task).state for task in today] == ["TODO", "TODO", "CANCELLED", "TODO"]

    page.context.clear_cookies(name="sessionid")  # and the session has ended meanwhile
    page.context.set_offline(False)
    page.wait_for_selector("[data-net=signed_out]")
    again = open_page("/tournee/", user=chloe)
    cookie = next(one for one in again.context.cookies() if one["name"] == "sessionid")
    page.context.add_cookies([{"name": "sessionid", "value": cookie["value"], "url": page.url}])
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_selector(f"[data-tour-told]:has-text('#{today[2].number}')")
    page.wait_for_selector("[data-net=online]")

    assert [fresh(task).state for task in today] == ["DONE", "FAILED", "CANCELLED", "TODO"]
    assert [told(task).count("done") + told(task).count("failed") for task in today] == [1, 1, 0, 0]
    assert TaskProof.objects.across_scopes(**ANY).get().kind == "signature"
    assert PhoneAction.objects.across_scopes(**ANY).count() == 5
    late = TaskEvent.objects.across_scopes(**ANY).get(task=today[0], name="task:done")
    assert late.at < late.recorded_at
    check_accessibility(page)
