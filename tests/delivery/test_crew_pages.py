"""Hours of couriers, warehouses, words that are changed, a store's own reasons."""

import pytest
from django.urls import reverse

from maillage.delivery.models import Courier, FailureReason, Shift, ShiftException, Tag, Vehicle, Warehouse, WeeklyShift
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.planning import day_rows
from maillage.delivery.services import lists
from maillage.delivery.services.day_matrices import riding_of_vehicle
from maillage.delivery.services.warehouses import save_warehouse
from maillage.delivery.types import AddressGiven
from maillage.geodata import Point
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db


def at(route, *arguments):
    return reverse(f"delivery:{route}", args=["la-bobine", *arguments])


def rows(model):
    return model.objects.across_scopes(reason="a test")


@pytest.fixture
def desk(bikes, client_as, bruno):
    return client_as(bruno)


class TestVehicles:
    def test_tours_start_and_end_at_the_warehouse_that_is_chosen(self, bikes, desk):
        address = AddressGiven(text="2 quai Antoine Ier", latitude=43.7340, longitude=7.4231)
        house = save_warehouse(actor=bikes.dispatcher, name="Local du port", address=address, now=NOW)
        given = {
            "name": "Triporteur", "kind": "electric_cargo", "max_weight_kg": "90", "max_volume_units": "40",
            "speed_percent": "110", "co2_g_per_km": "0", "warehouse": house.pk,
        }  # fmt: skip

        assert desk.post(at("vehicle_list"), given).status_code == 303
        vehicle = rows(Vehicle).get()
        rows(Courier).filter(pk=bikes.courier.pk).update(vehicle=vehicle)
        day = day_rows(
            actor=bikes.dispatcher, service=service_of(organization_id=bikes.organization.pk), day=NOW.date(), now=NOW
        )
        (row,) = [one for one in day.riders if one.courier.pk == bikes.courier.pk]

        assert (row.start, row.end) == (Point(7.4231, 43.7340), Point(7.4231, 43.7340))
        assert riding_of_vehicle(vehicle) == "electric_cargo"
        assert "Local du port" in desk.get(at("vehicle_list")).content.decode()
        assert desk.post(at("vehicle", vehicle.pk), given | {"warehouse": ""}).status_code == 303
        assert rows(Vehicle).get().warehouse_id is None
        assert desk.post(at("vehicle", vehicle.pk), given | {"warehouse": house.pk + 99}).status_code == 422


