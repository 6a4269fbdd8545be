"""Notifications of orders that come back and could not be made on a day. Bound in `maillage.config.wiring`."""

from datetime import date

from django.urls import reverse

from maillage.delivery.events import RecurringDayMissed
from maillage.delivery.queries.recurring import readers_of_missed_day
from maillage.web import services


def notify_of_missed_day(event: RecurringDayMissed) -> None:
    """Tell the dispatchers and the store's people that days of a regular order have no delivery, the first one named."""
    if event.organization_id is None:
        return
    dispatchers, people, store = readers_of_missed_day(organization_id=event.organization_id, store_id=event.store_id)
    url = reverse("delivery:store_recurring", args=[event.store_id, event.recurring_id])
    services.notify(
        recipients=[person.pk for person in (*dispatchers, *people)], verb=event.verb, at=event.at, url=url,
        store=store, name=event.name, day=f"{date.fromisoformat(event.days[0]):%d/%m}",
    )  # fmt: skip
