"""The one door from services to the job queue, so that services need not import jobs."""

from functools import cache
from uuid import UUID

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import JobDeferrer
from procrastinate.manager import JobManager
from procrastinate.types import JSONValue

DELIVERY_TASK = "maillage.stream.jobs.deliver_fact"
DELIVERY_QUEUE = "stream"


def defer_delivery(*, subscriber: str, fact_id: UUID) -> None:
    """Enqueue on Django's own connection: the job exists if, and only if, the transaction commits."""
    _in_transaction(app.configure_task(name=DELIVERY_TASK, queue=DELIVERY_QUEUE)).defer(
        subscriber=subscriber, fact_id=str(fact_id)
    )


def defer_job(*, task: str, queue: str = "default", lock: str | None = None, **arguments: JSONValue) -> int:
    """Enqueue a named job in the caller's transaction; arguments are JSON values. Gives the job's id."""
    return _in_transaction(app.configure_task(name=task, queue=queue, lock=lock)).defer(**arguments)


def _in_transaction(job: JobDeferrer) -> JobDeferrer:
    # Inside a worker the app speaks to the queue on a connection of its own, where a job would be seen, and done in vain,
    # before what it is about commits.
    job.job_manager = _django_manager()
    return job


@cache
def _django_manager() -> JobManager:
    return JobManager(DjangoConnector())
