"""Kilometres of couriers are measured soon after their stops have ended."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.services.ridden_days import measure_days

_LAST_DAYS, _LAST_YEAR = timedelta(days=2), timedelta(days=400)


@app.periodic(cron="7,27,47 * * * *")
@app.task(name="maillage.delivery.ridden_jobs.measure_last", queue="default", queueing_lock="delivery-ridden")
def measure_last(timestamp: int) -> None:
    """Measure what was ridden in the last days."""
    measure_days(now=timezone.now(), back=_LAST_DAYS)


@app.periodic(cron="17 3 * * *")
@app.task(name="maillage.delivery.ridden_jobs.measure_year", queue="default", queueing_lock="delivery-ridden-year")
def measure_year(timestamp: int) -> None:
    """Measure days of the last year that were heard of late, or ridden before streets were installed."""
    measure_days(now=timezone.now(), back=_LAST_YEAR)
