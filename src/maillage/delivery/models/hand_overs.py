from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.tasks import Delivery
from maillage.delivery.types import HandOverReason, HandOverState
from maillage.kit.ids import new_id


class HandOver(OrganizationOwned):
    """A delivery that its co-operative (`organization`, the giver) proposes to another, the taker.

    Once accepted, `taken` is the taker's own delivery, whose tasks are ridden for those of `delivery`. Of `price_cents`, VAT
    included, the taker has `taker_cents` and the giver keeps the rest.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    taker = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="hand_overs")
    taken = models.OneToOneField(Delivery, null=True, on_delete=models.PROTECT, related_name="taken_as")
    state = models.CharField(max_length=9, choices=HandOverState.choices(), default=HandOverState.PROPOSED.value)
    reason = models.CharField(_("Why"), max_length=7, choices=HandOverReason.choices())
    message = models.CharField(_("Word to them"), max_length=500, blank=True)
    answer = models.CharField(_("Word to them"), max_length=500, blank=True)
    price_cents = models.BigIntegerField()
    kept_basis_points = models.PositiveSmallIntegerField(_("We keep"))
    taker_cents = models.BigIntegerField()
    proposed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-proposed_at"], name="hand_overs_given"),
            models.Index(fields=["taker", "-proposed_at"], name="hand_overs_taken"),
            models.Index(fields=["expires_at"], condition=Q(state="proposed"), name="hand_overs_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(state__in=["proposed", "accepted", "done"]), name="handed_over_once"
            ),
            models.CheckConstraint(condition=~Q(taker=F("organization")), name="handed_over_to_another"),
            models.CheckConstraint(
                condition=Q(taker_cents__gte=0, taker_cents__lte=F("price_cents"), kept_basis_points__lte=10_000),
                name="hand_over_shares",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "returned", "done"]) | Q(taken__isnull=False),
                name="taken_when_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.state}"

    @property
    def giver_cents(self) -> int:
        return self.price_cents - self.taker_cents
