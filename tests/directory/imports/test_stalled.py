"""An import whose worker was killed is taken up again, and holds the others up no longer."""

import pytest
from django.db import connection
from django.utils import timezone

from maillage.directory.services.imports.office import RUN_TASK
from maillage.directory.services.imports.stalled import resume_stalled_imports
from maillage.stream.jobs_queue import defer_job

pytestmark = pytest.mark.django_db


def doing(*, heartbeat_seconds_ago):
    """Have a worker begin a job of an import, and be silent since."""
    job_id = defer_job(task=RUN_TASK, lock="directory-imports", run_id=str(heartbeat_seconds_ago))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - make_interval(secs => %s)) returning id",
            [heartbeat_seconds_ago],
        )
        cursor.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s, lock = null where id = %s",
            [cursor.fetchone()[0], job_id],
        )
    return job_id


def test_only_jobs_without_a_living_worker_begin_again():
    dead, alive = doing(heartbeat_seconds_ago=300), doing(heartbeat_seconds_ago=5)

    assert (resume_stalled_imports(now=timezone.now()), resume_stalled_imports(now=timezone.now())) == (1, 0)
    with connection.cursor() as cursor:
        cursor.execute("select id, status::text from procrastinate_jobs where id = any(%s)", [[dead, alive]])
        assert dict(cursor.fetchall()) == {dead: "todo", alive: "doing"}
