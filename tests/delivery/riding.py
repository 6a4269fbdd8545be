"""Short ways to bring a delivery to its end."""

from datetime import timedelta

from maillage.delivery.models import Task
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.order_prices import set_order_price
from maillage.delivery.services.tasks import complete_task
from maillage.delivery.types import Proof


def tasks_of(delivery):
    return list(Task.objects.across_scopes(reason="a test").filter(delivery=delivery).order_by("position"))


def delivered(bikes, *, cents, at, couriers=(None, None), now=None):
    """Order a delivery at a price and have its two stops done by couriers, an hour later."""
    delivery = bikes.order(bikes.dropoff(before=at + timedelta(hours=3)), now=at)
    set_order_price(actor=bikes.dispatcher, delivery_id=delivery.pk, cents=cents, reason="test", now=at)
    first = tasks_of(delivery)[0]
    assign_tasks(actor=bikes.dispatcher, task_ids=[first.pk], courier_id=(couriers[0] or bikes.courier).pk, now=at)
    for task, courier in zip(tasks_of(delivery), couriers, strict=True):
        if courier is not None:
            Task.objects.across_scopes(reason="a test").filter(pk=task.pk).update(courier=courier)
        moment = Moment(at=at + timedelta(hours=1), now=now or at + timedelta(hours=1))
        complete_task(actor=bikes.dispatcher, task_id=task.pk, proof=Proof(), moment=moment)
    return delivery
