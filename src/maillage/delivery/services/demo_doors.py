"""What else the demonstration shows: an order that comes back, a file of orders, a shop's form on its own site."""

from datetime import datetime, time, timedelta

from maillage.delivery import demo
from maillage.delivery.services.demo_day import Ground, day_of
from maillage.delivery.services.order_forms import open_form
from maillage.delivery.services.order_imports import FileGiven, order_import, receive_file, work_import
from maillage.delivery.services.recurring import RecurringGiven, RecurringStopGiven, order_days, save_recurring
from maillage.delivery.types import AddressGiven, ImportKind, TaskGiven, TaskType

_COLUMNS = (
    "dropoff.latlong", "dropoff.address", "dropoff.address.contactName", "dropoff.timeslot", "weight", "dropoff.packages",
)  # fmt: skip


def open_doors(*, ground: Ground, now: datetime) -> None:
    """Write a regular order, a file of which one row was refused, and a form that a site may frame."""
    _come_back(ground, now=now)
    _read_file(ground, now=now)
    store = ground.stores[demo.FORM_STORE]
    open_form(actor=ground.dispatcher, store_id=store.pk, sites=[demo.FORM_SITE], now=now)


def _come_back(ground: Ground, *, now: datetime) -> None:
    store, name, rule, text, latitude, longitude, recipient, after, before = demo.REGULAR
    where = AddressGiven(text, latitude, longitude, contact_name=recipient)
    stop = RecurringStopGiven(
        TaskGiven(TaskType.DROPOFF, where, weight_g=2400, comments="Deux vases à reprendre."),
        time.fromisoformat(after), time.fromisoformat(before),
    )  # fmt: skip
    given = RecurringGiven(ground.stores[store].pk, rule, day_of(now) - timedelta(days=21), (stop,), name)
    kept = save_recurring(actor=ground.dispatcher, given=given, now=now)
    order_days(actor=ground.dispatcher, recurring_id=kept.pk, now=now)


def _read_file(ground: Ground, *, now: datetime) -> None:
    """Order a file for tomorrow; its last row has a weight that cannot be, and waits to be corrected."""
    tomorrow = day_of(now) + timedelta(days=1)
    lines = [";".join(_COLUMNS)]
    for number, one in enumerate(demo.day_of_orders(seed=demo.SEED + 2)[: demo.FILE_ROWS]):
        weight = "-2" if number == demo.FILE_ROWS - 1 else f"{one.weight_g / 1000:.1f}"
        slot = f"{tomorrow} 14:00 - {tomorrow} 16:00"
        lines.append(f"{one.latitude},{one.longitude};{one.address};{one.recipient};{slot};{weight};Carton=1")
    given = FileGiven(
        "\n".join(lines).encode(), demo.FILE_NAME, "fr", ImportKind.DELIVERIES, ground.stores[demo.FILE_STORE].pk
    )
    made = receive_file(actor=ground.dispatcher, given=given, now=now)
    work_import(import_id=made.pk, now=now)
    order_import(actor=ground.dispatcher, import_id=made.pk, now=now)
    work_import(import_id=made.pk, now=now)
