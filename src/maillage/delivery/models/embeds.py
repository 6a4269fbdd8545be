"""The order form that a shop puts into its own site."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned


class OrderForm(OrganizationOwned):
    """A store's form for everybody. `sites`: the origins that may frame it; `key`: in its address, renewed at will."""

    store = models.OneToOneField("delivery.Store", on_delete=models.CASCADE, related_name="order_form")
    key = models.CharField(max_length=43, unique=True)
    sites = ArrayField(models.CharField(max_length=200), default=list)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.store_id}"


class OrderWish(OrganizationOwned):
    """An order from a shop's site, made when its sender confirms by e-mail. Personal data: forgotten after two days.

    `given`: what was sent, emptied when it was ordered. The address of its confirmation is signed, and kept nowhere.
    """

    form = models.ForeignKey(OrderForm, on_delete=models.CASCADE, related_name="wishes")
    email = models.EmailField(_("E-mail address"))
    language = models.CharField(max_length=5)
    given = models.JSONField(default=dict)
    once_key = models.CharField(max_length=64)
    made_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    delivery = models.ForeignKey(
        "delivery.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "once_key"], name="wish_sent_once"),
            models.CheckConstraint(
                condition=Q(delivery__isnull=True) | Q(confirmed_at__isnull=False), name="wish_confirmed_first"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.made_at:%Y-%m-%d %H:%M}"
