"""Rows of the shell itself."""

from django.db import models

from maillage.accounts.ownership import Global
from maillage.kit.ids import new_id


class Notification(Global):
    """Something that a person is told in the shell. Personal data: kept a year after it was read, or until erasure.

    `verb` and `data` are kept, not a sentence: the sentence is written when read, in the reader's language.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    verb = models.CharField(max_length=80)
    data = models.JSONField(default=dict)
    url = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["recipient", "-at", "-id"], name="notification_of_recipient"),
            models.Index(fields=["recipient"], name="notification_unread", condition=models.Q(read_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.recipient_id}"
