"""Deliveries as rows of a file: one for each drop-off, so that none is hidden behind another."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from maillage.delivery.labels import DELIVERY_STATES, TASK_STATES
from maillage.delivery.models import Delivery, Task
from maillage.delivery.presenters import delivery_lines
from maillage.delivery.tables import comma
from maillage.delivery.types import TaskState


def delivery_table(rows: Iterable[Delivery], /, *, zone: ZoneInfo) -> Iterator[Sequence[Any]]:
    """Give a header and a row for each drop-off; the price, excl. and incl. VAT, stands on the first of a delivery."""
    yield (
        _("Number"), _("State"), _("Ordered on"), _("Store"), _("Stop number"), _("Recipient"), _("Address"),
        _("Not before"), _("By"), _("State of the stop"), _("Ended at"), _("Weight (kg)"), _("Price excl. VAT (€)"),
        _("Price incl. VAT (€)"),
    )  # fmt: skip
    for line in delivery_lines(rows):
        row = line.row
        for place, task in enumerate(line.dropoffs, start=1):
            yield (
                f"D-{row.number}", str(DELIVERY_STATES[line.state]), _instant(row.ordered_at, zone),
                row.store.name if row.store else "", place, *_stop(task, zone),
                *(_prices(row) if place == 1 else ("", "")),
            )  # fmt: skip


def _stop(task: Task, zone: ZoneInfo) -> Sequence[Any]:
    address = task.address
    return (
        address.contact_name or address.name, address.street_address, _instant(task.after, zone),
        _instant(task.before, zone), str(TASK_STATES[TaskState(task.state)]), _instant(task.completed_at, zone),
        comma(task.weight_g / 1000, places=3) if task.weight_g else "",
    )  # fmt: skip


def _instant(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if at else ""


def _prices(row: Delivery) -> Sequence[str]:
    order = getattr(row, "order", None)
    if order is None or order.total_cents is None:
        return "", ""
    return comma((order.total_cents - order.vat_cents) / 100), comma(order.total_cents / 100)