class TestShifts:
    def week(self, **changes):
        return {f"semaine-{name}": value for name, value in changes.items()}

    def test_week_is_kept_and_shown(self, bikes, desk):
        url = at("courier_shifts", bikes.courier.pk)
        given = self.week(
            day_0_0_starts="09:00", day_0_0_ends="14:00", day_0_0_break_starts="12:00", day_0_0_break_ends="12:30",
            day_0_1_starts="18:00", day_0_1_ends="00:30", day_5_0_starts="10:00", day_5_0_ends="16:00",
        )  # fmt: skip

        assert desk.post(url, given).status_code == 303
        assert [(row.weekday, f"{row.starts:%H:%M}") for row in rows(WeeklyShift).order_by("weekday", "starts")] == [
            (0, "09:00"), (0, "18:00"), (5, "10:00"),
        ]  # fmt: skip
        for language in ("fr", "en"):
            page = desk.get(url, {"lang": language}).content.decode()
            assert page.count('value="18:00"') == 1

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"day_0_0_starts": "09:00"}, "day_0_0_ends_error"),
            ({"day_0_0_break_starts": "09:00", "day_0_0_break_ends": "10:00"}, "day_0_0_starts_error"),
            ({"day_0_0_starts": "9 h", "day_0_0_ends": "10:00"}, "day_0_0_starts_error"),
            (
                {"day_0_0_starts": "09:00", "day_0_0_ends": "12:00", "day_0_1_starts": "11:00", "day_0_1_ends": "13:00"},
                "day_0_0_starts_error",
            ),
            (
                {
                    "day_0_0_starts": "09:00", "day_0_0_ends": "12:00", "day_0_0_break_starts": "13:00",
                    "day_0_0_break_ends": "14:00",
                },
                "form-errors",
            ),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_named(self, bikes, desk, given, said):
        answer = desk.post(at("courier_shifts", bikes.courier.pk), self.week(**given))

        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert not rows(WeeklyShift).exists()

    def test_days_that_differ(self, bikes, desk):
        url = at("shift_exception_creation", bikes.courier.pk)
        off = {"jours-kind": "off", "jours-first": "2090-05-06", "jours-last": "2090-05-12", "jours-reason": "Congés"}
        other = {"jours-kind": "instead", "jours-first": "2090-06-06", "jours-starts": "10:00", "jours-ends": "12:00"}

        kept = [desk.post(url, given).status_code for given in (off, other)]
        wrong = [
            desk.post(url, {**off, "jours-last": "2090-05-01"}).status_code,
            desk.post(url, {**other, "jours-ends": ""}).status_code,
            desk.post(url, other).status_code,
        ]
        page = desk.get(at("courier_shifts", bikes.courier.pk)).content.decode()

        assert (kept, wrong) == ([303, 303], [422, 422, 422])
        assert "Congés" in page
        for row in rows(ShiftException):
            desk.post(at("shift_exception_removal", bikes.courier.pk, row.pk))
        desk.post(at("shift_removal", bikes.courier.pk, rows(Shift).get().pk))
        assert (rows(ShiftException).count(), rows(Shift).count()) == (0, 0)


def test_warehouse_is_added_changed_and_taken_away(bikes, desk):
    url = at("warehouse_list")
    refused = [
        desk.post(url, {"name": "Dépôt", "address": "Xyzzyville"}),
        desk.post(url, {"name": "", "address": "06000 Nice"}),
    ]
    desk.post(url, {"name": "Dépôt", "address": "06000 Nice"})
    made = rows(Warehouse).get()
    address_id = made.address_id
    desk.post(at("warehouse", made.pk), {"name": "Dépôt du port", "address": made.address.street_address})
    made.refresh_from_db()

    assert [one.status_code for one in refused] == [422, 422]
    assert (made.name, made.address_id) == ("Dépôt du port", address_id)
    for language in ("fr", "en"):
        assert desk.get(url, {"lang": language}).status_code == 200
    desk.post(at("warehouse_removal", made.pk))
    assert not rows(Warehouse).exists()


def test_words_are_changed(bikes, desk):
    tag = lists.add_tag(actor=bikes.dispatcher, name="Froid", color="#000000")
    reason = rows(FailureReason).filter(store=None).first()

    desk.post(at("tag", tag.pk), {"name": "Très froid", "color": "#112233"})
    desk.post(at("reason", reason.pk), {"description": "Rideau baissé"})

    assert list(rows(Tag).values_list("slug", "name", "color")) == [("froid", "Très froid", "#112233")]
    reason.refresh_from_db()
    assert (reason.description, desk.post(at("reason", reason.pk), {"description": " "}).status_code) == (
        "Rideau baissé",
        422,
    )


def test_store_has_reasons_of_its_own(bikes, desk):
    from maillage.delivery.services.incidents import reasons_of

    task = bikes.order().tasks.across_scopes(reason="a test").select_related("delivery__store").first()
    usual = len(reasons_of(task))

    desk.post(at("store_reason", bikes.store.pk), {"raison-description": "Quai fermé"})
    again = desk.post(at("store_reason", bikes.store.pk), {"raison-description": "Quai fermé"})
    own = [one.description for one in reasons_of(task)]
    made = rows(FailureReason).get(store=bikes.store)
    removed = desk.post(at("reason_removal", made.pk))

    assert (again.status_code, own) == (422, ["Quai fermé"])
    assert removed.headers["Location"].endswith(f"{at('store', bikes.store.pk)}#raisons")
    assert len(reasons_of(task)) == usual
