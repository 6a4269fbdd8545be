from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.directory.types import EvidenceKind


class OrganizationSkill(OrganizationOwned):
    """A skill that an organization claims, with what supports it."""

    # Both columns begin an index below: one more of each would be written for every skill.
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    skill = models.ForeignKey("directory.Skill", on_delete=models.PROTECT, related_name="+", db_index=False)
    is_main = models.BooleanField(_("Main activity"), default=False)
    evidence_kind = models.CharField(max_length=10, choices=EvidenceKind.choices(), default=EvidenceKind.CLAIMED.value)
    evidence = models.CharField(_("Evidence"), max_length=300, blank=True)
    source = models.CharField(max_length=20)
    since = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["skill", "organization"], name="organizations_by_skill")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "skill"], name="skill_once"),
            models.UniqueConstraint(fields=["organization"], condition=models.Q(is_main=True), name="one_main_skill"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.skill_id}"
