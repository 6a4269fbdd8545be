"""The planning of days, in the worker."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.services import day_plans


@app.task(name=day_plans.RUN_TASK, queue="default")
def run_plan(*, plan_id: str) -> None:
    """Work a plan out; after a kill, from its beginning."""
    day_plans.run_plan(plan_id=UUID(plan_id), clock=timezone.now)


@app.periodic(cron="52 3 * * *")
@app.task(name="maillage.delivery.planning_jobs.forget", queue="default", queueing_lock="delivery-plans-forget")
def forget(timestamp: int) -> None:
    """Forget the plans of a month ago."""
    day_plans.forget_old_plans(now=timezone.now())
