from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.rules.figures import VAN_CO2_G_PER_KM, VAN_CO2_SOURCE

# Cycling in a town: streets are a third longer than the straight line, 15 km/h with stops at lights.
USUAL_DETOUR_PERCENT = 135
USUAL_SPEED_M_PER_H = 15_000
PHONES_KEPT_DAYS = 60


class DeliveryService(OrganizationOwned):
    """That an organization delivers, and how: one row for each courier co-operative."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    time_zone = models.CharField(_("Time zone"), max_length=40, default="Europe/Paris")
    country = models.CharField(_("Country of telephone numbers"), max_length=2, default="FR")
    latitude = models.FloatField()
    longitude = models.FloatField()
    reach_km = models.PositiveSmallIntegerField(_("Furthest address (km)"), default=50)
    opening_hours = models.CharField(_("Opening hours"), max_length=200, blank=True)
    detour_percent = models.PositiveSmallIntegerField(
        _("Streets against the straight line (%)"), default=USUAL_DETOUR_PERCENT
    )
    speed_m_per_h = models.PositiveIntegerField(_("Usual speed (m/h)"), default=USUAL_SPEED_M_PER_H)
    stop_s = models.PositiveSmallIntegerField(_("Usual time at a door (s)"), default=180)
    vat_basis_points = models.PositiveSmallIntegerField(_("VAT"), default=2000)
    phones_kept_days = models.PositiveSmallIntegerField(
        _("Telephone numbers are erased after (days)"), default=PHONES_KEPT_DAYS
    )
    telephone = models.CharField(_("Telephone"), max_length=20, blank=True)
    # What a kilometre of the van that bikes replace emits, and who says so: the base of the CO₂ avoided.
    van_co2_g_per_km = models.PositiveSmallIntegerField(_("Van replaced: CO₂ (g/km)"), default=VAN_CO2_G_PER_KM)
    van_co2_source = models.CharField(_("Source of this figure"), max_length=200, default=VAN_CO2_SOURCE)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="service_on_earth",
            ),
            models.CheckConstraint(condition=models.Q(speed_m_per_h__gt=0), name="service_moves"),
            models.CheckConstraint(condition=models.Q(detour_percent__gte=100), name="streets_are_not_shorter"),
        ]

    def __str__(self) -> str:
        return str(self.organization_id)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Zone(OrganizationOwned):
    """A named area on the map: served, or told apart by prices."""

    name = models.CharField(_("Name"), max_length=60)
    area = models.JSONField()  # GeoJSON Polygon or MultiPolygon, WGS 84
    is_served = models.BooleanField(_("We deliver there"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="zone_named_once")]

    def __str__(self) -> str:
        return self.name


class ClosedDay(OrganizationOwned):
    """Days in which nothing is delivered, both included."""

    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"))
    reason = models.CharField(_("Reason"), max_length=100, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="closed_in_order")]

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


class Tag(OrganizationOwned):
    """A word that dispatchers put on tasks and stores."""

    name = models.CharField(_("Name"), max_length=40)
    slug = models.SlugField(max_length=40)
    color = models.CharField(_("Colour"), max_length=7, default="#0F6B6B")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="delivery_tag_once")]

    def __str__(self) -> str:
        return self.name


class FailureReason(OrganizationOwned):
    """Why a delivery could not be made; a store may have its own list in place of the co-operative's."""

    store = models.ForeignKey("delivery.Store", null=True, blank=True, on_delete=models.CASCADE, related_name="reasons")
    code = models.CharField(_("Code"), max_length=40)
    description = models.CharField(_("Reason"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "store", "code"], name="failure_reason_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.code
