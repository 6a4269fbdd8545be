"""Deliveries of facts, and the revival of jobs whose worker died."""

import traceback
from uuid import UUID

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from maillage.stream import services
from maillage.stream.jobs_queue import DELIVERY_QUEUE, DELIVERY_TASK

# Three heartbeats missed: the worker is dead, not busy.
STALLED_AFTER_S = 30.0
FORGOTTEN_AFTER_S = 120.0
MAX_ATTEMPTS = 6
# 4, 16, 64, 256, 1024 seconds: a short outage heals itself, a bug is parked within half an hour.
RETRY = RetryStrategy(max_attempts=MAX_ATTEMPTS, exponential_wait=4)


@app.task(name=DELIVERY_TASK, queue=DELIVERY_QUEUE, retry=RETRY, pass_context=True)
def deliver_fact(context: JobContext, *, subscriber: str, fact_id: str) -> None:
    try:
        services.deliver(subscriber_name=subscriber, fact_id=UUID(fact_id))
    except Exception:
        attempts = (context.job.attempts if context.job else 0) + 1
        if attempts < MAX_ATTEMPTS:
            raise
        services.park(
            subscriber_name=subscriber,
            fact_id=UUID(fact_id),
            attempts=attempts,
            error=traceback.format_exc(),
            now=timezone.now(),
        )


@app.periodic(cron="* * * * *")
@app.task(name="maillage.stream.jobs.revive_stalled_jobs", queue="default", queueing_lock="revive", pass_context=True)
async def revive_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Put back the jobs whose worker's heartbeat has stopped."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S):
        await manager.retry_job(job)
    await manager.prune_stalled_workers(seconds_since_heartbeat=FORGOTTEN_AFTER_S)
