"""Proposals of hand-overs end by themselves: in time, or when there is nothing left to hand over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.events import DeliveryCancelled
from maillage.delivery.services.hand_overs import expire_hand_overs, withdraw_stale


def withdraw_of_cancelled(event: DeliveryCancelled) -> None:
    """Take back the proposal of a delivery that was cancelled."""
    withdraw_stale(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="maillage.delivery.hand_over_jobs.end_proposals", queue="default", queueing_lock="delivery-hand-overs")
def end_proposals(timestamp: int) -> None:
    """Close the proposals whose time is over, or whose delivery somebody rides."""
    expire_hand_overs(now=timezone.now())
    withdraw_stale(now=timezone.now())
