from django.db import models
from django.db.models import F, Q

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.fleet import Courier
from maillage.delivery.rules.duty import DutyWord
from maillage.delivery.types import ProofKind


class PhoneAction(OrganizationOwned):
    """Something that a courier's phone said, and what was answered: said again, it is answered the same and changes nothing.

    `said_at`: by the phone's clock; `at`: the true time; `outcome`: see `services.riding`.
    """

    courier = models.ForeignKey(Courier, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=10)
    said = models.JSONField(default=dict, blank=True)
    said_at = models.DateTimeField()
    at = models.DateTimeField()
    heard_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    task_number = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["courier", "key"], name="phone_action_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class DutyEntry(OrganizationOwned):
    """On duty, off duty, a break, the position shared or hidden. Personal data: kept with the hours that it makes."""

    courier = models.ForeignKey(Courier, on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=6, choices=[(word.value, word.value) for word in DutyWord])
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["courier", "at"], name="duty_of")]

    def __str__(self) -> str:
        return f"{self.word} {self.courier_id} {self.at}"


class PhotoUpload(OrganizationOwned):
    """A picture that comes in pieces from a phone on a slow network. Its bytes go when it is whole, or after a week."""

    courier = models.ForeignKey(Courier, on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField()
    kind = models.CharField(max_length=9, choices=ProofKind.choices(), default=ProofKind.PHOTO.value)
    length = models.PositiveIntegerField()
    received = models.PositiveIntegerField(default=0)
    content = models.BinaryField(default=bytes)
    started_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["courier", "key"], name="photo_upload_once"),
            models.CheckConstraint(condition=Q(received__lte=F("length")), name="photo_upload_within_its_length"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.received}/{self.length}"
