import json
from pathlib import Path

import pytest

from maillage import geodata
from maillage.geodata import BadPointsFile, ExactPointsReport, Point, RejectedBecause, RejectedPoint

MAIRIE = {"type": "Point", "coordinates": [4.9306, 46.1517]}


def point_of(code: str) -> tuple[Point, bool]:
    commune = geodata.commune(code=code)
    assert commune is not None
    return commune.point, commune.is_approximate


def write(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("api.json", json.dumps([{"code": "01001", "nom": "L'Abergement", "centre": MAIRIE}])),
        (
            "communes.geojson",
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [{"type": "Feature", "geometry": MAIRIE, "properties": {"code": "01001"}}],
                }
            ),
        ),
        (
            "outlines.geojson",
            json.dumps(
                {
                    "type": "FeatureCollection",
                    "features": [
                        {
                            "type": "Feature",
                            "geometry": {"type": "Polygon", "coordinates": [[[4, 46], [5, 46], [5, 47], [4, 46]]]},
                            "properties": {"code": "01001", "centre": MAIRIE},
                        }
                    ],
                }
            ),
        ),
        ("points.csv", "code_insee,latitude,longitude\n01001,46.1517,4.9306\n"),
        ("excel.csv", "\ufeffCode commune;Lon;Lat\r\n1001;4,9306;46,1517\r\n"),
    ],
)
def test_exact_points_replace_approximate_ones(home: Path, tmp_path: Path, name: str, content: str) -> None:
    before, was_approximate = point_of("01001")
    assert was_approximate

    report = geodata.write_exact_points(home=home, source_path=write(tmp_path / name, content))

    assert report == ExactPointsReport(rows=1, updated=1, unchanged=0, rejected=())
    assert point_of("01001") == (Point(4.9306, 46.1517), False)
    found = geodata.reverse(point=Point(4.9306, 46.1517))
    assert found is not None and found.code == "01001"
    assert before != Point(4.9306, 46.1517)


def test_the_report_accounts_for_every_row(home: Path, tmp_path: Path) -> None:
    rows = ["code;lat;lon", "01001;46,15;4,93", "99999;46;4", "01002;;", "01004;95;4", "01005;abc;4", "", "01006;nan;1"]

    report = geodata.write_exact_points(home=home, source_path=write(tmp_path / "points.csv", "\n".join(rows)))

    bad = RejectedBecause.BAD_POINT
    assert report == ExactPointsReport(
        rows=6,
        updated=1,
        unchanged=0,
        rejected=(
            RejectedPoint(2, "99999", RejectedBecause.UNKNOWN_CODE),
            RejectedPoint(3, "01002", bad),
            RejectedPoint(4, "01004", bad),
            RejectedPoint(5, "01005", bad),
            RejectedPoint(6, "01006", bad),
        ),
    )


def test_the_same_file_twice_changes_nothing(home: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "points.csv", "code,lat,lon\n01001,46.15,4.93\n")

    first, second = (geodata.write_exact_points(home=home, source_path=source) for _ in range(2))

    assert (first.updated, first.unchanged) == (1, 0)
    assert (second.updated, second.unchanged) == (0, 1)


def test_swapped_coordinates_are_rejected(home: Path, tmp_path: Path) -> None:
    source = write(tmp_path / "points.csv", "code,lon,lat\n01001,46.15,4.93\n01002,5.43,46.01\n")

    report = geodata.write_exact_points(home=home, source_path=source)

    assert report.rejected == (RejectedPoint(1, "01001", RejectedBecause.BAD_POINT),)


def test_a_second_file_completes_the_first(home: Path, tmp_path: Path) -> None:
    for code, latitude in (("01001", 46.15), ("01002", 46.01)):
        content = f"code,lat,lon\n{code},{latitude},4.9\n"
        geodata.write_exact_points(home=home, source_path=write(tmp_path / "points.csv", content))

    assert point_of("01001") == (Point(4.9, 46.15), False)
    assert point_of("01002") == (Point(4.9, 46.01), False)


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\xff\xfe binary",
        b"{\"features\": 3}",
        b"[1, 2, {}]",
        b"[" * 100_000,
        b"name,city\nx,y\n",
        b"code,lat,lon\n99999,1,2\n",
        b"",
        b'code,lat,lon\n"' + b"x" * 200_000 + b'",1,2\n',
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_and_changes_nothing(home: Path, tmp_path: Path, content: bytes) -> None:
    before = point_of("01001")
    path = tmp_path / "bad.csv"
    path.write_bytes(content)

    with pytest.raises(BadPointsFile, match=r"bad\.csv"):
        geodata.write_exact_points(home=home, source_path=path)

    assert point_of("01001") == before


def test_a_damaged_state_file_does_not_stop_the_gazetteer(home: Path) -> None:
    (home / "geodata").mkdir()
    (home / "geodata" / "communes.columns").write_bytes(b"garbage")

    assert point_of("01001")[1]
