"""Rides on Monaco's streets, beyond them, and without any."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse

from maillage.cli.maps import install, remove
from maillage.delivery.models import DeliveryService
from maillage.delivery.services.rides import ride_along
from maillage.delivery.services.streets import known_streets
from maillage.delivery.types import AddressGiven
from maillage.geodata import Point
from maillage.routing.polyline import decode
from maillage.routing.streets_folder import streets_folder
from tests.delivery.conftest import NOW

STORE, COSTA = Point(7.4210, 43.7372), Point(7.4250, 43.7400)
SEA, NICE = Point(7.45, 43.715), Point(7.2620, 43.7030)
SERVICE = DeliveryService(longitude=7.42, latitude=43.73)


@pytest.fixture
def streets(settings, home_with_streets):
    settings.MAILLAGE_HOME = home_with_streets


def test_streets_are_followed_leg_by_leg(streets):
    there, back = ride_along(points=[STORE, COSTA], service=SERVICE), ride_along(points=[COSTA, STORE], service=SERVICE)

    both = ride_along(points=[STORE, COSTA, STORE], service=SERVICE)

    assert (there.is_estimate, there.off_streets) == (False, ())
    assert both.distance_m == pytest.approx(there.distance_m + back.distance_m, abs=1)
    assert both.arrivals_s[1] == there.duration_s
    assert len(decode(there.polyline)) > 5


def test_faster_couriers_take_less_time_on_streets_too(streets):
    fast = DeliveryService(longitude=7.42, latitude=43.73, speed_m_per_h=30_000)

    usual = ride_along(points=[STORE, COSTA], service=SERVICE)

    assert ride_along(points=[STORE, COSTA], service=fast).duration_s == pytest.approx(usual.duration_s / 2, abs=1)


@pytest.mark.parametrize("beyond", [SEA, NICE])
def test_a_point_beyond_the_map_is_ridden_to_in_a_straight_line(streets, beyond):
    near = ride_along(points=[STORE, COSTA], service=SERVICE)

    ride = ride_along(points=[STORE, COSTA, beyond], service=SERVICE)

    straight = ride_along(points=[COSTA, beyond], service=SERVICE)
    assert (ride.is_estimate, ride.off_streets) == (True, (2,))
    assert ride.distance_m == pytest.approx(near.distance_m + straight.distance_m, abs=1)
    assert decode(straight.polyline) == [(COSTA.longitude, COSTA.latitude), (beyond.longitude, beyond.latitude)]


@pytest.mark.parametrize("points", [[], [STORE], [STORE, STORE]])
def test_rides_to_nowhere(streets, points):
    ride = ride_along(points=points, service=SERVICE)

    assert (ride.distance_m, ride.duration_s, len(ride.arrivals_s)) == (0, 0, max(1, len(points)))


@pytest.mark.django_db
def test_an_order_beyond_the_map_is_taken_and_its_dispatcher_told(streets, bikes, client_as, bruno):
    near = bikes.order()

    far = bikes.order(
        bikes.dropoff(
            address=AddressGiven(text="sur l’eau", latitude=SEA.latitude, longitude=SEA.longitude),
            before=NOW + timedelta(hours=5),
        )
    )

    reasons = [[reason.partition(":")[0] for reason in one.review_reasons] for one in (near, far)]
    assert (near.is_estimate, far.is_estimate, reasons) == (False, True, [["price"], ["price", "streets"]])
    page = client_as(bruno).get(reverse("delivery:delivery", args=["la-bobine", far.number])).content.decode()
    assert "sont comptés à vol d’oiseau" in page


def test_streets_that_cannot_be_opened_leave_straight_lines(settings, tmp_path):
    folder = streets_folder(home=tmp_path)
    (folder / "tiles-x").mkdir(parents=True)
    (folder / "tiles-x" / "0.gph").write_bytes(b"no tile")
    (folder / "network.json").write_text('{"tiles": "tiles-x", "extract": "x.osm.pbf"}')
    settings.MAILLAGE_HOME = tmp_path

    ride = ride_along(points=[STORE, COSTA], service=SERVICE)

    assert (ride.is_estimate, ride.distance_m > 400) == (True, True)


class TestInstalling:
    @pytest.fixture(autouse=True)
    def _home(self, monkeypatch, settings, tmp_path):
        monkeypatch.setenv("MAILLAGE_HOME", str(tmp_path))
        settings.MAILLAGE_HOME = tmp_path

    def test_a_broken_file_is_refused_and_all_stays_as_it_was(self, tmp_path):
        broken = tmp_path / "région.osm.pbf"
        broken.write_text("not a map")

        answer = CliRunner().invoke(install, [str(broken)])

        assert answer.exit_code == 1
        assert "EXTRACT: région.osm.pbf is not an OpenStreetMap extract" in answer.output
        assert "stays in use" in answer.output
        assert not streets_folder(home=tmp_path).exists()

    def test_a_running_process_rides_on_new_streets_at_once(self, tmp_path):
        assert known_streets().is_estimate

        answer = CliRunner().invoke(install, [])

        assert answer.exit_code == 0, answer.output
        assert not known_streets().is_estimate
        assert CliRunner().invoke(remove, []).exit_code == 0
        assert known_streets().is_estimate
