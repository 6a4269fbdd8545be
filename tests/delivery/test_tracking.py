from datetime import timedelta

import pytest
from django.utils import timezone

from maillage.delivery.models import Delivery, Task
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.tasks import complete_task, start_task
from maillage.delivery.types import AddressGiven, Proof

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
