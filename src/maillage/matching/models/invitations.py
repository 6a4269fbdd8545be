from django.db import models

from maillage.accounts.ownership import OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief
from maillage.matching.types import DeclineReason, InvitationState


class Invitation(OrganizationOwned):
    """A brief put before an organization, which answers by one link until the due time. Nobody learns of the others."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="invitations")
    state = models.CharField(max_length=10, choices=InvitationState.choices(), default=InvitationState.SENT.value)
    wave = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=14, choices=DeclineReason.choices(), blank=True)
    comment = models.TextField(blank=True)
    proposed_partner = models.CharField(max_length=200, blank=True)
    link_generation = models.PositiveSmallIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="invitations_waiting"),
            models.Index(fields=["organization", "-sent_at"], name="invitations_of"),
        ]
        constraints = [models.UniqueConstraint(fields=["brief", "organization"], name="invited_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.organization_id} {self.state}"
