from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import PlanState
from maillage.kit.ids import new_id


class DayPlan(OrganizationOwned):
    """What the planner proposes for a day; nothing of it is anybody's until a dispatcher accepts it.

    `numbers`: the tasks chosen, all of the day where empty. `result`: lists and times as they were found, with the versions of
    tasks then. `accepted`: by courier, the list before and after, so that it can be undone. `told_at`: a sign of life.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    numbers = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_anew = models.BooleanField(default=False)  # what couriers have may go to others too
    seed = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, choices=PlanState.choices(), default=PlanState.WAITING.value)
    stage = models.CharField(max_length=10, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    is_cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict, blank=True)
    accepted = models.JSONField(default=dict, blank=True)
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    told_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "day", "-asked_at"], name="plans_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "day"], condition=Q(state__in=["waiting", "running"]), name="one_planning_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
