"""Rows of the shell itself."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from maillage.accounts.ownership import Global, NetworkOwned
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


class Webhook(NetworkOwned):
    """An address of another program that is told what happens on the path. `verbs`: which facts; empty for all.

    Its secret is not kept: it follows from the instance's own, the id and the generation (`services.webhooks`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    verbs = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    generation = models.PositiveSmallIntegerField(default=1)
    failures = models.PositiveSmallIntegerField(default=0)  # deliveries given up, one after the other
    created_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    disabled_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(NetworkOwned):
    """One message to a webhook, as it was written, and how its last attempt went. Kept for 30 days."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    verb = models.CharField(max_length=80)
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True, blank=True)  # HTTP status of the last answer
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["webhook", "-created_at", "-id"], name="webhook_log")]

    def __str__(self) -> str:
        return f"{self.verb} {self.webhook_id}"
