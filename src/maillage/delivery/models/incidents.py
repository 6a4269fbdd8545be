from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.tasks import Task
from maillage.delivery.types import IncidentPriority, IncidentState


class Incident(OrganizationOwned):
    """Something went wrong with a task; the task's own state is another matter. `failure_code`: of the store's list."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="incidents")
    title = models.CharField(_("Title"), max_length=140)
    state = models.CharField(max_length=6, choices=IncidentState.choices(), default=IncidentState.OPEN.value)
    priority = models.PositiveSmallIntegerField(default=IncidentPriority.MEDIUM.value)
    failure_code = models.CharField(_("Reason"), max_length=40, blank=True)
    description = models.TextField(_("Description"), blank=True)
    metadata = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "state", "-made_at"], name="incidents_of")]
        constraints = [models.CheckConstraint(condition=Q(priority__in=[1, 2, 3]), name="incident_priority_known")]

    def __str__(self) -> str:
        return f"{self.title} {self.pk}"


class IncidentEvent(OrganizationOwned):
    """What was said of an incident, or done about it."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=24)
    message = models.TextField(blank=True)
    metadata = models.JSONField(default=list, blank=True)
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.incident_id}"


class IncidentPhoto(OrganizationOwned):
    """A picture of what went wrong."""

    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="delivery/incidents/%Y/%m/")
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.incident_id}"
