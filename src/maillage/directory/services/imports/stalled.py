"""Imports whose worker was killed: their jobs are taken up again, from the last checkpoint."""

from datetime import datetime

from django.db import connection
from procrastinate.contrib.django import app

from maillage.directory.services.imports.office import RUN_TASK, UNDO_TASK

# A worker tells every ten seconds that it lives.
_SILENCE_S = 60
_STALLED = """
select job.id from procrastinate_jobs job left join procrastinate_workers worker on worker.id = job.worker_id
where job.status = 'doing' and job.task_name = any(%s)
  and (worker.id is null or worker.last_heartbeat < now() - make_interval(secs => %s))
order by job.id
"""


def resume_stalled_imports(*, now: datetime) -> int:
    """Have the jobs of imports and undoings that no living worker does begin again; gives how many.

    Without it such a job would hold the place of every later import for ever. Going on is safe: a run has one process.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [[RUN_TASK, UNDO_TASK], _SILENCE_S])
        stalled = [row[0] for row in cursor.fetchall()]
    for job_id in stalled:
        app.job_manager.retry_job_by_id(job_id, retry_at=now)
    return len(stalled)
