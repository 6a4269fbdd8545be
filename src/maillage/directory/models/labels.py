from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import Global, OrganizationOwned


class Label(Global):
    """A label, certificate or approval known to the network."""

    slug = models.SlugField(max_length=60, unique=True)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_fr


class OrganizationLabel(OrganizationOwned):
    """A label that an organization holds. A day with no `expires_on` has no end."""

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("Number"), max_length=80, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    expires_on = models.DateField(_("Expires on"), null=True, blank=True)
    source = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "label"], name="label_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.label_id}"
