"""The demonstration's day, made anew each morning where there is a demonstration."""

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.services import demo_renewal


@app.task(name=demo_renewal.RENEW_TASK, queue="default")
def renew_day() -> None:
    """Make the day that is missing: asked for when a worker starts."""
    demo_renewal.renew_day(now=timezone.now())


# From ten in the morning there, when half a day of shops is before it; each hour, for a machine that slept meanwhile.
@app.periodic(cron="4 9-20 * * *")
@app.task(
    name="maillage.delivery.demo_jobs.renew_each_morning", queue="default", lock=demo_renewal.LOCK,
    queueing_lock="delivery-demo-morning",
)  # fmt: skip
def renew_each_morning(timestamp: int) -> None:
    """Make the day of a demonstration that is left running."""
    demo_renewal.renew_day(now=timezone.now())


@app.periodic(cron="* * * * *")
@app.task(
    name="maillage.delivery.demo_jobs.ride_day_on", queue="default", lock=demo_renewal.LOCK,
    queueing_lock="delivery-demo-riding",
)  # fmt: skip
def ride_day_on(timestamp: int) -> None:
    """Have the demonstration's couriers ride on, each minute."""
    demo_renewal.ride_day_on(now=timezone.now())
