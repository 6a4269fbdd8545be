"""Tasks of no order, made by dispatchers, and tasks that are made again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Address, Package, Tag, Task, TaskPackage
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.windows import USUAL_LENGTH, WindowFault
from maillage.delivery.services.addresses import known_address, placed_address
from maillage.delivery.services.deliveries import WINDOW_WORDS, OrderRefused
from maillage.delivery.services.happenings import Moment, tell
from maillage.delivery.services.parcels import add_packages, counted
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskGiven, TaskState, TaskType
from maillage.kit.errors import DomainError, Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found


@transaction.atomic
def add_task(*, actor: DeliveryActor, given: TaskGiven, now: datetime) -> Task:
    """Add a task that is part of no order. Publishes `TaskCreated`.

    Raises: NotAllowed (dispatchers only), OrderRefused, NotFound, Invalid (a reference that another task has).
    Source: CoopCycle API, `POST /api/tasks`.
    """
    address, after, before = _checked(actor, given, now)
    if address.pk is None:
        address.save()
    known = set(Tag.objects.within(actor.scope).filter(slug__in=given.tags).values_list("slug", flat=True))
    task: Task = Task.objects.create(
        organization_id=actor.organization_id, type=given.type.value, address=address, after=after, before=before,
        comments=given.comments[:4000], weight_g=given.weight_g, is_doorstep=bool(given.is_doorstep),
        reference=given.reference, metadata=given.metadata, tags=[slug for slug in given.tags if slug in known],
        created_at=now, updated_at=now,
    )  # fmt: skip
    _write_parcels(task, given, actor)
    tell(task, name=TaskEventName.CREATED, actor=actor, moment=Moment.of(now))
    return task


def _write_parcels(task: Task, given: TaskGiven, actor: DeliveryActor) -> None:
    """Write packages by the name that any list of the co-operative has for them; a pickup of no order has none."""
    if given.type is TaskType.PICKUP or not given.parcels:
        return
    rows = Package.objects.within(actor.scope).filter(name__in=[one.name for one in given.parcels])
    known = {package.name: package for package in rows.order_by("-pk")}
    add_packages(task, counted(given, known))


def check_task(*, actor: DeliveryActor, given: TaskGiven, now: datetime) -> None:
    """Refuse a task that could not be added, writing nothing. Raises: as `add_task`."""
    _checked(actor, given, now)


def _checked(actor: DeliveryActor, given: TaskGiven, now: datetime) -> tuple[Address, datetime, datetime]:
    if not actor.is_dispatcher:
        raise NotAllowed
    service = service_of(organization_id=actor.organization_id)
    if given.before is None:
        raise OrderRefused([("doneBefore", WINDOW_WORDS[WindowFault.MISSING])], blank=["doneBefore"])
    after = given.after or given.before - USUAL_LENGTH
    if after >= given.before:
        raise OrderRefused([("doneBefore", WINDOW_WORDS[WindowFault.EMPTY])])
    if given.address is None:
        raise OrderRefused([("address", WINDOW_WORDS[WindowFault.MISSING])], blank=["address"])
    rows = Task.objects.within(actor.scope)
    if given.reference and rows.filter(reference=given.reference).exists():
        raise Invalid(_("Another task has this reference."), field="ref")
    try:
        address = (
            known_address(given=given.address, service=service, store=None, is_dispatcher=True)
            if given.address.known_id is not None
            else placed_address(given=given.address, service=service, now=now)
        )
    except DomainError as refusal:
        raise OrderRefused([("address.telephone" if refusal.field == "telephone" else "address", refusal)]) from None
    return address, after, given.before


@transaction.atomic
def duplicate_task(*, actor: DeliveryActor, task_id: UUID, now: datetime) -> Task:
    """Make a task again, to do and nobody's, of no order. Publishes `TaskCreated`.

    Raises: NotAllowed (dispatchers only), NotFound.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    task: Task = first_or_not_found(Task.objects.within(actor.scope).select_related("address").filter(pk=task_id))
    made: Task = Task.objects.create(
        organization_id=task.organization_id, type=task.type, state=TaskState.TODO.value, address=task.address,
        after=task.after, before=task.before, comments=task.comments, weight_g=task.weight_g,
        is_doorstep=task.is_doorstep, metadata=task.metadata, tags=task.tags, created_at=now, updated_at=now,
    )  # fmt: skip
    rows = TaskPackage.objects.within(actor.scope).filter(task=task)
    add_packages(made, dict(rows.values_list("package_id", "quantity")))
    tell(made, name=TaskEventName.CREATED, actor=actor, moment=Moment.of(now))
    return made
