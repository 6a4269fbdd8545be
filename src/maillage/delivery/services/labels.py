"""Labels of parcels: a page with what a courier needs, a barcode and a QR code."""

import io
import json
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import segno
import typst

from maillage.delivery.models import DeliveryService, Task
from maillage.delivery.rules.code128 import bars
from maillage.delivery.types import TaskType

_TEMPLATE = """
#let it = json(bytes(sys.inputs.data))
#set page(width: 100mm, height: 62mm, margin: 4mm)
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
  image("qr.svg", width: 24mm))
#v(1fr)
#align(center, box(width: 84mm, height: 13mm, {
  let module = 84mm / it.modules
  for bar in it.bars { place(left, dx: bar.at(0) * module, rect(width: bar.at(1) * module, height: 13mm, fill: black)) }
}))
#align(center, text(size: 8pt, it.code))
"""


def label_pdf(
    *, task: Task, code: str, unit: int | None, service: DeliveryService, language: str, now: datetime
) -> bytes:
    """Typeset the label of a task read whole, or of one of its parcels. `unit`: which, from 1.

    The telephone stands nowhere on it: whoever carries a parcel has the app.
    """
    zone = ZoneInfo(service.time_zone)
    count = sum(row.quantity for row in task.packages.all())
    start, end = task.after.astimezone(zone), task.before.astimezone(zone)
    store = task.delivery.store.name if task.delivery and task.delivery.store else ""
    drawn, modules = _drawn(code)
    values = {
        "lang": language, "store": store, "window": f"{start:%d/%m %H:%M}–{end:%H:%M}",
        "name": task.address.contact_name or task.address.name or ("" if task.type == TaskType.DROPOFF.value else store),
        "address": task.address.street_address, "description": task.address.description[:120],
        "parcel": f"{unit} / {count}" if unit and count else "", "code": code, "bars": drawn, "modules": modules,
    }  # fmt: skip
    qr = io.BytesIO()
    segno.make_qr(code, error="m").save(qr, kind="svg", border=0)
    pdf: bytes = typst.compile(
        cast(Any, {"main": _TEMPLATE.encode(), "qr.svg": qr.getvalue()}),
        sys_inputs={"data": json.dumps(values, ensure_ascii=False)},
        ignore_system_fonts=True,
        timestamp=int(now.timestamp()),
    )
    return pdf


def _drawn(code: str) -> tuple[list[tuple[int, int]], int]:
    """Give the bars as (start, width) in modules, and how many modules there are."""
    found, place = [], 0
    for index, width in enumerate(bars(code)):
        if index % 2 == 0:
            found.append((place, width))
        place += width
    return found, place
