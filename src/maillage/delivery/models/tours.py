from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.kit.ids import new_id


class Tour(OrganizationOwned):
    """A named set of tasks of one day, in an order, which goes to a courier as a whole.

    `number` is what programs call it (`/api/tours/1`). Its tasks point to it (`Task.tour`): nobody's in the order of their
    `tour_position`, a courier's in that of the courier's day. `courier` is that of all its open tasks.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("delivery_tour_number"), function="nextval")
    )
    name = models.CharField(_("Name"), max_length=140)
    day = models.DateField(_("Day"))
    courier = models.ForeignKey("delivery.Courier", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "day"], name="tours_of_day")]

    def __str__(self) -> str:
        return self.name
