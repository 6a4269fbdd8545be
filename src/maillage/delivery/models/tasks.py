from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import DeliveryOrigin, ProofKind, TaskEventName, TaskState, TaskType
from maillage.kit.ids import new_id


def _next(sequence: str) -> Func:
    return Func(Value(sequence), function="nextval")


class Delivery(OrganizationOwned):
    """An order to carry something from somewhere to somewhere: at least two tasks. Its state is that of its tasks.

    `number` is what programs call it (`/api/deliveries/45`); `tracking_key` opens the recipient's page.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True, editable=False, db_default=_next("delivery_number"))
    store = models.ForeignKey("delivery.Store", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=DeliveryOrigin.choices())
    distance_m = models.PositiveIntegerField(default=0)
    duration_s = models.PositiveIntegerField(default=0)
    polyline = models.TextField(blank=True)
    is_estimate = models.BooleanField(default=True)  # measured in a straight line, without a street network
    needs_review = models.BooleanField(default=False)
    review_reasons = models.JSONField(default=list, blank=True)
    tracking_key = models.CharField(max_length=43, unique=True)
    time_slot = models.ForeignKey(
        "delivery.TimeSlot", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ordered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    ordered_through = models.CharField(max_length=120, blank=True)
    ordered_at = models.DateTimeField()
    # Two presses of one button, or a retry, carry the same key and make one order.
    once_key = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-ordered_at"], name="deliveries_of"),
            models.Index(fields=["store", "-ordered_at"], name="deliveries_of_store"),
            models.Index(fields=["organization", "-number"], name="deliveries_listed"),
            models.Index(fields=["store", "-number"], name="deliveries_listed_of_store"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "once_key"], condition=~Q(once_key=""), name="delivery_ordered_once"
            )
        ]

    def __str__(self) -> str:
        return f"D-{self.number}"


class TaskGroup(OrganizationOwned):
    """Tasks that came in together."""

    name = models.CharField(_("Name"), max_length=140)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Task(OrganizationOwned):
    """One stop: something is taken or given at a place, between two instants."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(unique=True, editable=False, db_default=_next("delivery_task_number"))
    delivery = models.ForeignKey(Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField(default=0)
    previous = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="followers")
    type = models.CharField(max_length=7, choices=TaskType.choices())
    state = models.CharField(max_length=9, choices=TaskState.choices(), default=TaskState.TODO.value)
    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+")
    after = models.DateTimeField()
    before = models.DateTimeField()
    comments = models.TextField(_("Comments"), blank=True)
    weight_g = models.PositiveIntegerField(_("Weight (g)"), null=True, blank=True)
    is_doorstep = models.BooleanField(_("Up to the door"), default=False)
    reference = models.CharField(_("Reference"), max_length=140, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    tags = ArrayField(models.SlugField(max_length=40), default=list, blank=True)  # slugs of `Tag`
    group = models.ForeignKey(TaskGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    courier = models.ForeignKey("delivery.Courier", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assigned_on = models.DateField(null=True, blank=True)
    # The order of a courier's day; ties are broken by the task's number.
    rank = models.PositiveIntegerField(default=0)
    tour = models.ForeignKey("delivery.Tour", null=True, blank=True, on_delete=models.SET_NULL, related_name="tasks")
    # The order of a tour that is nobody's; in a courier's day the rank says it.
    tour_position = models.PositiveSmallIntegerField(default=0)
    has_incident = models.BooleanField(default=False)
    travelled_m = models.PositiveIntegerField(default=0)
    emitted_co2_g = models.PositiveIntegerField(default=0)
    # The task of another co-operative that this one carries out in its place; both are kept in step (decision 54).
    ridden_for = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="ridden_as")
    # What phones hold of the code that the recipient gives, salted and slow to try; empty when none is asked.
    code_hash = models.CharField(max_length=140, blank=True)
    # Another co-operative rides it: none of ours may have it, nor say that it is done.
    is_handed_over = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "before"], name="tasks_by_end"),
            models.Index(fields=["organization", "after"], name="tasks_by_start"),
            models.Index(fields=["courier", "assigned_on", "rank"], name="tasks_of_day"),
            models.Index(fields=["delivery", "position"], name="tasks_of_delivery"),
            models.Index(fields=["organization", "completed_at"], name="tasks_by_completion"),
            models.Index(fields=["organization", "state", "delivery"], name="tasks_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(before__gt=F("after")), name="task_window_opens"),
            models.CheckConstraint(
                condition=Q(courier__isnull=True, assigned_on__isnull=True)
                | Q(courier__isnull=False, assigned_on__isnull=False),
                name="task_assigned_to_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DONE", "FAILED"], completed_at__isnull=False)
                | (~Q(state__in=["DONE", "FAILED"]) & Q(completed_at__isnull=True)),
                name="task_completed_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_handed_over=False) | Q(courier__isnull=True), name="task_handed_over_is_nobodys"
            ),
            models.UniqueConstraint(
                fields=["organization", "reference"], condition=~Q(reference=""), name="task_reference_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.number}"


class TaskPackage(OrganizationOwned):
    """How many packages of a type are in a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="packages")
    package = models.ForeignKey("delivery.Package", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "package"], name="packages_counted_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="packages_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.package_id}"


class TaskEvent(OrganizationOwned):
    """What happened to a task: who, when it happened, when it was heard of, where, by what client. Append-only (trigger).

    `at` is the true time, which may be earlier than `recorded_at` when a courier had no network.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=24, choices=TaskEventName.choices())
    data = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    client = models.CharField(max_length=120, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    # The key that a phone gave to an action: sent three times, it counts once.
    once_key = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["task", "at", "id"], name="events_of_task")]
        constraints = [
            models.UniqueConstraint(fields=["task", "once_key"], condition=~Q(once_key=""), name="task_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.task_id}"


class TaskProof(OrganizationOwned):
    """A photo or a signature that shows a task was done."""

    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="proofs")
    kind = models.CharField(max_length=9, choices=ProofKind.choices(), default=ProofKind.PHOTO.value)
    file = models.FileField(upload_to="delivery/proofs/%Y/%m/")
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.task_id}"
