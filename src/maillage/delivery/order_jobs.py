"""Jobs of orders: those that come back are made, files are read and ordered, what serves no more is forgotten."""

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.services import recurring


@app.periodic(cron="13 * * * *")
@app.task(name="maillage.delivery.order_jobs.order_ahead", queue="default", queueing_lock="delivery-order-ahead")
def order_ahead(timestamp: int) -> None:
    """Make the orders that come back on the days ahead."""
    recurring.order_ahead(now=timezone.now())


@app.task(name=recurring.ORDER_TASK, queue="default")
def order_days(*, recurring_id: int) -> None:
    """Make the orders of a rule that was just kept."""
    recurring.order_soon(recurring_id=recurring_id, now=timezone.now())
