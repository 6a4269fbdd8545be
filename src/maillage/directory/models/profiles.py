from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned, OrganizationQuerySet
from maillage.directory.types import Listing, ServedKind


class ProfileQuerySet(OrganizationQuerySet["Profile"]):
    def public(self) -> Self:
        """Keep the profiles that anybody may see."""
        return self.across_scopes(reason="listed profiles are public").filter(listing=Listing.LISTED)


class Profile(OrganizationOwned):
    """What the directory says of an organization. Read by all when listed, by its people and the office otherwise."""

    organization = models.OneToOneField(
        "accounts.Organization", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    listing = models.CharField(max_length=10, choices=Listing.choices(), default=Listing.DRAFT.value)
    pitch = models.CharField(_("In one sentence"), max_length=240, blank=True)
    description = models.TextField(_("Description"), blank=True, help_text=_("Markdown"))
    founded_on = models.DateField(_("Created on"), null=True, blank=True)
    headcount_band = models.CharField(_("Headcount"), max_length=2, blank=True)
    naf_code = models.CharField(_("Main activity code (NAF)"), max_length=6, blank=True)
    naf_nomenclature = models.CharField(max_length=10, blank=True)
    rna = models.CharField(_("RNA number"), max_length=10, blank=True)
    trade_names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    website = models.URLField(_("Website"), max_length=500, blank=True)
    social_links = models.JSONField(_("Social networks"), default=dict, blank=True)
    languages = ArrayField(models.CharField(max_length=5), verbose_name=_("Languages"), default=list, blank=True)
    opening_hours = models.CharField(_("Opening hours"), max_length=400, blank=True)
    served_kind = models.CharField(
        _("Territory served"), max_length=12, choices=ServedKind.choices(), default=ServedKind.UNSAID.value
    )
    served_places = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    served_radius_km = models.PositiveSmallIntegerField(null=True, blank=True)
    logo = models.FileField(_("Logo"), upload_to="logos/", blank=True)
    consents_to_open_data = models.BooleanField(_("Published as open data"), default=True)
    consents_to_murmurations = models.BooleanField(_("Published on Murmurations"), default=False)
    completeness = models.PositiveSmallIntegerField(default=0)
    prominence = models.FloatField(default=0)
    # field name -> {"source": …, "at": "2026-03-01", "run": …}; who wrote what decides what an import may change
    provenance = models.JSONField(default=dict, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(db_default=Now())
    version = models.PositiveIntegerField(default=1)

    if TYPE_CHECKING:
        objects: ClassVar[Any]
    else:
        objects = ProfileQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["listing", "-updated_at", "organization"], name="profile_by_update"),
            models.Index(fields=["listing", "-listed_at", "organization"], name="profile_by_listing_day"),
            models.Index(fields=["logo"], condition=~models.Q(logo=""), name="profile_by_logo"),
        ]
        constraints = [
            models.CheckConstraint(
                name="radius_goes_with_its_kind",
                condition=models.Q(served_kind=ServedKind.RADIUS.value, served_radius_km__isnull=False)
                | (~models.Q(served_kind=ServedKind.RADIUS.value) & models.Q(served_radius_km__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return str(self.organization_id)
