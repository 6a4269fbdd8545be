from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned


class Address(OrganizationOwned):
    """Where something is taken or given. Personal data (contact, telephone, e-mail): erased after the service's set time.

    `is_approximate`: the words were not found; the point is only near, and somebody must look.
    """

    street_address = models.CharField(_("Address"), max_length=300)
    latitude = models.FloatField()
    longitude = models.FloatField()
    is_approximate = models.BooleanField(default=False)
    postal_code = models.CharField(_("Postal code"), max_length=10, blank=True)
    locality = models.CharField(_("Town"), max_length=100, blank=True)
    name = models.CharField(_("Name of the place"), max_length=140, blank=True)
    contact_name = models.CharField(_("Who to ask for"), max_length=140, blank=True)
    telephone = models.CharField(_("Telephone"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    language = models.CharField(_("Language of messages"), max_length=5, blank=True)
    description = models.TextField(_("Door code, floor, way in"), blank=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="address_on_earth"
            )
        ]

    def __str__(self) -> str:
        return self.street_address
