"""The files of Li & Lim, and the command that plans them."""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

from bench.dispatch.instances import KINDS, made
from maillage.routing import InvalidProblem, check, plan, read_instance
from maillage.routing.__main__ import main

TINY = """4\t200\t1
0\t35\t35\t0\t0\t230\t0\t0\t0
1\t41\t49\t10\t0\t204\t10\t0\t2
2\t35\t17\t-10\t0\t202\t10\t1\t0
3\t55\t45\t13\t0\t197\t10\t0\t4
4\t55\t20\t-13\t149\t159\t10\t3\t0
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.txt"
    path.write_text(TINY)
    return path


def test_what_is_read(tiny: Path) -> None:
    problem = read_instance(path=tiny)

    first = problem.shipments[0]
    assert (len(problem.vehicles), len(problem.shipments), first.loads) == (4, 2, (10.0,))
    assert (first.pickup.id, first.dropoff.id, first.pickup.latest_s, first.pickup.service_s) == ("1", "2", 204, 10)
    assert problem.matrices[""].distances_m[0, 1] == math.sqrt(6**2 + 14**2)
    assert problem.vehicles[0].capacities == (200,)


def test_vehicles_come_before_distance(tiny: Path) -> None:
    made = plan(read_instance(path=tiny), iterations=400)

    assert (len(made.routes), check(made.problem, made)) == (1, ())


def test_the_command_prints_routes_that_hold(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main([str(tiny), "--seconds", "0.2", "--json"])

    found = json.loads(capsys.readouterr().out)
    assert (status, found["vehicles"], sorted(found["routes"][0])) == (0, 1, [1, 2, 3, 4])


def test_the_command_prints_lines(tiny: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tiny), "--iterations", "300"])

    first, vehicles, distance = capsys.readouterr().out.splitlines()
    assert (sorted(first.removeprefix("Route 1 : ").split()), vehicles) == (["1", "2", "3", "4"], "Vehicles: 1")
    assert distance.startswith("Distance: ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("25 200 1\n", "no depot"),
        ("25\n0 0 0 0 0 1 0 0 0\n", "Line 1: 2 numbers are expected, 1 found"),
        ("25 200 1\n0 0 0 0 0 9 0 0 0\n1 2 x 4 0 9 1 0 2\n", "Line 3: could not convert"),
        ("25 200 1\n0 0 0 0 0 9 0 0 0\n1 2 3 4 0 9 1 0 7\n", "Task 1 has a drop-off that is not there: 7"),
        ("25 200 1\n0 0 0 0 0 9 0 0 0\n0 0 0 0 0 9 0 0 0\n", "Two rows have the same number"),
    ],
)
def test_a_bad_file_names_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str) -> None:
    path = tmp_path / "bad.txt"
    path.write_text(text)

    with pytest.raises(InvalidProblem, match=message):
        read_instance(path=path)
    assert main([str(path)]) == 2 and message in capsys.readouterr().err


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidProblem, match="cannot be read"):
        read_instance(path=tmp_path / "none.txt")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_long", [False, True])
def test_made_up_instances_can_be_served_by_their_hidden_vehicles(kind: str, is_long: bool, tmp_path: Path) -> None:
    instance = made(kind=kind, tasks=50, is_long=is_long, seed=1)

    found = plan(read_instance(path=instance.written_to(tmp_path)), iterations=3000)

    assert (found.unassigned, check(found.problem, found)) == ((), ())
    assert len(found.routes) <= instance.hidden_vehicles


def test_naming_the_words_loads_neither_numpy_nor_numba() -> None:
    asked = "import sys, maillage.routing; print(sorted({'numpy', 'numba', 'valhalla', 'django'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "[]\n"
