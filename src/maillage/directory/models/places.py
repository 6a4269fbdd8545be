from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.directory.types import Precision
from maillage.kit.ids import new_id


class Establishment(OrganizationOwned):
    """A place where an organization works. Longitude and latitude are WGS 84 degrees."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    siret = models.CharField(_("SIRET"), max_length=14, null=True, blank=True, unique=True)
    name = models.CharField(_("Name of the place"), max_length=200, blank=True)
    is_head_office = models.BooleanField(_("Head office"), default=False)
    street = models.CharField(_("Address"), max_length=250, blank=True)
    postal_code = models.CharField(_("Postal code"), max_length=9, blank=True)
    commune_code = models.CharField(_("Commune"), max_length=5, blank=True)
    commune_name = models.CharField(max_length=120, blank=True)
    department_code = models.CharField(max_length=3, blank=True)
    region_code = models.CharField(max_length=3, blank=True)
    country_code = models.CharField(max_length=2, default="FR")
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    precision = models.CharField(max_length=8, choices=Precision.choices(), default=Precision.UNKNOWN.value)
    is_address_hidden = models.BooleanField(default=False)  # partial diffusion at INSEE
    opening_hours = models.CharField(_("Opening hours"), max_length=400, blank=True)
    closed_at = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=20, blank=True)
    source_id = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-is_head_office"], name="establishments_of"),
            models.Index(fields=["commune_code"], name="establishment_commune"),
            models.Index(fields=["source", "source_id"], name="establishment_source"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization"], condition=models.Q(is_head_office=True), name="one_head_office"
            ),
            models.CheckConstraint(
                name="point_whole_and_on_earth",
                condition=models.Q(longitude__isnull=True, latitude__isnull=True)
                | models.Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="siret_has_fourteen_digits",
                condition=models.Q(siret__isnull=True) | models.Q(siret__regex=r"^[0-9]{14}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.postal_code} {self.commune_name}".strip()
