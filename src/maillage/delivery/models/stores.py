from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import PricingStrategy, PricingTarget


class TimeSlot(OrganizationOwned):
    """The hours that a store may offer. `openings`: schema.org's `OpeningHoursSpecification`, at least one weekly range.

    Shop plug-ins compute the choices by themselves and never end with an empty list, hence the constraint.
    """

    name = models.CharField(_("Name"), max_length=80)
    interval = models.CharField(_("How far ahead"), max_length=20, default="2 days")
    prior_notice = models.CharField(_("Notice needed"), max_length=20, blank=True)
    same_day_cutoff = models.TimeField(_("No order for the day itself after"), null=True, blank=True)
    working_days_only = models.BooleanField(_("Working days only"), default=False)
    openings = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="time_slot_named_once"),
            models.CheckConstraint(condition=~models.Q(openings=[]), name="time_slot_opens"),
        ]

    def __str__(self) -> str:
        return self.name


class PackageSet(OrganizationOwned):
    """The types of package that a store may send."""

    name = models.CharField(_("Name"), max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="package_set_named_once")]

    def __str__(self) -> str:
        return self.name


class Package(OrganizationOwned):
    """A type of package, counted in volume units."""

    package_set = models.ForeignKey(PackageSet, on_delete=models.CASCADE, related_name="packages")
    name = models.CharField(_("Name"), max_length=40)
    short_code = models.CharField(_("Short code"), max_length=4, blank=True)
    volume_units = models.PositiveSmallIntegerField(_("Volume units"), default=1)
    weight_g = models.PositiveIntegerField(_("Usual weight (g)"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package_set", "name"], name="package_named_once")]

    def __str__(self) -> str:
        return self.name


class PricingRuleSet(OrganizationOwned):
    """Ordered rules that make a price."""

    name = models.CharField(_("Name"), max_length=80)
    strategy = models.CharField(
        _("How rules are used"),
        max_length=4,
        choices=PricingStrategy.choices(),
        default=PricingStrategy.FIND.value,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="rule_set_named_once")]

    def __str__(self) -> str:
        return self.name


class PricingRule(OrganizationOwned):
    """When `expression` holds, `price` (cents, or an expression) is asked. A supplement is chosen by hand instead."""

    rule_set = models.ForeignKey(PricingRuleSet, on_delete=models.CASCADE, related_name="rules")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("Name"), max_length=80, blank=True)
    expression = models.CharField(_("Condition"), max_length=1000)
    price = models.CharField(_("Price"), max_length=300)
    target = models.CharField(
        _("For"), max_length=21, choices=PricingTarget.choices(), default=PricingTarget.DELIVERY.value
    )
    is_supplement = models.BooleanField(_("Added by hand"), default=False)

    class Meta:
        ordering = ["position", "id"]
        indexes = [models.Index(fields=["rule_set", "position"], name="rules_in_order")]

    def __str__(self) -> str:
        return f"{self.position} {self.expression}"


class Store(OrganizationOwned):
    """Who orders deliveries of a courier co-operative. `client`: the organization of the network that it is, if it is one."""

    name = models.CharField(_("Name"), max_length=120)
    client = models.ForeignKey(
        "accounts.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+")
    time_slot = models.ForeignKey(TimeSlot, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    time_slots = ArrayField(models.BigIntegerField(), default=list, blank=True)
    package_set = models.ForeignKey(PackageSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rule_set = models.ForeignKey(PricingRuleSet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    default_courier = models.ForeignKey(
        "delivery.Courier", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    check_expression = models.CharField(_("Orders are accepted when"), max_length=1000, blank=True)
    tags = ArrayField(models.SlugField(max_length=40), default=list, blank=True)  # borne by each of its tasks
    prefill_pickup = models.BooleanField(_("Start from the store's address"), default=True)
    weight_required = models.BooleanField(_("Ask for the weight"), default=False)
    packages_required = models.BooleanField(_("Ask for the packages"), default=False)
    multi_drop = models.BooleanField(_("Several drop-offs in an order"), default=True)
    multi_pickup = models.BooleanField(_("Several pick-ups in an order"), default=False)
    cash_on_delivery = models.BooleanField(_("Payment at the door"), default=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "name"], name="stores_by_name")]

    def __str__(self) -> str:
        return self.name


class StorePerson(OrganizationOwned):
    """Somebody who orders for a store."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user"], name="stores_of_person")]
        constraints = [models.UniqueConstraint(fields=["store", "user"], name="store_person_once")]

    def __str__(self) -> str:
        return f"{self.store_id} {self.user_id}"


class StoreAddress(OrganizationOwned):
    """An address that a store finds again when it orders next."""

    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="remembered")
    address = models.ForeignKey("delivery.Address", on_delete=models.CASCADE, related_name="+")
    used_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["store", "-used_at"], name="addresses_last_used")]
        constraints = [models.UniqueConstraint(fields=["store", "address"], name="store_address_once")]

    def __str__(self) -> str:
        return f"{self.store_id} {self.address_id}"
