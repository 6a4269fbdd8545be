"""The tours of the demonstration's day."""

from datetime import UTC, datetime, time, timedelta

from maillage.delivery import demo
from maillage.delivery.models import Task, Tour
from maillage.delivery.services.demo_day import ZONE, Ground, day_of
from maillage.delivery.services.tours import assign_tour, make_tour

_IN_A_TOUR = 3


def gather_tours(*, ground: Ground, now: datetime) -> None:
    """Gather what is still to come today into two tours, one that waits for somebody and one that a courier has; once a day."""
    day = day_of(now)
    if Tour.objects.within(ground.dispatcher.scope).filter(day=day).exists():
        return
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE).astimezone(UTC)
    every = Task.objects.within(ground.dispatcher.scope)
    rows = every.filter(state="TODO", type="DROPOFF", before__gt=now)
    for other in ({"state__in": ["DOING", "DONE"]}, {"after__gte": midnight}):
        rows = rows.exclude(delivery__tasks__in=every.filter(**other))
    for name, courier in zip(demo.TOURS, (None, ground.couriers[0]), strict=True):
        of_courier = rows.filter(courier=courier).order_by("before", "number")
        listed = list(of_courier.values_list("pk", flat=True)[:_IN_A_TOUR])
        if not listed:
            continue
        tour = make_tour(actor=ground.dispatcher, day=day, task_ids=listed, name=name, with_others=True, now=now)
        if courier is not None:
            assign_tour(actor=ground.dispatcher, tour_id=tour.pk, courier_id=courier.pk, now=now)
