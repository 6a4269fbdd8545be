"""Killed, resumed, cancelled, two at once: every row once."""

import os
import signal
import subprocess
import sys
import threading

import pytest
from django.db import connection

from maillage.accounts.models import Organization
from maillage.directory.models import ImportRecord, SearchDocument
from maillage.directory.services import imports
from maillage.directory.services.imports import reading
from maillage.directory.types import ImportState
from tests.directory.imports.files import NOW, counts, imported, rows, sirene_row, write_sirene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("taxonomy")]
WORKER = """
import sys, time
from uuid import UUID
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from django.utils import timezone
from maillage.directory.services import imports
from maillage.directory.services.imports import reading, running
reading.BATCH_ROWS = 50
running.ReadAhead.__init__.__kwdefaults__["batch_rows"] = 50
def watch(run):
    if run.rows:
        print(run.rows, flush=True)
        time.sleep(0.2)
imports.execute_run(run_id=UUID(sys.argv[2]), clock=timezone.now, watch=watch)
"""


class Killed(BaseException):
    """What a test raises where a process would die."""


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setitem(reading.ReadAhead.__init__.__kwdefaults__, "batch_rows", 50)


@pytest.fixture
def stock(tmp_path):
    return write_sirene(tmp_path / "stock.csv", [sirene_row(number, f"COOPERATIVE {number}") for number in range(500)])


def begun(path):
    from maillage.accounts.types import Actor

    form, mapping = imports.settled_mapping(path, form=None, mapping_text="")
    return imports.create_run(
        actor=Actor.system(reason="a test"), path=path, file_name=path.name, form=form, mapping_text=mapping, now=NOW
    )


@pytest.mark.slow
def test_import_killed_in_the_middle_goes_on_and_does_no_row_twice(stock):
    run = begun(stock)
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(run.pk)],
        env=settings, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    seen = [worker.stdout.readline().strip() for _ in range(3)]
    worker.send_signal(signal.SIGKILL)
    worker.wait(timeout=10)
    worker.stdout.close()
    run.refresh_from_db()
    stopped = (run.state, run.rows)

    found = imports.interrupted_run(
        path=stock, form=imports.settled_mapping(stock, form=None, mapping_text="")[0], mapping_text=""
    )
    done = imports.execute_run(run_id=found.pk, clock=lambda: NOW)

    assert seen == ["50", "100", "150"]
    assert stopped[0] == ImportState.RUNNING and 150 <= stopped[1] < 500
    assert found.pk == run.pk
    assert (done.state, counts(done)) == (ImportState.DONE.value, (500, 500, 0, 0, 0, 0))
    assert Organization.objects.count() == SearchDocument.objects.count() == rows(ImportRecord).count() == 500


def test_batch_that_dies_leaves_nothing_of_itself(stock):
    def die(run):
        if run.rows == 100:
            raise Killed

    run = begun(stock)
    with pytest.raises(Killed):
        imports.execute_run(run_id=run.pk, clock=lambda: NOW, watch=die)
    run.refresh_from_db()

    assert (run.rows, run.checkpoint, Organization.objects.count()) == (100, {"row": 100}, 100)
    assert counts(imports.execute_run(run_id=run.pk, clock=lambda: NOW)) == (500, 500, 0, 0, 0, 0)


def test_cancelled_between_batches(stock):
    from maillage.directory.models import ImportRun

    def cancel(run):
        if run.rows == 150:
            rows(ImportRun).filter(pk=run.pk).update(is_cancel_requested=True)

    run = imported(stock, watch=cancel)

    assert (run.state, run.rows, Organization.objects.count()) == (ImportState.CANCELLED.value, 150, 150)


def test_two_at_once_wait_for_one_another(stock):
    runs = [begun(stock), begun(stock)]
    done = {}

    def work(run):
        try:
            done[run.pk] = imports.execute_run(run_id=run.pk, clock=lambda: NOW)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    found = sorted(counts(run) for run in done.values())
    assert found == [(500, 0, 0, 500, 0, 0), (500, 500, 0, 0, 0, 0)]
    assert Organization.objects.count() == 500


def test_one_import_is_carried_out_by_one_process(stock):
    run = begun(stock)
    others = []

    def ask_another(_run):
        if not others:
            thread = threading.Thread(target=try_too)
            thread.start()
            thread.join()

    def try_too():
        try:
            others.append(imports.execute_run(run_id=run.pk, clock=lambda: NOW))
        finally:
            connection.close()

    done = imports.execute_run(run_id=run.pk, clock=lambda: NOW, watch=ask_another)

    assert (others, counts(done)) == ([None], (500, 500, 0, 0, 0, 0))
