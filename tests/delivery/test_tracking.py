from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.delivery.models import CourierPosition, Delivery, Task
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.notice_settings import StoreNoticesGiven, save_store_notices
from maillage.delivery.services.notices import is_refused
from maillage.delivery.services.tasks import complete_task, start_task
from maillage.delivery.types import AddressGiven, Proof
from maillage.kit.errors import Invalid

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery(bikes):
    place = AddressGiven(
        text="12 avenue de la Costa",
        latitude=43.74,
        longitude=7.425,
        contact_name="Nina Rossi",
        telephone="+33639980001",
    )
    now = timezone.now()
    return bikes.order(bikes.dropoff(address=place, before=now + timedelta(hours=3)), now=now)


def tasks_of(delivery):
    return list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))


def test_recipient_follows_the_delivery_without_an_account(client, bikes, delivery):
    address = f"/fr/pub/d/{delivery.tracking_key}"
    assert "À faire" in client.get(address).content.decode()
    pickup, dropoff = tasks_of(delivery)
    now = timezone.now()
    assign_tasks(actor=bikes.dispatcher, task_ids=[pickup.pk], courier_id=bikes.courier.pk, now=now)
    complete_task(actor=bikes.rider, task_id=pickup.pk, proof=Proof(), moment=Moment.of(now))
    start_task(actor=bikes.rider, task_id=dropoff.pk, moment=Moment.of(now))

    page = client.get(f"/en/pub/d/{delivery.tracking_key}")

    text = page.content.decode()
    assert "The courier is on the way to you" in text
    assert "Épicerie du Canal" in text
    assert page.headers["X-Robots-Tag"] == "noindex"
    for secret in ("Nina", "39980001", "Costa", "chloe", "Chloé"):
        assert secret not in text


def test_other_addresses_show_nothing(client, delivery):
    for address in (f"/fr/pub/d/{delivery.tracking_key[:-1]}x", f"/xx/pub/d/{delivery.tracking_key}", "/fr/pub/d/%00"):
        assert client.get(address).status_code == 404


def test_address_ends_a_week_after_the_window(client, delivery):
    long_ago = timezone.now() - timedelta(days=8)
    Task.objects.across_scopes(reason="a test").filter(delivery=delivery).update(
        after=long_ago - timedelta(hours=1), before=long_ago
    )

    assert client.get(f"/fr/pub/d/{delivery.tracking_key}").status_code == 410


def test_the_api_gives_this_address(client, delivery):
    from maillage.delivery.coopcycle.documents.deliveries import tracking_url

    row = Delivery.objects.across_scopes(reason="a test").get(pk=delivery.pk)
    assert client.get(tracking_url(row).partition("://")[2].partition("/")[2].join(["/", ""])).status_code == 200


def ride(bikes, delivery, *, done=False):
    pickup, dropoff = tasks_of(delivery)
    now = timezone.now()
    assign_tasks(actor=bikes.dispatcher, task_ids=[pickup.pk], courier_id=bikes.courier.pk, now=now)
    complete_task(actor=bikes.rider, task_id=pickup.pk, proof=Proof(), moment=Moment.of(now))
    start_task(actor=bikes.rider, task_id=dropoff.pk, moment=Moment.of(now))
    if done:
        complete_task(actor=bikes.rider, task_id=dropoff.pk, proof=Proof(), moment=Moment.of(now))
    return now


def at_position(bikes, *, at):
    CourierPosition.objects.create(
        organization_id=bikes.organization.pk, courier=bikes.courier, latitude=43.741234, longitude=7.424321, at=at
    )


