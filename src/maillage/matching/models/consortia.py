from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief
from maillage.matching.types import ConsortiumForm, ConsortiumState


class Consortium(NetworkOwned):
    """Those who answer a brief: one organization alone, or partners bound to the buyer in a form that they chose."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="consortia")
    name = models.CharField(_("Name"), max_length=140, blank=True)
    form = models.CharField(_("Form"), max_length=10, choices=ConsortiumForm.choices())
    is_lead_liable = models.BooleanField(_("The lead answers for every partner"), default=False)
    state = models.CharField(max_length=10, choices=ConsortiumState.choices(), default=ConsortiumState.FORMED.value)
    # What the composition said of this team when it was chosen.
    explanation = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    dissolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["brief", "made_at"], name="consortia_of_brief")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ConsortiumState.DISSOLVED.value, dissolved_at__isnull=False)
                | (~Q(state=ConsortiumState.DISSOLVED.value) & Q(dissolved_at__isnull=True)),
                name="consortium_dissolved_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)


class ConsortiumPartner(OrganizationOwned):
    """An organization in a consortium, and what it takes on: positions of lots, slugs of skills."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    consortium = models.ForeignKey(Consortium, on_delete=models.CASCADE, related_name="partners")
    is_lead = models.BooleanField(default=False)
    lots = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-joined_at"], name="consortia_of")]
        constraints = [
            models.UniqueConstraint(fields=["consortium", "organization"], name="partner_once"),
            models.UniqueConstraint(
                fields=["consortium"], condition=Q(is_lead=True, left_at__isnull=True), name="one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consortium_id} {self.organization_id}"
