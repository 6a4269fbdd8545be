from django.db import models

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief
from maillage.matching.models.invitations import Invitation


class InvitationMessage(OrganizationOwned):
    """One message between an invited organization and the office; neither the buyer nor others invited see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="messages")
    is_from_organization = models.BooleanField()
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    sender = models.CharField(max_length=254, blank=True)  # the address of an e-mail
    text = models.TextField()
    mail_id = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["invitation", "sent_at"], name="messages_of_invitation")]
        constraints = [
            models.UniqueConstraint(fields=["mail_id"], condition=~models.Q(mail_id=""), name="invitation_mail_once")
        ]

    def __str__(self) -> str:
        return self.text[:40]


class MailFailure(NetworkOwned):
    """An address of a brief that e-mail does not reach; `reason`: what the refusing server said."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="mail_failures")
    invitation = models.ForeignKey(Invitation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=254)
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "address"], name="mail_failure_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.address}"
