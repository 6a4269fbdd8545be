"""What a row of a file says, and what is wrong with it, column by column."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from maillage.delivery.rules.order_rows import DELIVERY_COLUMNS, Around, delivery_of_row, known_columns, task_of_row
from maillage.delivery.types import ParcelsGiven, TaskType

AROUND = Around(
    datetime(2031, 5, 6, 7, tzinfo=UTC), ZoneInfo("Europe/Paris"), {"xl": "XL", "petit-carton": "Petit carton"}
)
GOOD = {"dropoff.address": "12 avenue de la Costa", "dropoff.timeslot": "2031-05-06 14:00 - 2031-05-06 15:30"}


def test_a_whole_row():
    cells = {
        **GOOD, "pickup.address": "Gare", "pickup.timeslot": "2031-05-06 12:00-13:00", "dropoff.packages": "XL=2 petit-carton=1",
        "weight": "2,5", "dropoff.address.telephone": "06 39 98 00 01", "dropoff.tags": "froid  fragile froid",
        "dropoff.metadata": "id=7", "pickup.comments": "Sonner",
    }  # fmt: skip

    (pickup, drop), faults = delivery_of_row(cells, AROUND)

    assert faults == []
    assert (pickup.type, pickup.address.text, pickup.comments) == (TaskType.PICKUP, "Gare", "Sonner")
    assert (pickup.after, pickup.before) == (datetime(2031, 5, 6, 10, tzinfo=UTC), datetime(2031, 5, 6, 11, tzinfo=UTC))
    assert (drop.weight_g, drop.parcels) == (2500, (ParcelsGiven("XL", 2), ParcelsGiven("Petit carton", 1)))
    assert (drop.tags, drop.metadata, drop.address.telephone) == (("froid", "fragile"), {"id": "7"}, "06 39 98 00 01")
    assert drop.before == datetime(2031, 5, 6, 13, 30, tzinfo=UTC)


def test_a_drop_off_alone_is_taken_at_the_store():
    assert [task.type for task in delivery_of_row(GOOD, AROUND)[0]] == [TaskType.DROPOFF]


@pytest.mark.parametrize(
    ("changes", "column", "fault"),
    [
        ({"dropoff.address": ""}, "dropoff.address", "address"),
        ({"dropoff.latlong": "95,7"}, "dropoff.latlong", "point"),
        ({"dropoff.latlong": "ici"}, "dropoff.latlong", "point"),
        ({"dropoff.timeslot": ""}, "dropoff.timeslot", "window_missing"),
        ({"dropoff.timeslot": "demain soir"}, "dropoff.timeslot", "time"),
        ({"dropoff.timeslot": "2031-02-30 14:00-15:00"}, "dropoff.timeslot", "time"),
        ({"dropoff.timeslot": "2031-05-06 15:00-14:00"}, "dropoff.timeslot", "window"),
        ({"dropoff.timeslot": "2031-05-05 14:00-15:00"}, "dropoff.timeslot", "over"),
        ({"weight": "-3"}, "weight", "weight"),
        ({"weight": "lourd"}, "weight", "weight"),
        ({"dropoff.packages": "XL=0"}, "dropoff.packages", "packages"),
        ({"dropoff.packages": "XL=-2"}, "dropoff.packages", "packages"),
        ({"dropoff.packages": "XL=1001"}, "dropoff.packages", "packages"),
        ({"dropoff.packages": "M=1"}, "dropoff.packages", "package_unknown"),
        ({"dropoff.metadata": "sans"}, "dropoff.metadata", "metadata"),
    ],
)
def test_what_is_wrong_names_its_column(changes, column, fault):
    faults = delivery_of_row({**GOOD, **changes}, AROUND)[1]

    assert [(one.column, one.fault) for one in faults] == [(column, fault)]


def test_thousand_packages_of_a_type_pass_and_no_weight_is_no_fault():
    (drop,), faults = delivery_of_row({**GOOD, "dropoff.packages": "XL=1000", "weight": "0"}, AROUND)

    assert (faults, drop.parcels, drop.weight_g) == ([], (ParcelsGiven("XL", 1000),), None)


def test_all_faults_of_a_row_are_told():
    faults = delivery_of_row({"dropoff.timeslot": "x", "weight": "y"}, AROUND)[1]

    assert [one.column for one in faults] == ["dropoff.address", "dropoff.timeslot", "weight"]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"type": "LIVRAISON"}, "type"),
        ({"address.streetAddress": "Gare"}, "address"),
        ({"after": "2031-05-06 16:00"}, "before"),
        ({"before": "jamais"}, "before"),
    ],
)
def test_task_of_a_row(changes, column):
    cells = {"address": "Port", "before": "2031-05-06 15:00", "ref": "A-7", "assign": "chloe:2031-05-06", "group": "G"}
    row, faults = task_of_row(cells, AROUND)

    assert (faults, row.task.reference, row.courier, row.group) == ([], "A-7", "chloe:2031-05-06", "G")
    assert [one.column for one in task_of_row({**cells, **changes}, AROUND)[1]] == [column]


def test_columns_are_known_whatever_their_case():
    found = known_columns([" Dropoff.Address ", "Remarque", "WEIGHT", "weight"], columns=DELIVERY_COLUMNS)

    assert found == {"dropoff.address": 0, "weight": 2}
