"""Proposals of hand-overs end by themselves: in time, or when there is nothing left to hand over."""

from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.delivery.events import DeliveryCancelled, DeliveryOrdered, HandOverProposed
from maillage.delivery.services import hand_over_mail, room
from maillage.delivery.services.hand_overs import expire_hand_overs, withdraw_stale


def look_for_room(event: DeliveryOrdered) -> None:
    """See whether the day still has room for what was ordered, where others could ride it."""
    if event.object_id is not None:
        room.look_for_room(delivery_id=event.object_id, now=timezone.now())


def mail_proposal(event: HandOverProposed) -> None:
    """Write to the co-operative that is asked."""
    if event.object_id is not None:
        hand_over_mail.mail_proposal(hand_over_id=event.object_id)


def withdraw_of_cancelled(event: DeliveryCancelled) -> None:
    """Take back the proposal of a delivery that was cancelled."""
    withdraw_stale(now=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="maillage.delivery.hand_over_jobs.end_proposals", queue="default", queueing_lock="delivery-hand-overs")
def end_proposals(timestamp: int) -> None:
    """Close the proposals whose time is over, or whose delivery somebody rides."""
    expire_hand_overs(now=timezone.now())
    withdraw_stale(now=timezone.now())
