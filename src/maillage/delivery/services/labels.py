"""Labels of parcels: a page with what a courier needs, a barcode and a QR code."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import segno
import typst
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Delivery, DeliveryService, Task
from maillage.delivery.rules.code128 import bars
from maillage.delivery.rules.parcels import Barcode, barcode_text
from maillage.delivery.types import TaskState, TaskType
from maillage.kit.errors import Invalid

_TEMPLATE = """
#let all = json(bytes(sys.inputs.data))
#set page(width: 100mm, height: 62mm, margin: 4mm)
#let label(it) = [
#set text(size: 9pt, lang: it.lang)
#grid(columns: (1fr, 24mm), gutter: 3mm,
  [
    #text(size: 11pt, weight: "bold", it.store) #h(1fr) #text(size: 8pt, it.window) \\
    #v(1mm)
    #text(size: 12pt, weight: "bold", it.name) \\
    #it.address \\
    #text(size: 8pt, it.description) \\
    #text(size: 8pt, it.parcel)
  ],
  image(it.qr, width: 24mm))
#v(1fr)
#align(center, box(width: 84mm, height: 13mm, {
  let module = 84mm / it.modules
  for bar in it.bars { place(left, dx: bar.at(0) * module, rect(width: bar.at(1) * module, height: 13mm, fill: black)) }
}))
#align(center, text(size: 8pt, it.code))
]
#for (place, it) in all.enumerate() { if place > 0 { pagebreak() }; label(it) }
"""
MOST_LABELS = 300
INSTANCE = 1


def label_pdf(
    *, task: Task, code: str, unit: int | None, service: DeliveryService, language: str, now: datetime
) -> bytes:
    """Typeset the label of a task read whole, or of one of its parcels. `unit`: which, from 1.

    The telephone stands nowhere on it: whoever carries a parcel has the app.
    """
    return _typeset([_Label(task, code, unit)], service=service, language=language, now=now)


def labels_pdf(*, deliveries: Sequence[Delivery], service: DeliveryService, language: str, now: datetime) -> bytes:
    """Typeset the labels of deliveries read with their tasks: one for each parcel of each drop-off, one at least.

    Raises: Invalid (more than three hundred labels).
    """
    found = [label for delivery in deliveries for task in delivery.tasks.all() for label in _of_task(task)]
    if len(found) > MOST_LABELS:
        raise Invalid(_("These are more than three hundred labels: choose fewer deliveries."))
    return _typeset(found, service=service, language=language, now=now)


@dataclass(frozen=True, slots=True)
class _Label:
    task: Task
    code: str
    unit: int | None = None


def _of_task(task: Task) -> list[_Label]:
    if task.type != TaskType.DROPOFF.value or task.state == TaskState.CANCELLED.value:
        return []
    found, unit = [], 0
    for row in task.packages.all():
        for _piece in range(row.quantity):
            unit += 1
            code = barcode_text(Barcode(INSTANCE, task.number, row.package_id, unit))
            found.append(_Label(task, code, unit))
            if len(found) > MOST_LABELS:
                return found
    return found or [_Label(task, barcode_text(Barcode(INSTANCE, task.number)))]


def _typeset(found: Sequence[_Label], *, service: DeliveryService, language: str, now: datetime) -> bytes:
    zone = ZoneInfo(service.time_zone)
    sources: dict[str, bytes] = {"main": _TEMPLATE.encode()}
    values = []
    for place, label in enumerate(found):
        qr = io.BytesIO()
        segno.make_qr(label.code, error="m").save(qr, kind="svg", border=0)
        sources[f"qr{place}.svg"] = qr.getvalue()
        values.append({**_values(label, zone=zone, language=language), "qr": f"qr{place}.svg"})
    pdf: bytes = typst.compile(
        cast(Any, sources),
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(now.timestamp()),
    )
    return pdf


def _values(label: _Label, *, zone: ZoneInfo, language: str) -> dict[str, Any]:
    task = label.task
    count = sum(row.quantity for row in task.packages.all())
    start, end = task.after.astimezone(zone), task.before.astimezone(zone)
    store = task.delivery.store.name if task.delivery and task.delivery.store else ""
    drawn, modules = _drawn(label.code)
    own_name = "" if task.type == TaskType.DROPOFF.value else store
    return {
        "lang": language, "store": store, "window": f"{start:%d/%m %H:%M}–{end:%H:%M}",
        "name": task.address.contact_name or task.address.name or own_name,
        "address": task.address.street_address, "description": task.address.description[:120],
        "parcel": f"{label.unit} / {count}" if label.unit and count else "", "code": label.code, "bars": drawn,
        "modules": modules,
    }  # fmt: skip


def _drawn(code: str) -> tuple[list[tuple[int, int]], int]:
    """Give the bars as (start, width) in modules, and how many modules there are."""
    found, place = [], 0
    for index, width in enumerate(bars(code)):
        if index % 2 == 0:
            found.append((place, width))
        place += width
    return found, place
