"""Facts and real worker processes: killed, failing, two at once. The effect happens once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client
from procrastinate.exceptions import AlreadyEnqueued

from maillage.kit.ids import new_id
from maillage.stream import jobs_queue, services
from maillage.stream.jobs import MAX_ATTEMPTS
from maillage.stream.models import Handled, Parked
from tests.stream import bakery

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ROOT = Path(__file__).parents[2]
PATIENCE_S = 20


@pytest.fixture
def kitchen(tmp_path, monkeypatch):
    """Open the bakery here and give the folder by which its subscribers are told to hang or to fail."""
    monkeypatch.setenv("BAKERY_FOLDER", str(tmp_path))
    with connection.cursor() as cursor:
        cursor.execute(bakery.PLATES)
        cursor.execute("truncate bakery_plates, procrastinate_jobs, procrastinate_workers cascade")
    bakery.open_bakery()
    yield tmp_path
    bakery.close_bakery()
    with connection.cursor() as cursor:
        cursor.execute("drop table bakery_plates")
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers cascade")


@pytest.fixture
def start_worker(kitchen):
    """Start worker processes, each in its own group; none survives the test."""
    started = []

    def start():
        environment = {
            **os.environ,
            "BAKERY_FOLDER": str(kitchen),
            "BAKERY_DATABASE": connection.settings_dict["NAME"],
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        }
        command = [sys.executable, "-m", "tests.stream.worker_process"]
        with (kitchen / f"worker-{len(started)}.log").open("w") as log:
            started.append(
                subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
            )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def until(condition, kitchen):
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            logs = "\n".join(file.read_text()[-3000:] for file in sorted(kitchen.glob("worker-*.log")))
            raise AssertionError(f"not within {PATIENCE_S} s; jobs: {jobs_by_state()}; {logs}")
        time.sleep(0.05)


def jobs_by_state():
    with connection.cursor() as cursor:
        cursor.execute(
            "select status::text, count(*) from procrastinate_jobs where task_name = %s group by status",
            [jobs_queue.DELIVERY_TASK],
        )
        return dict(cursor.fetchall())


def plates():
    with connection.cursor() as cursor:
        cursor.execute("select loaf from bakery_plates")
        return Counter(row[0] for row in cursor.fetchall())


@transaction.atomic
def publish(kind, now, *, times=1):
    loaves = [new_id() for _loaf in range(times)]
    for loaf in loaves:
        services.publish(kind(at=now, actor_id=None, object_id=loaf, organization_id=None))
    return loaves


def all_done():
    return set(jobs_by_state()) <= {"succeeded"}


def test_a_worker_killed_in_the_middle_leaves_no_effect_and_another_does_the_work_once(kitchen, start_worker, now):
    (kitchen / "hang").touch()
    [loaf] = publish(bakery.LoafBaked, now)
    victim = start_worker()
    until(lambda: (kitchen / "eating").exists(), kitchen)

    victim.send_signal(signal.SIGKILL)
    victim.wait()
    (kitchen / "hang").unlink()
    until(lambda: not plates(), kitchen)
    left_behind = (plates(), Handled.objects.count(), jobs_by_state())
    time.sleep(1.1)
    with contextlib.suppress(AlreadyEnqueued):  # the minute may have brought one already
        jobs_queue.defer_job(task="maillage.stream.jobs.revive_stalled_jobs", timestamp=0)
    start_worker()
    until(all_done, kitchen)

    assert (*left_behind[:2], left_behind[2]["doing"]) == (Counter(), 0, 1)
    assert (plates(), Handled.objects.count()) == (Counter({loaf: 1}), 1)


def test_a_failing_subscriber_is_tried_again_then_parked_shown_and_restarted(
    kitchen, start_worker, now, administrator, facilitator
):
    (kitchen / "broken").touch()
    [loaf] = publish(bakery.LoafBurnt, now)
    start_worker()
    until(lambda: Parked.objects.exists(), kitchen)
    parked = Parked.objects.get()
    tried = len((kitchen / "attempts").read_text())
    half_done = plates()

    office = Client()
    office.force_login(administrator)
    page = office.get("/reseau/livraisons-en-attente/").content.decode()
    (kitchen / "broken").unlink()
    office.post(f"/reseau/livraisons-en-attente/{parked.pk}/")
    until(lambda: bool(plates()), kitchen)

    assert (tried, parked.attempts, half_done) == (MAX_ATTEMPTS, MAX_ATTEMPTS, Counter())
    assert all(words in page for words in ("test.burn", "loaf.burnt", "the oven is broken"))
    assert (plates(), Parked.objects.count(), Handled.objects.count()) == (Counter({loaf: 1}), 0, 1)


def test_two_workers_at_once_do_each_thing_once(kitchen, start_worker, now):
    loaves = publish(bakery.LoafBaked, now, times=30)
    with transaction.atomic():
        for handled in services.Fact.objects.all():
            # As if the queue delivered everything twice.
            jobs_queue.defer_delivery(subscriber=bakery.EAT, fact_id=handled.pk)

    start_worker()
    start_worker()
    until(all_done, kitchen)

    assert jobs_by_state() == {"succeeded": 60}
    assert plates() == Counter(dict.fromkeys(loaves, 1))
