"""Packages and weights of an order, written on each of its stops."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from maillage.delivery.models import Package, Store, Task, TaskPackage
from maillage.delivery.rules.expressions import PackageCount, Packages
from maillage.delivery.rules.parcels import Load, aggregated, with_load
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import DeliveryGiven, TaskGiven, TaskType


def loads_of(*, given: DeliveryGiven, store: Store | None) -> list[Load]:
    """Give each stop's own load; packages that the store's list does not know are left out, as CoopCycle does."""
    known = packages_of_store(store)
    return [_load(task, known) for task in given.tasks]


def write_parcels(*, tasks: Sequence[Task], given: DeliveryGiven, store: Store | None) -> list[Load]:
    """Write what each stop carries, and give each stop's own load.

    With one pickup, what it takes is what the drop-offs are given; with one drop-off, the other way round. The pickup's
    comments tell the courier what to take. Source: CoopCycle API, tasks embedded in a delivery.
    """
    known = packages_of_store(store)
    own = [_load(task, known) for task in given.tasks]
    rows: list[TaskPackage] = []
    for task, load in zip(tasks, aggregated(own), strict=True):
        rows += _rows(task, {known[one.name].pk: one.quantity for one in load.packages.counts})
        task.weight_g = load.weight_g
        if task.type == TaskType.PICKUP.value:
            task.comments = with_load(task.comments, load)
        task.save(update_fields=["weight_g", "comments"])
    TaskPackage.objects.bulk_create(rows)
    return own


def aggregate_written(tasks: Sequence[Task], /) -> list[Load]:
    """Have a single pickup carry what the drop-offs are given now, or the other way round; gives each stop's own load."""
    rows = TaskPackage.objects.across_scopes(reason="packages of an order that is being changed")
    by_task: dict[UUID, list[TaskPackage]] = {}
    ids: dict[str, int] = {}
    for row in rows.select_related("package").filter(task__in=tasks):
        by_task.setdefault(row.task_id, []).append(row)
        ids[row.package.name] = row.package_id
    own = [_load_of_rows(task, by_task.get(task.pk, ())) for task in tasks]
    for task, before, load in zip(tasks, own, aggregated(own), strict=True):
        if load.weight_g != before.weight_g:
            task.weight_g = load.weight_g
            task.save(update_fields=["weight_g"])
        if load.packages.counts != before.packages.counts and task.state not in COMPLETED_STATES:
            replace_parcels(task, {ids[one.name]: one.quantity for one in load.packages.counts})
    return own


def replace_parcels(task: Task, counts: Mapping[int, int]) -> None:
    """Have a task carry just these packages: how many by type."""
    TaskPackage.objects.across_scopes(reason="packages of a task that is being changed").filter(task=task).delete()
    add_packages(task, counts)


def add_packages(task: Task, counts: Mapping[int, int]) -> None:
    """Have a new task carry packages: how many by type."""
    TaskPackage.objects.bulk_create(_rows(task, counts))


def _rows(task: Task, counts: Mapping[int, int]) -> list[TaskPackage]:
    return [
        TaskPackage(organization_id=task.organization_id, task=task, package_id=package_id, quantity=quantity)
        for package_id, quantity in counts.items()
    ]


def counted(given: TaskGiven, known: Mapping[str, Package]) -> dict[int, int]:
    """Count what a stop is given of each type that is known, by its number."""
    counts: dict[int, int] = {}
    for one in given.parcels:
        if one.name in known and one.quantity > 0:
            number = known[one.name].pk
            counts[number] = counts.get(number, 0) + one.quantity
    return counts


def _load_of_rows(task: Task, rows: Sequence[TaskPackage], /) -> Load:
    """Give what a task that is written carries. `rows`: its packages, read with their types."""
    counts = tuple(PackageCount(row.package.name, row.quantity, row.package.volume_units) for row in rows)
    return Load(TaskType(task.type).value, task.weight_g, Packages(counts))


def _load(task: TaskGiven, known: dict[str, Package]) -> Load:
    types = {package.pk: package for package in known.values()}
    found = tuple(
        PackageCount(types[number].name, quantity, types[number].volume_units)
        for number, quantity in counted(task, known).items()
    )
    return Load(task.type.value, task.weight_g, Packages(found))


def packages_of_store(store: Store | None) -> dict[str, Package]:
    """Give the types that a store may send, by name."""
    if store is None or store.package_set_id is None:
        return {}
    rows = Package.objects.across_scopes(reason="the package types that a store may send")
    return {package.name: package for package in rows.filter(package_set_id=store.package_set_id)}
