from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.directory.types import ClaimMethod, ClaimState
from maillage.kit.ids import new_id


class Claim(OrganizationOwned):
    """A person's demand to hold an organization's page. The code is kept as a digest, used once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    method = models.CharField(max_length=12, choices=ClaimMethod.choices())
    state = models.CharField(max_length=10, choices=ClaimState.choices(), default=ClaimState.OPEN.value)
    sent_to = models.EmailField(blank=True)
    digest = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message = models.TextField(_("Who are you in this organization?"), blank=True)
    reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="claims_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "user"], condition=models.Q(state="open"), name="one_open_claim_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.state}"
