from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id


class NetworkWeights(NetworkOwned):
    """What each criterion weighs in this network: one row at most; rankings of the past keep their own weights."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    weights = models.JSONField()
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    if TYPE_CHECKING:
        objects: ClassVar[Any]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="network_weights_are_one")]

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M}"


class Absence(OrganizationOwned):
    """Days, both included, in which an organization takes no work."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.DateField(_("From"))
    last = models.DateField(_("To"))
    noted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    if TYPE_CHECKING:
        objects: ClassVar[Any]

    class Meta:
        indexes = [models.Index(fields=["last", "first"], name="absences_by_day")]
        constraints = [
            models.CheckConstraint(condition=Q(first__lte=F("last")), name="absence_in_order"),
            models.UniqueConstraint(fields=["organization", "first", "last"], name="absence_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.first} {self.last}"
