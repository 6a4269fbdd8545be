"""People and programs that come by the compatible API."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned


class ApiPerson(OrganizationOwned):
    """The number and the short name by which programs know a person in a co-operative: `/api/users/12`, `lea`.

    Personal data: kept while the person works with the co-operative; a courier's name is that of the courier's row.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    username = models.SlugField(max_length=40, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="api_person_once")]

    def __str__(self) -> str:
        return self.username


class ApiRefreshToken(OrganizationOwned):
    """What an app keeps to sign a person in again. Only a digest is kept; each use lengthens its life."""

    person = models.ForeignKey(ApiPerson, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    # Of the password that the person had: another one ends the sign-in.
    password_mark = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.created_at:%Y-%m-%d}"


class ApiPushToken(OrganizationOwned):
    """Where a person's phone is told of changes: one for each platform."""

    person = models.ForeignKey(ApiPerson, on_delete=models.CASCADE, related_name="+")
    platform = models.CharField(max_length=7, choices=[("android", "android"), ("ios", "ios")])
    token = models.CharField(max_length=500)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "platform"], name="api_push_token_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.platform}"


class ApiWebhook(OrganizationOwned):
    """An address that a store's program has told of one event. The secret is made from the row's nonce, never kept."""

    program = models.ForeignKey("delivery.ApiProgram", on_delete=models.CASCADE, related_name="+")
    event = models.CharField(_("Event"), max_length=40)
    url = models.CharField(_("Address"), max_length=500)
    nonce = models.CharField(max_length=43)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["program", "event"], name="api_webhooks_of")]

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class ApiWebhookSending(OrganizationOwned):
    """One message to an address: the exact bytes, how often it was tried, what the other side said."""

    webhook = models.ForeignKey(ApiWebhook, on_delete=models.CASCADE, related_name="+")
    body = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_index=True)
    tried_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(delivered_at__isnull=True) | models.Q(given_up_at__isnull=True),
                name="api_sending_ends_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.created_at:%Y-%m-%d %H:%M}"
