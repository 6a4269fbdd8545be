"""Tasks: as they stand in a delivery, whole, and in a courier's day. Source: `coopcycle_api.md`, sections 3.2, 3.3, 5.1."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.documents.labels import barcode_document, label_url
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import Verbatim
from maillage.delivery.models import Order, Tag, Task, TaskPackage
from maillage.delivery.rules.parcels import MOST_PACKAGES
from maillage.delivery.rules.times import written


@dataclass(frozen=True, slots=True)
class Shown:
    """What tasks are shown with: the zone of their times, tags by slug, the numbers of those who wait for each."""

    zone: ZoneInfo
    tags: Mapping[str, Tag] = field(default_factory=dict)
    followers: Mapping[Any, int] = field(default_factory=dict)
    incidents: Mapping[Any, list[dict[str, Any]]] = field(default_factory=dict)
    images: Mapping[Any, list[dict[str, Any]]] = field(default_factory=dict)
    rules: Mapping[Any, int] = field(default_factory=dict)  # of recurrence, by delivery

    def time(self, instant: datetime) -> str:
        return written(instant, zone=self.zone)


def task_in_delivery(task: Task, shown: Shown, /) -> dict[str, Any]:
    return {
        "@id": iri("tasks", task.number),
        "@type": "Task",
        "id": task.number,
        "type": task.type,
        "status": task.state,
        "address": address_document(task.address),
        **_window(task, shown),
        "comments": task.comments,
        "weight": task.weight_g,
        "packages": _packages(task),
        "barcode": barcode_document(task),
        "createdAt": shown.time(task.created_at),
        "tags": _tags(task, shown),
        "metadata": _metadata(task),
    }


def whole_task(task: Task, shown: Shown, /) -> dict[str, Any]:
    """Show all of a task; incidents and images as far as `shown` has them."""
    return {
        **task_in_delivery(task, shown),
        "address": address_document(task.address, is_split=True),
        "updatedAt": shown.time(task.updated_at),
        "isAssigned": task.courier_id is not None,
        "assignedTo": task.courier.username if task.courier else None,
        **_neighbours(task, shown),
        "group": _group(task),
        "doorstep": task.is_doorstep,
        "orgName": _store_name(task),
        "images": list(shown.images.get(task.pk, ())),
        "ref": task.reference or None,
        "recurrenceRule": iri("recurrence_rules", rule) if (rule := shown.rules.get(task.delivery_id)) else None,
        "hasIncidents": task.has_incident,
        "incidents": list(shown.incidents.get(task.pk, ())),
        "emittedCo2": task.emitted_co2_g,
        "traveledDistanceMeter": task.travelled_m,
    }


def task_of_day(task: Task, shown: Shown, /) -> dict[str, Any]:
    """Show a task in a courier's day: less of it, and `metadata` without what is not known."""
    metadata = {key: value for key, value in _metadata(task).items() if value is not None and key != "zero_waste"}
    method = task.delivery.order.payment_method if _order(task) and task.delivery else ""
    return {
        "@context": "/api/contexts/Task",
        "@id": iri("tasks", task.number),
        "@type": "Task",
        "id": task.number,
        "type": task.type,
        "status": task.state,
        "address": address_document(task.address, is_split=True),
        **_window(task, shown),
        **_neighbours(task, shown),
        "tags": _tags(task, shown),
        "doorstep": task.is_doorstep,
        "comments": task.comments,
        "packages": _packages(task),
        "weight": task.weight_g,
        "hasIncidents": task.has_incident,
        "orgName": _store_name(task),
        "metadata": Verbatim({**metadata, **({"payment_method": method} if method else {})}),
        "createdAt": shown.time(task.created_at),
        "updatedAt": shown.time(task.updated_at),
    }


def _window(task: Task, shown: Shown) -> dict[str, str]:
    after, before = shown.time(task.after), shown.time(task.before)
    return {"after": after, "before": before, "doneAfter": after, "doneBefore": before}


def _neighbours(task: Task, shown: Shown) -> dict[str, str | None]:
    follower = shown.followers.get(task.pk)
    return {
        "previous": iri("tasks", task.previous.number) if task.previous else None,
        "next": iri("tasks", follower) if follower else None,
    }


def _packages(task: Task) -> list[dict[str, Any]]:
    shown, unit = [], 0
    for row in task.packages.all():
        # The number of a unit runs on over all packages of the task: each parcel has a label of its own.
        units = range(unit + 1, unit + 1 + min(row.quantity, MOST_PACKAGES))
        unit += row.quantity
        shown.append(_package(task, row, units))
    return shown


def _package(task: Task, row: TaskPackage, units: range) -> dict[str, Any]:
    package = row.package
    return {
        "type": package.name,
        "name": package.name,
        "quantity": row.quantity,
        "volume_per_package": package.volume_units,
        "short_code": package.short_code or package.name[:2].upper(),
        "labels": [label_url(task, package_id=row.pk, unit=unit) for unit in units],
        "tasks": [iri("tasks", task.number)],
    }


def _tags(task: Task, shown: Shown) -> list[dict[str, str]]:
    tags = (shown.tags.get(slug) for slug in task.tags)
    return [tag_document(tag) for tag in tags if tag]


def tag_document(tag: Tag, /) -> dict[str, str]:
    return {"name": tag.name, "slug": tag.slug, "color": tag.color}


def _metadata(task: Task) -> Verbatim:
    delivery, order = task.delivery, _order(task)
    known: dict[str, Any] = {
        "delivery_position": task.position if delivery else None,
        "zero_waste": False,
        "order_id": order.number if order else None,
        "order_number": order.reference if order else None,
        "order_total": (order.total_cents or 0) if order else None,
        "has_loopeat_returns": False,
        "store": iri("stores", delivery.store_id) if delivery and delivery.store_id else None,
    }
    return Verbatim({**task.metadata, **known})


def _order(task: Task) -> Order | None:
    return getattr(task.delivery, "order", None) if task.delivery else None


def _group(task: Task) -> dict[str, Any] | None:
    group = task.group
    if group is None:
        return None
    return {"@id": iri("task_groups", group.pk), "@type": "TaskGroup", "id": group.pk, "name": group.name, "tags": []}


def _store_name(task: Task) -> str:
    store = task.delivery.store if task.delivery else None
    return store.name if store else ""
