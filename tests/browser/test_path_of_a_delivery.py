"""From an order to a rating: a store, a dispatcher, a courier who loses the network, and whoever receives.

With `MAILLAGE_SCREENSHOTS` naming a folder, each step leaves its picture there.
"""

# ruff: noqa: F811 - fixtures of other files

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from maillage.delivery.models import Delivery, DeliveryRating, DeliveryService, PhoneAction, Task
from tests.browser.test_path_of_a_need import picture  # noqa: F401 - a picture of each step
from tests.delivery.conftest import bikes  # noqa: F401 - the cast of the courier co-operative

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ANY = {"reason": "a test"}
WORDS = {"fr": ("Nouvelle livraison", "Livrée", "Merci"), "en": ("New delivery", "Delivered", "Thank you")}


def morning_zone():
    """Give a time zone in which it is about ten in the morning, whenever the test runs."""
    hours = (10 - datetime.now(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-hours:+d}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_order_to_rating(open_page, check_accessibility, picture, bikes, bruno, elise, chloe, language):
    zone = morning_zone()
    for person in (bruno, elise, chloe):
        person.language = language
        person.save()
    DeliveryService.objects.across_scopes(**ANY).update(time_zone=zone)
    day = datetime.now(ZoneInfo(zone)).date().isoformat()
    new, delivered, thanks = WORDS[language]

    # The store orders.
    store = open_page("/livraison/", user=elise)
    store.click("a.button--primary")
    assert new in store.inner_text("main")
    store.fill("#id_arrets-0-address", "Beausoleil")
    store.fill("#id_arrets-0-contact_name", "Mme Orsini")
    store.fill("#id_day", day)
    store.fill("#id_before", "15:30")
    store.press("#id_before", "Tab")
    store.wait_for_selector("#price .muted")
    picture(store, f"{language}-order")
    store.click(".order__side button.button--primary")
    store.wait_for_url(re.compile(r"/livraisons/\d+/$"))
    delivery = Delivery.objects.across_scopes(**ANY).get()
    pickup, drop = Task.objects.across_scopes(**ANY).order_by("position")

    # The dispatcher gives it to a courier.
    board = open_page(f"/o/la-bobine/livraison/jour/?date={day}", user=bruno)
    check_accessibility(board)
    column = f"[data-column='{bikes.courier.pk}']"
    board.locator("[data-column=''] [data-task] input").first.check()
    board.select_option("#chosen-courier", str(bikes.courier.pk))
    board.click("#chosen button[value=give]")
    board.wait_for_selector(f"{column} [data-task]")
    picture(board, f"{language}-given")

    # The courier takes it, loses the network, hands it over, and is heard once.
    phone = open_page("/tournee/", user=chloe, viewport={"width": 390, "height": 800}, has_touch=True)
    phone.wait_for_selector("[data-tour][data-ready]")
    phone.evaluate("new Promise(done => navigator.serviceWorker.addEventListener('message', done, {once: true}))")
    with phone.expect_response(lambda answer: "/envois/" in answer.url):
        phone.click("button[value=on]")
    phone.context.set_offline(True)
    for task in (pickup, drop):
        stop = phone.locator(f"#t{task.number}")
        stop.locator(".tour-do--done > summary").click()
        stop.locator("[name=recipient]").fill("Mme Orsini")
        stop.locator(".tour-do--done form button.button--primary").click()
        phone.wait_for_selector(f"[data-tour-over] #t{task.number}", state="attached")
    picture(phone, f"{language}-offline")
    assert {one.state for one in Task.objects.across_scopes(**ANY)} == {"TODO"}
    phone.context.set_offline(False)
    phone.evaluate("dispatchEvent(new Event('online'))")
    phone.wait_for_selector("[data-net=online]")
    for _try in range(100):
        if {one.state for one in Task.objects.across_scopes(**ANY)} == {"DONE"}:
            break
        phone.wait_for_timeout(100)
    assert PhoneAction.objects.across_scopes(**ANY).count() == 3

    # Whoever received it reads so, and says how it was.
    tracking = open_page(f"/{language}/pub/d/{delivery.tracking_key}", viewport={"width": 390, "height": 800})
    assert delivered in tracking.inner_text("main")
    check_accessibility(tracking)
    tracking.locator("[name=stars][value='5']").check(force=True)
    tracking.click("form[action*=avis] button.button--primary")
    tracking.wait_for_selector(f"h2:has-text('{thanks}')")
    picture(tracking, f"{language}-rated")
    assert DeliveryRating.objects.across_scopes(**ANY).get().stars == 5

    # The board and the store's page say that it is done.
    board.reload()
    assert "2/2" in board.locator(f"{column} .day-column__count").inner_text()
    store.reload()
    assert delivered in store.inner_text("main")
    picture(store, f"{language}-done")
