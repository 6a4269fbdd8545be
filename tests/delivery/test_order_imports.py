"""Files of orders: good rows are ordered once, bad ones come back with what is wrong."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from maillage.delivery.models import Delivery, OrderImport, OrderImportRow, Task
from maillage.delivery.order_files import FileRefused
from maillage.delivery.queries.order_imports import counts_of, rows_of
from maillage.delivery.services import order_imports
from maillage.delivery.services.order_imports import FileGiven, receive_file
from maillage.delivery.services.reject_files import reject_file
from maillage.delivery.types import ImportKind
from maillage.kit.errors import NotAllowed
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db
SLOT = "2031-05-06 14:00 - 2031-05-06 15:30"
HEADER = "dropoff.latlong;dropoff.address;dropoff.timeslot;weight;dropoff.packages;dropoff.address.telephone"
GOOD = f"43.7400,7.4250;12 avenue de la Costa;{SLOT};2,5;XL=2;06 39 98 00 01"
BAD = [
    f"43.7400,7.4250;Costa;{SLOT};-3;;",
    ";Xyzzyville;" + SLOT + ";;;",
    f"43.7400,7.4250;=HYPERLINK(1);{SLOT};;;abc",
]


def sent(*lines, actor, name="commandes.csv", content=None, bikes, now=NOW, **more):
    body = content if content is not None else "\n".join([HEADER, *lines]).encode()
    given = FileGiven(body, name, "fr", store_id=bikes.store.pk, **more)
    made = receive_file(actor=actor, given=given, now=now)
    order_imports.work_import(import_id=made.pk, now=now)
    made.refresh_from_db()
    return made


def ordered(made, actor, now=NOW):
    order_imports.order_import(actor=actor, import_id=made.pk, now=now)
    order_imports.work_import(import_id=made.pk, now=now)
    made.refresh_from_db()
    return counts_of(made)


def deliveries():
    return Delivery.objects.across_scopes(reason="a test")


def test_good_rows_are_ordered_and_bad_ones_come_back(bikes):
    made = sent(GOOD, *BAD, GOOD, actor=bikes.shopkeeper, bikes=bikes)
    checked = (made.state, deliveries().count(), counts_of(made).bad)

    counts = ordered(made, bikes.shopkeeper)

    assert checked == ("checked", 0, 3)
    assert (made.state, counts.ordered, counts.bad, deliveries().count()) == ("ordered", 2, 3, 2)
    assert {(one.origin, one.store_id) for one in deliveries()} == {("import", bikes.store.pk)}
    told = {row.number: [one["field"] for one in row.problems] for row in rows_of(made, is_bad=True)}
    assert told == {3: ["weight"], 4: ["dropoff.address"], 5: ["dropoff.address.telephone"]}
    drop = Task.objects.across_scopes(reason="a test").filter(type="DROPOFF").first()
    assert (drop.weight_g, drop.packages.across_scopes(reason="a test").get().quantity) == (2500, 2)


def test_reject_file_is_corrected_and_sent_again(bikes):
    made = sent(GOOD, *BAD, actor=bikes.shopkeeper, bikes=bikes)
    ordered(made, bikes.shopkeeper)

    text = reject_file(actor=bikes.shopkeeper, import_id=made.pk)

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert [row["weight"] for row in rows] == ["-3", "", ""]
    assert rows[2]["dropoff.address"] == "'=HYPERLINK(1)"
    assert all(row["à corriger"] for row in rows)
    again = sent(actor=bikes.shopkeeper, bikes=bikes, content=text.replace("-3", "3").encode())
    assert ordered(again, bikes.shopkeeper).ordered == 1


def test_same_file_pressed_twice_orders_once(bikes):
    made = sent(GOOD, GOOD, actor=bikes.shopkeeper, bikes=bikes)
    first = ordered(made, bikes.shopkeeper)

    again = sent(GOOD, GOOD, actor=bikes.shopkeeper, bikes=bikes, name="copie.csv")
    ordered(again, bikes.shopkeeper)

    assert again.pk == made.pk
    assert (first.ordered, deliveries().count()) == (2, 2)


def test_killed_between_rows_goes_on_without_ordering_twice(bikes, monkeypatch):
    made = sent(GOOD, GOOD, GOOD, actor=bikes.shopkeeper, bikes=bikes)
    whole, done = order_imports._make, []

    def dies_at_second(*given, **more):
        whole(*given, **more)
        done.append(1)
        if len(done) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(order_imports, "_make", dies_at_second)
        with pytest.raises(KeyboardInterrupt):
            ordered(made, bikes.shopkeeper)
    between = deliveries().count()
    resumed = order_imports.resume_imports(now=NOW + order_imports.STANDS_STILL * 2)
    order_imports.work_import(import_id=made.pk, now=NOW)

    assert (between, resumed, deliveries().count(), counts_of(made).ordered) == (1, 1, 3, 3)


def test_hours_that_passed_between_look_and_press_are_told(bikes):
    made = sent(GOOD, actor=bikes.shopkeeper, bikes=bikes)

    counts = ordered(made, bikes.shopkeeper, now=NOW.replace(day=9))

    assert (counts.ordered, counts.bad) == (0, 1)
    assert "passé" in rows_of(made, is_bad=True)[0].problems[0]["problem"]


def test_store_s_check_refuses_rows(bikes):
    bikes.store.check_expression = "distance < 10"
    bikes.store.save()

    made = sent(GOOD, actor=bikes.shopkeeper, bikes=bikes)

    assert counts_of(made).bad == 1


def test_workbook(bikes):
    book = Workbook()
    book.active.append(HEADER.split(";"))
    book.active.append(["43.7400,7.4250", "Costa", SLOT, 2.5, "XL=1", ""])
    stream = io.BytesIO()
    book.save(stream)

    made = sent(actor=bikes.shopkeeper, bikes=bikes, content=stream.getvalue(), name="commandes.xlsx")

    assert ordered(made, bikes.shopkeeper).ordered == 1


def test_old_windows_text_is_read(bikes):
    text = f"{HEADER};dropoff.comments\n{GOOD};Près de l'église à côté\n"
    made = sent(actor=bikes.shopkeeper, bikes=bikes, content=text.encode("cp1252"))

    ordered(made, bikes.shopkeeper)

    drop = Task.objects.across_scopes(reason="a test").get(type="DROPOFF")
    assert drop.comments == "Près de l'église à côté"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"   \n", HEADER.encode(), b"nom;ville\nA;B\n", b"PK\x03\x04broken", b"\x00\x01\x02\xff" * 50,
        HEADER.encode() + b"\n" + b"x;\n" * 2001, b"x" * (4 * 2**20 + 1),
    ],
)  # fmt: skip
def test_files_that_are_no_orders(bikes, content):
    with pytest.raises(FileRefused) as refusal:
        sent(actor=bikes.shopkeeper, bikes=bikes, content=content)

    assert refusal.value.field == "file"
    assert not OrderImport.objects.across_scopes(reason="a test").exists()


def test_tasks_of_a_dispatcher(bikes):
    lines = [
        "type,latlong,before,ref,assign,group,weight",
        f'PICKUP,"43.74,7.42",2031-05-06 15:00,A1,{bikes.courier.username},Tournée,',
        'DROPOFF,"43.74,7.42",2031-05-06 16:00,A1,,,2',
        'DROPOFF,"43.74,7.42",2031-05-06 16:00,A2,inconnue,,2',
    ]
    given = FileGiven("\n".join(lines).encode(), "t.csv", "fr", ImportKind.TASKS, orders_at_once=True)
    with pytest.raises(NotAllowed):
        receive_file(actor=bikes.shopkeeper, given=given, now=NOW)

    made = receive_file(actor=bikes.dispatcher, given=given, now=NOW)
    order_imports.work_import(import_id=made.pk, now=NOW)

    task = Task.objects.across_scopes(reason="a test").select_related("group").get()
    assert (task.reference, task.courier_id, task.group.name) == ("A1", bikes.courier.pk, "Tournée")
    assert [row.problems[0]["field"] for row in rows_of(made, is_bad=True)] == ["ref", "assign"]


def test_rows_are_forgotten_after_a_month(bikes):
    sent(GOOD, actor=bikes.shopkeeper, bikes=bikes)

    assert order_imports.forget_rows(now=NOW) == 0
    assert order_imports.forget_rows(now=NOW + order_imports.KEPT * 2) == 1
    assert OrderImportRow.objects.across_scopes(reason="a test").get().cells == []


def test_others_do_not_import(bikes):
    for actor in (bikes.stranger, bikes.rider):
        with pytest.raises(NotAllowed):
            sent(GOOD, actor=actor, bikes=bikes)


class TestPages:
    @pytest.fixture
    def shop(self, bikes, client_as, elise):
        return client_as(elise)

    def upload(self, client, url, content, **more):
        from django.core.files.uploadedfile import SimpleUploadedFile

        return client.post(url, {"file": SimpleUploadedFile("commandes.csv", content), **more})

    def test_sent_looked_at_ordered_and_given_back(self, bikes, shop):
        lines = "\n".join([HEADER, GOOD.replace("2031", "2090"), *BAD]).encode()
        url = reverse("delivery:store_imports", args=[bikes.store.pk])
        place = self.upload(shop, url, lines).headers["Location"]
        made = OrderImport.objects.across_scopes(reason="a test").get()
        working = shop.get(place)
        order_imports.work_import(import_id=made.pk, now=timezone.now())
        looked_at = shop.get(place)
        for _press in range(2):
            shop.post(reverse("delivery:store_import_order", args=[bikes.store.pk, made.pk]))
        order_imports.work_import(import_id=made.pk, now=timezone.now())

        assert (b"every 1s" in working.content, b"every 1s" in looked_at.content) == (True, False)
        assert (looked_at.context["counts"].good, deliveries().count()) == (1, 1)
        rejects = shop.get(reverse("delivery:store_import_rejects", args=[bikes.store.pk, made.pk]))
        assert rejects.content.decode().count("\r\n") == 4
        assert "D-" in shop.get(place).content.decode()

    @pytest.mark.parametrize("content", [b"", b"nom;ville\nA;B\n", b"PK\x03\x04broken"])
    def test_file_that_is_none_is_told(self, bikes, shop, content):
        answer = self.upload(shop, reverse("delivery:store_imports", args=[bikes.store.pk]), content)

        assert (answer.status_code, "id_file_error" in answer.content.decode()) == (422, True)

    def test_desk_imports_for_a_store_or_tasks(self, bikes, client_as, bruno):
        client, url = client_as(bruno), reverse("delivery:imports", args=["la-bobine"])
        for_store = self.upload(client, url, f"{HEADER}\n{GOOD}".encode(), what=bikes.store.pk)
        tasks = self.upload(client, url, b"address;before\nPort;2090-01-01 10:00\n", what="tasks")

        assert [client.get(one.headers["Location"]).status_code for one in (for_store, tasks)] == [200, 200]
        assert [row.kind for row in OrderImport.objects.across_scopes(reason="a test").order_by("made_at")] == [
            "deliveries", "tasks",
        ]  # fmt: skip
        for language in ("fr", "en"):
            assert client.get(url, {"lang": language}).status_code == 200
        for kind, status in (("deliveries", 200), ("tasks", 200), ("autre", 404)):
            assert client.get(reverse("delivery:import_model", args=[kind])).status_code == status

    def test_model_file_can_be_sent_back(self, bikes, shop):
        model = shop.get(reverse("delivery:import_model", args=["deliveries"])).content
        made = sent(actor=bikes.shopkeeper, bikes=bikes, content=model)

        assert counts_of(made).rows == 1
        assert {one["field"] for row in rows_of(made, is_bad=True) for one in row.problems} <= {"dropoff.address"}

    @pytest.mark.parametrize("who", ["driss", "chloe"])
    def test_others_find_nothing(self, bikes, client_as, request, who):
        made = sent(GOOD, actor=bikes.shopkeeper, bikes=bikes)
        client = client_as(request.getfixturevalue(who))
        arguments = [bikes.store.pk, made.pk]

        pages = [reverse(f"delivery:{name}", args=arguments) for name in ("store_import", "store_import_rejects")]
        answers = {client.get(page).status_code for page in pages}
        answers.add(client.post(reverse("delivery:store_import_order", args=arguments)).status_code)

        assert answers == {404}
