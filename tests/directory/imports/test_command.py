"""`maillage import` as other programs call it."""

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner

from maillage.accounts.models import Organization
from maillage.cli import imports as cli
from tests.directory.imports.files import sirene_row, write_sirene, write_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
KEYS = ["rows", "created", "updated", "unchanged", "merged", "rejected", "reject_file"]


@pytest.fixture
def command(monkeypatch):
    """Run the command on the tests' own database."""
    monkeypatch.setattr(cli, "ready_instance", nullcontext)
    return lambda *arguments: CliRunner().invoke(cli.import_file, [str(argument) for argument in arguments])


def test_last_line_is_one_object_and_the_counts_add_up(command, tmp_path):
    path = write_sirene(tmp_path / "s.csv", [sirene_row(1, "UNE"), sirene_row(2, "DEUX", economieSocialeSolidaireUniteLegale="N",
                                                                           categorieJuridiqueUniteLegale="5710")])  # fmt: skip

    result = command(path, "--json")

    report = json.loads(result.stdout.splitlines()[-1])
    assert (result.exit_code, list(report)) == (0, KEYS)
    assert [report[key] for key in KEYS[:6]] == [2, 1, 0, 0, 0, 1]
    assert report["reject_file"].endswith("s-rejets.csv")


def test_dry_run_says_and_changes_nothing(command, tmp_path):
    result = command(write_sirene(tmp_path / "s.csv", [sirene_row(1, "UNE")]), "--dry-run", "--json")

    assert json.loads(result.stdout)["created"] == 1
    assert Organization.objects.count() == 0


def test_mapping_file_says_what_columns_hold(command, tmp_path):
    path = write_table(tmp_path / "l.csv", [{"a": "Le Fournil", "b": "Lyon"}, {"a": "La Source", "b": "Privas"}])
    refused = command(path, "--json")
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"columns": [{"column": "a", "field": "name"}, {"column": "b", "field": "city"}]}))

    result = command(path, "--mapping", mapping, "--json")

    assert refused.exit_code != 0 and "--mapping" in refused.stderr and '"column": "a"' in refused.stderr
    assert (result.exit_code, json.loads(result.stdout)["created"]) == (0, 2)


@pytest.mark.parametrize(
    "given", [["absent.csv"], ["l.csv", "--as", "boamp"], ["l.csv", "--as", "geojson"], ["l.csv", "--skill", "x"]]
)
def test_what_cannot_be_imported_fails_with_a_sentence(command, tmp_path, given):
    write_table(tmp_path / "l.csv", [{"nom": "Le Fournil", "ville": "Lyon"}])

    result = command(tmp_path / given[0], *given[1:], "--json")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: ") and "Traceback" not in result.stderr


def test_centres_of_communes_become_exact_and_rejects_are_told(command, tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setenv("MAILLAGE_HOME", str(tmp_path))  # the tests' own gazetteer stays as it is
    path = write_table(
        tmp_path / "communes.csv",
        [
            {"code": "69123", "latitude": "45.758", "longitude": "4.835"},
            {"code": "99999", "latitude": "45.7", "longitude": "4.8"},
        ],
    )

    dry = json.loads(command(path, "--as", "communes", "--dry-run", "--json").stdout)
    report = json.loads(command(path, "--as", "communes", "--json").stdout)
    again = json.loads(command(path, "--as", "communes", "--json").stdout)

    assert [report[key] for key in KEYS[:6]] == [2, 0, 1, 0, 0, 1] == [dry[key] for key in KEYS[:6]]
    assert (again["updated"], again["unchanged"]) == (0, 1)
    assert "99999" in Path(report["reject_file"]).read_text(encoding="utf-8-sig")
