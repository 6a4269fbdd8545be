"""Jobs of orders: those that come back are made, files are read and ordered, what serves no more is forgotten."""

from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.events import OrderWished, RecurringDayMissed
from maillage.delivery.services import api_quotes, order_imports, order_wishes, recurring, recurring_telling


@app.periodic(cron="13 * * * *")
@app.task(name="maillage.delivery.order_jobs.order_ahead", queue="default", queueing_lock="delivery-order-ahead")
def order_ahead(timestamp: int) -> None:
    """Make the orders that come back on the days ahead."""
    recurring.order_ahead(now=timezone.now())


@app.task(name=recurring.ORDER_TASK, queue="default")
def order_days(*, recurring_id: int) -> None:
    """Make the orders of a rule that was just kept."""
    recurring.order_soon(recurring_id=recurring_id, now=timezone.now())


@app.task(name=order_imports.WORK_TASK, queue="default")
def work_import(*, import_id: str) -> None:
    """Check the rows of a file, or order them."""
    order_imports.work_import(import_id=UUID(import_id), now=timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(name="maillage.delivery.order_jobs.resume_imports", queue="default", queueing_lock="delivery-resume-imports")
def resume_imports(timestamp: int) -> None:
    """Take up files whose worker was killed."""
    order_imports.resume_imports(now=timezone.now())


@app.periodic(cron="47 3 * * *")
@app.task(name="maillage.delivery.order_jobs.forget", queue="default", queueing_lock="delivery-forget-orders")
def forget(timestamp: int) -> None:
    """Forget what files hold of people after a month, and orders that nobody confirmed after two days."""
    order_imports.forget_rows(now=timezone.now())
    order_wishes.forget_wishes(now=timezone.now())
    api_quotes.forget_quotes(now=timezone.now())


def mail_missed_days(event: RecurringDayMissed) -> None:
    """Write to the store and to the dispatchers that days of a regular order have no delivery."""
    if event.organization_id is not None:
        recurring_telling.mail_missed_days(
            organization_id=event.organization_id, recurring_id=event.recurring_id, store_id=event.store_id,
            name=event.name, days=event.days, problem=event.problem,
        )  # fmt: skip


def mail_wish(event: OrderWished) -> None:
    """Ask whoever ordered on a shop's site to confirm."""
    order_wishes.mail_wish(wish_id=event.wish_id)
