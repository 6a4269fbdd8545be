"""Packages and weights of an order, written on each of its stops."""

from collections.abc import Sequence

from maillage.delivery.models import Package, Store, Task, TaskPackage
from maillage.delivery.rules.expressions import PackageCount, Packages
from maillage.delivery.rules.parcels import Load, aggregated, with_load
from maillage.delivery.types import DeliveryGiven, TaskGiven, TaskType


def loads_of(*, given: DeliveryGiven, store: Store | None) -> list[Load]:
    """Give each stop's own load; packages that the store's list does not know are left out, as CoopCycle does."""
    known = _known(store)
    return [_load(task, known) for task in given.tasks]


def write_parcels(*, tasks: Sequence[Task], given: DeliveryGiven, store: Store | None) -> list[Load]:
    """Write what each stop carries, and give each stop's own load.

    With one pickup, what it takes is what the drop-offs are given; with one drop-off, the other way round. The pickup's
    comments tell the courier what to take. Source: CoopCycle API, tasks embedded in a delivery.
    """
    known = _known(store)
    own = [_load(task, known) for task in given.tasks]
    rows: list[TaskPackage] = []
    for task, load in zip(tasks, aggregated(own), strict=True):
        rows += [
            TaskPackage(organization_id=task.organization_id, task=task, package=known[one.name], quantity=one.quantity)
            for one in load.packages.counts
        ]
        task.weight_g = load.weight_g
        if task.type == TaskType.PICKUP.value:
            task.comments = with_load(task.comments, load)
        task.save(update_fields=["weight_g", "comments"])
    TaskPackage.objects.bulk_create(rows)
    return own


def _load(task: TaskGiven, known: dict[str, Package]) -> Load:
    counts: dict[str, int] = {}
    for parcels in task.parcels:
        if parcels.name in known and parcels.quantity > 0:
            counts[parcels.name] = counts.get(parcels.name, 0) + parcels.quantity
    found = tuple(PackageCount(name, quantity, known[name].volume_units) for name, quantity in counts.items())
    return Load(task.type.value, task.weight_g, Packages(found))


def _known(store: Store | None) -> dict[str, Package]:
    if store is None or store.package_set_id is None:
        return {}
    rows = Package.objects.across_scopes(reason="the package types that a store may send")
    return {package.name: package for package in rows.filter(package_set_id=store.package_set_id)}
