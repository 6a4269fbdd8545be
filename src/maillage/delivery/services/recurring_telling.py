"""Days of a regular order that have no delivery are told of, once: to the store and to the dispatchers."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from maillage.accounts.services.mailing import send_mail_in_language
from maillage.delivery.events import RecurringDayMissed
from maillage.delivery.models import RecurringDay, RecurringMiss, RecurringOrder
from maillage.delivery.queries.recurring import readers_of_missed_day
from maillage.stream.services import publish

_REASON = "telling of days on which a regular order could not be made"


@transaction.atomic
def tell_of_missed_days(*, recurring: RecurringOrder, closed: Iterable[date], today: date, now: datetime) -> list[date]:
    """Tell of days from today on that were refused or are closed; gives those that were not told of before.

    Locks the rule: two workers tell once. Publishes one `RecurringDayMissed` for all of them.
    """
    rows = RecurringOrder.objects.across_scopes(reason=_REASON).select_for_update(of=("self",)).select_related("store")
    kept: RecurringOrder = rows.get(pk=recurring.pk)
    refused = RecurringDay.objects.across_scopes(reason=_REASON).filter(recurring=kept, day__gte=today)
    missed = dict.fromkeys(closed, "") | dict(refused.exclude(problem="").values_list("day", "problem"))
    known = RecurringMiss.objects.across_scopes(reason=_REASON).filter(recurring=kept, day__in=list(missed))
    days = sorted(missed.keys() - set(known.values_list("day", flat=True)))
    if not days or kept.ended_at is not None:
        return []
    RecurringMiss.objects.bulk_create(
        RecurringMiss(organization_id=kept.organization_id, recurring=kept, day=day, told_at=now) for day in days
    )
    publish(
        RecurringDayMissed(
            at=now, actor_id=None, object_id=None, organization_id=kept.organization_id, recurring_id=kept.pk,
            store_id=kept.store_id, name=kept.name or kept.store.name, days=tuple(day.isoformat() for day in days),
            problem=next((missed[day] for day in days if missed[day]), ""),
        )
    )  # fmt: skip
    return days


def mail_missed_days(
    *, organization_id: UUID, recurring_id: int, store_id: int, name: str, days: Iterable[str], problem: str
) -> int:
    """Write to the dispatchers and to the store's people, each in their own language; gives how many messages left."""
    dispatchers, people, store = readers_of_missed_day(organization_id=organization_id, store_id=store_id)
    address = reverse("delivery:store_recurring", args=[store_id, recurring_id])
    told = [*dispatchers, *(one for one in people if one not in dispatchers)]
    for person in told:
        send_mail_in_language(
            template="delivery/mail/missed_days.txt", to=person, action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
            context={
                "store": store, "name": name, "days": [date.fromisoformat(day) for day in days], "problem": problem
            },
        )  # fmt: skip
    return len(told)