class TestBike:
    def test_it_is_shown_to_a_hundred_metres_while_it_rides_to_the_door(self, client, bikes, delivery):
        at_position(bikes, at=timezone.now())
        before = client.get(f"/fr/pub/d/{delivery.tracking_key}").content.decode()
        ride(bikes, delivery)

        page = client.get(f"/fr/pub/d/{delivery.tracking_key}").content.decode()

        assert '"lon"' not in before
        assert '{"lon": 7.424, "lat": 43.741}' in page
        assert "43.7412" not in page
        assert "Attendue entre" in page

    def test_it_is_gone_once_delivered_or_when_the_phone_is_silent(self, client, bikes, delivery):
        now = ride(bikes, delivery)
        at_position(bikes, at=now - timedelta(minutes=6))
        silent = client.get(f"/fr/pub/d/{delivery.tracking_key}").content.decode()
        CourierPosition.objects.across_scopes(reason="a test").update(at=now)
        complete_task(actor=bikes.rider, task_id=tasks_of(delivery)[1].pk, proof=Proof(), moment=Moment.of(now))

        over = client.get(f"/fr/pub/d/{delivery.tracking_key}").content.decode()

        assert ['"lon"' in page for page in (silent, over)] == [False, False]


class TestRating:
    def test_it_is_said_once_after_the_delivery_and_read_by_the_desk(self, client, client_as, bikes, delivery, bruno):
        address = f"/en/pub/d/{delivery.tracking_key}/avis"
        assert client.post(address, {"stars": 5}).status_code == 409
        ride(bikes, delivery, done=True)
        assert client.post(address, {"comment": "Kept"}).status_code == 422

        answer = client.post(address, {"stars": 4, "comment": "Quick <b>and</b> kind"})

        assert answer.headers["Location"] == f"/en/pub/d/{delivery.tracking_key}"
        assert client.post(address, {"stars": 1}).status_code == 409
        desk = client_as(bruno).get("/o/la-bobine/livraison/messages/").content.decode()
        assert "Quick &lt;b&gt;and&lt;/b&gt; kind" in desk

    def test_store_reads_it_on_its_delivery(self, client, client_as, bikes, delivery, elise):
        ride(bikes, delivery, done=True)
        client.post(f"/en/pub/d/{delivery.tracking_key}/avis", {"stars": 2, "comment": "Wet"})

        page = client_as(elise).get(f"/livraison/commerces/{bikes.store.pk}/livraisons/{delivery.number}/")

        assert "Wet" in page.content.decode()


class TestMessages:
    def test_one_press_of_a_mail_program_is_enough_and_can_be_taken_back(self, client, bikes, delivery):
        address = f"/fr/pub/d/{delivery.tracking_key}/messages"
        contacts = ["+33639980001"]
        where = {"organization_id": bikes.organization.pk, "contacts": contacts}

        client.post(address, {"List-Unsubscribe": "One-Click"})
        refused = is_refused(**where)
        client.post(address, {"wish": "again"})

        assert (refused, is_refused(**where)) == (True, False)
        assert client.get(address).status_code == 200
        assert client.get(address.replace("/d/", "/d/x")).status_code == 404


class TestFrame:
    def test_only_the_sites_of_the_store_may_show_it(self, client, bikes, delivery):
        address = f"/fr/pub/d/{delivery.tracking_key}/etat"
        assert client.get(address).status_code == 404
        given = StoreNoticesGiven(None, (), "", ("https://fleurs.example/boutique", "https://FLEURS.example"))
        save_store_notices(actor=bikes.dispatcher, store_id=bikes.store.pk, given=given)

        page = client.get(address)

        assert "frame-ancestors https://fleurs.example;" in page.headers["Content-Security-Policy"] + ";"
        assert "X-Frame-Options" not in page.headers
        assert (
            "frame-ancestors 'self'"
            in client.get(f"/fr/pub/d/{delivery.tracking_key}").headers["Content-Security-Policy"]
        )

    @pytest.mark.parametrize(
        "site", ["http://fleurs.example", "javascript:alert(1)", "https://a b", "*", "https://x;script-src *"]
    )
    def test_what_is_no_site_is_refused(self, bikes, site):
        with pytest.raises(Invalid):
            save_store_notices(
                actor=bikes.dispatcher, store_id=bikes.store.pk, given=StoreNoticesGiven(None, (), "", (site,))
            )
