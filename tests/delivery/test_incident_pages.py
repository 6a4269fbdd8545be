"""What shows that a delivery was made and what went wrong, on the pages of the desk and of the store."""

from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image

from maillage.delivery.failure_words import reason_words
from maillage.delivery.models import Incident
from maillage.delivery.services import incidents, photos
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db


def _picture() -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(file, "JPEG")
    file.seek(0)
    return file


@pytest.fixture
def told(bikes):
    """Give a delivery whose drop-off has a picture and an incident with one."""
    from maillage.delivery.services.assignments import assign_tasks

    delivery = bikes.order()
    tasks = list(delivery.tasks.across_scopes(reason="test").order_by("position"))
    ids = [task.pk for task in tasks]
    assign_tasks(actor=bikes.dispatcher, task_ids=ids, courier_id=bikes.courier.pk, now=NOW)
    photos.keep_task_photo(actor=bikes.rider, file=_picture(), task_ids=ids[1:], now=NOW)
    given = incidents.IncidentGiven(title="Carton mouillé", description="Il pleut fort.")
    incident = incidents.report_incident(actor=bikes.rider, task_id=ids[1], given=given, now=NOW)
    photos.keep_incident_photo(actor=bikes.rider, file=_picture(), incident_id=incident.pk, now=NOW)
    return delivery, incident


def _pictures(page) -> list[str]:
    import re

    return re.findall(r'<img class="proofs__one" src="([^"]+)"', page.content.decode())


def test_the_desk_sees_proofs_and_incidents_and_settles_them(client, amina, bikes, told):
    delivery, incident = told
    client.force_login(amina)
    base = f"/o/{bikes.organization.slug}/livraison"
    url = f"{base}/livraisons/{delivery.number}/"
    page = client.get(url)
    seen = _pictures(page)
    assert len(seen) == 2
    for path in seen:
        shown = client.get(path)
        assert (shown.status_code, shown["Content-Type"]) == (200, "image/webp")
        assert "sandbox" in shown["Content-Security-Policy"]
    assert "Carton mouillé" in page.content.decode()

    answer = f"{base}/incidents/{incident.pk}/"
    said = client.post(answer, {"comment": "Remplacé demain.", "back": "delivery"})
    assert (said.status_code, said["Location"]) == (303, f"{url}#incident-{incident.pk}")
    assert client.post(answer, {"comment": "  ", "back": "list"}).status_code == 422
    closed = client.post(answer, {"wish": "close", "comment": "", "back": "list"})
    assert closed["Location"] == f"{base}/incidents/#incident-{incident.pk}"
    assert Incident.objects.across_scopes(reason="test").get().state == "CLOSED"
    assert "Carton mouillé" not in client.get(f"{base}/incidents/").content.decode()
    history = client.get(f"{base}/incidents/?clos").content.decode()
    assert "Carton mouillé" in history
    assert "Remplacé demain." in history
    client.post(answer, {"wish": "open", "back": "list"})
    assert Incident.objects.across_scopes(reason="test").get().state == "OPEN"


def test_the_store_sees_them_and_settles_nothing(client, elise, driss, bikes, told):
    delivery, incident = told
    client.force_login(elise)
    url = f"/livraison/commerces/{bikes.store.pk}/livraisons/{delivery.number}/"
    page = client.get(url)
    assert len(_pictures(page)) == 2
    assert "Carton mouillé" in page.content.decode()
    assert f"incidents/{incident.pk}" not in page.content.decode()
    client.force_login(driss)
    assert client.get(url).status_code == 404


def test_a_list_of_incidents_asks_as_much_for_three_as_for_one(client, amina, bikes, told, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(amina)
    url = f"/o/{bikes.organization.slug}/livraison/incidents/"
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(url)
    task = told[1].task_id
    for title in ("Deux", "Trois"):
        given = incidents.IncidentGiven(title=title)
        row = incidents.report_incident(actor=bikes.rider, task_id=task, given=given, now=NOW)
        incidents.comment_incident(actor=bikes.rider, incident_id=row.pk, comment="Vu.", now=NOW)
    with django_assert_num_queries(len(one)):
        client.get(url)


@pytest.mark.parametrize(
    ("code", "written", "english"),
    [("DAMAGED", "Endommagé", "Damaged"), ("DAMAGED", "Abîmé en route", "Abîmé en route"), ("CHIEN", "Chien", "Chien")],
)
def test_a_usual_reason_is_read_in_ones_own_language(code, written, english):
    with translation.override("en"):
        assert reason_words(code=code, written=written) == english
