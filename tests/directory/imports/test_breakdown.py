"""An error that nobody foresaw ends an import with its reason, and what was counted stays."""

import pytest

from maillage.directory.models import ImportRun
from maillage.directory.services.imports import running
from tests.directory.imports.files import imported, organization, rows, write_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def test_an_unforeseen_error_ends_the_run_as_failed_and_says_so(tmp_path, monkeypatch, caplog):
    def breaks(*_arguments, **_options):
        raise ZeroDivisionError

    monkeypatch.setattr(running, "work_batch", breaks)

    run = imported(write_table(tmp_path / "a.csv", [{"nom": "Le Fournil", "ville": "Lyon"}]))

    kept = rows(ImportRun).get(pk=run.pk)
    assert (kept.state, kept.error["reasons"][0][:3]) == ("failed", ["file.broke_down", "", "ZeroDivisionError"])
    assert kept.finished_at is not None
    assert "ZeroDivisionError" in caplog.text
    monkeypatch.undo()
    imported(tmp_path / "a.csv")
    assert organization("Le Fournil").name == "Le Fournil"
