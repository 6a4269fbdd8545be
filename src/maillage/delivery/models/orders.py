from django.db import models
from django.db.models import Func, Q, Value

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.tasks import Delivery
from maillage.delivery.types import OrderState
from maillage.kit.ids import new_id


class Order(OrganizationOwned):
    """What a delivery costs and how that was found. Without a price it stands flagged until a dispatcher gives one.

    `total_cents` holds VAT, of which `vat_cents`. `calculation` keeps which rule made which part; `given_price_reason`
    says why a dispatcher set another price than the rules'.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("delivery_order_number"), function="nextval")
    )
    reference = models.CharField(max_length=10, unique=True)  # letters letters that people can say on the telephone
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="order")
    state = models.CharField(max_length=9, choices=OrderState.choices(), default=OrderState.NEW.value)
    total_cents = models.BigIntegerField(null=True)
    vat_cents = models.BigIntegerField(default=0)
    vat_basis_points = models.PositiveSmallIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    calculation = models.JSONField(default=dict, blank=True)
    supplements = models.JSONField(default=list, blank=True)  # [{"rule": id, "quantity": n}]
    given_price_reason = models.CharField(max_length=200, blank=True)
    payment_method = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_cents__isnull=True) | Q(total_cents__gte=0), name="order_costs_no_less_than_nothing"
            )
        ]

    def __str__(self) -> str:
        return self.reference
