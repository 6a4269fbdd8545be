from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief
from maillage.matching.types import DigestFrequency, NoticesOrigin, NoticesState, OpportunityState


class Opportunity(NetworkOwned):
    """A published call for tender, as all its notices leave it. `key`: that of its first notice, `boamp:26-91551`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=80, unique=True)
    bulletin = models.CharField(max_length=8)
    state = models.CharField(max_length=10, choices=OpportunityState.choices())
    title = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    buyer = models.CharField(max_length=240, blank=True)
    url = models.CharField(max_length=500, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    deadline = models.DateTimeField()
    departments = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    cpv = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    keywords = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    skills = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    winners = ArrayField(models.CharField(max_length=240), default=list, blank=True)
    brief = models.OneToOneField(Brief, null=True, blank=True, on_delete=models.SET_NULL, related_name="opportunity")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["deadline", "id"], name="opportunities_by_deadline"),
            models.Index(fields=["-created_at", "-id"], name="opportunities_by_arrival"),
            models.Index(fields=["state", "deadline"], name="opportunities_by_state"),
            GinIndex(fields=["skills"], name="opportunities_by_skill"),
            GinIndex(fields=["departments"], name="opportunities_by_department"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_cents__isnull=True) | Q(amount_cents__gte=0), name="amount_of_call"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title[:60]}"


class Notice(NetworkOwned):
    """A notice as it was read: the call is put together anew from all of its notices, whatever their order.

    `opportunity`: empty while a notice that ends a call waits for it. `amends`: keys of the notices that it is about;
    `changes`: what it changed, field → before and after.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opportunity = models.ForeignKey(Opportunity, null=True, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=12)
    amends = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    changes = models.JSONField(default=dict, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(fields=["amends"], name="notices_by_amended")]

    def __str__(self) -> str:
        return self.key


class NoticesRun(NetworkOwned):
    """One reading of notices: from a file of the page or of the command, or from the configured address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    origin = models.CharField(max_length=8, choices=NoticesOrigin.choices())
    name = models.CharField(max_length=200)
    file = models.FileField(upload_to="private/notices/%Y/%m", max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=NoticesState.choices(), default=NoticesState.WAITING.value)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)  # they end calls that were not read yet
    rejected = models.PositiveIntegerField(default=0)
    rejects = models.JSONField(default=list, blank=True)  # pairs of key and reason, the first thousand
    error = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-started_at", "-id"], name="notices_runs_latest")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class OpportunityInterest(OrganizationOwned):
    """An organization says that a call interests it: the office may then form a team."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="interests")
    person = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opportunity", "organization"], name="interest_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.opportunity_id}"


class OpportunityDigest(OrganizationOwned):
    """How often an organization is written to about calls, and when it was for the last time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    frequency = models.CharField(max_length=6, choices=DigestFrequency.choices(), default=DigestFrequency.WEEKLY.value)
    sent_at = models.DateTimeField(null=True, blank=True)
    link_generation = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="digest_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.frequency}"


class OpportunityTold(OrganizationOwned):
    """A call that a digest has told an organization of: it is never told twice."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "opportunity"], name="told_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.opportunity_id}"
