"""Packages and weights of an order, written on each of its stops."""

from collections import Counter
from collections.abc import Sequence

from maillage.delivery.models import Package, Store, Task, TaskPackage
from maillage.delivery.types import DeliveryGiven, TaskType


def write_parcels(*, tasks: Sequence[Task], given: DeliveryGiven, store: Store | None) -> None:
    """Write the packages that the store's list knows; others are left out, as CoopCycle does.

    With one pickup, what it takes is what the drop-offs are given; with one drop-off, the other way round. The pickup's
    comments tell the courier what to take. Source: CoopCycle API, tasks embedded in a delivery.
    """
    known = _known(store)
    counts = [
        Counter({known[parcel.name]: parcel.quantity for parcel in task.parcels if parcel.name in known})
        for task in given.tasks
    ]
    weights = [task.weight_g for task in given.tasks]
    _gather(tasks, counts=counts, weights=weights)
    TaskPackage.objects.bulk_create(
        TaskPackage(organization_id=task.organization_id, task=task, package=package, quantity=quantity)
        for task, count in zip(tasks, counts, strict=True)
        for package, quantity in count.items()
        if quantity > 0
    )
    for task, count, weight in zip(tasks, counts, weights, strict=True):
        task.weight_g = weight
        if task.type == TaskType.PICKUP.value:
            task.comments = _with_load(task.comments, count=count, weight_g=weight)
        task.save(update_fields=["weight_g", "comments"])


def _known(store: Store | None) -> dict[str, Package]:
    if store is None or store.package_set_id is None:
        return {}
    rows = Package.objects.across_scopes(reason="the package types that a store may send")
    return {package.name: package for package in rows.filter(package_set_id=store.package_set_id)}


def _gather(tasks: Sequence[Task], *, counts: list[Counter[Package]], weights: list[int | None]) -> None:
    pickups = [index for index, task in enumerate(tasks) if task.type == TaskType.PICKUP.value]
    dropoffs = [index for index, task in enumerate(tasks) if task.type == TaskType.DROPOFF.value]
    if len(pickups) == 1 and dropoffs:
        total, parts = pickups[0], dropoffs
    elif len(dropoffs) == 1 and pickups:
        total, parts = dropoffs[0], pickups
    else:
        return
    if any(counts[part] for part in parts):
        counts[total] = sum((counts[part] for part in parts), Counter())
    told = [weight for part in parts if (weight := weights[part])]
    if told:
        weights[total] = sum(told)


def _with_load(comments: str, *, count: Counter[Package], weight_g: int | None) -> str:
    lines = [f"{quantity} × {package.name}" for package, quantity in count.items() if quantity > 0]
    if weight_g:
        lines.append(f"{weight_g / 1000:.2f} kg")
    load = "\n".join(lines)
    return "\n\n".join(part for part in (comments, load) if part)
