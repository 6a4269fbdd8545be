from django.db import models

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief


class BriefMessage(NetworkOwned):
    """One message between a buyer and the office."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="messages")
    is_from_buyer = models.BooleanField()
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    sender = models.CharField(max_length=254, blank=True)  # the address of an e-mail
    text = models.TextField()
    mail_id = models.CharField(max_length=300, blank=True)  # Message-ID of the e-mail that it came or left by
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brief", "sent_at"], name="messages_of_brief")]
        constraints = [
            models.UniqueConstraint(fields=["mail_id"], condition=~models.Q(mail_id=""), name="brief_mail_once")
        ]

    def __str__(self) -> str:
        return self.text[:40]


class BriefNote(NetworkOwned):
    """A private note of the office."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brief", "written_at"], name="notes_of_brief")]

    def __str__(self) -> str:
        return self.text[:40]
