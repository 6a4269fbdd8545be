from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.kit.ids import new_id


class Offer(OrganizationOwned):
    """Something an organization sells or proposes."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("Title"), max_length=160)
    description = models.TextField(_("Description"), blank=True)
    price = models.CharField(_("Price, in your words"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["organization", "position"], name="offers_of")]

    def __str__(self) -> str:
        return self.title


class Reference(OrganizationOwned):
    """A past job shown on a profile, with its partners."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(_("Title"), max_length=200)
    description = models.TextField(_("Description"), blank=True)
    client = models.CharField(_("Client"), max_length=200, blank=True)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    url = models.URLField(_("Link"), max_length=500, blank=True)
    skill_slugs = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "position"], name="references_of"),
            models.Index(fields=["-created_at"], name="references_latest"),
        ]

    def __str__(self) -> str:
        return self.title


class ReferencePartner(OrganizationOwned):
    """Another organization that worked on a reference: a listed one, or a name. `organization` is the profile's owner."""

    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="partners")
    partner = models.ForeignKey(
        "accounts.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=200)
    role = models.CharField(_("Role"), max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["partner"], name="references_as_partner")]

    def __str__(self) -> str:
        return self.name


class Photo(OrganizationOwned):
    """A picture of an organization or of one of its references: WebP, resized, without metadata."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reference = models.ForeignKey(Reference, null=True, blank=True, on_delete=models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    description = models.CharField(_("Description for people who do not see it"), max_length=250, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "position"], name="photos_of"),
            models.Index(fields=["file"], name="photos_by_file"),
        ]

    def __str__(self) -> str:
        return self.description or str(self.pk)
