from django.db import models

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.directory.types import DuplicateState, EditState, Section
from maillage.kit.ids import new_id


class Edit(OrganizationOwned):
    """One change of one section of a profile: whole document before and after, so that it can be shown, moderated, restored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    section = models.CharField(max_length=14, choices=Section.choices())
    before = models.JSONField()
    after = models.JSONField()
    state = models.CharField(max_length=10, choices=EditState.choices())
    actor = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    source = models.CharField(max_length=20)
    at = models.DateTimeField()
    reviewed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    restores = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-at"], name="edits_of"),
            models.Index(fields=["state", "at"], name="edits_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.at:%Y-%m-%d %H:%M}"


class Divergence(OrganizationOwned):
    """What a file says otherwise than the organization's people: shown to them, never applied alone."""

    field = models.CharField(max_length=60)
    ours = models.TextField(blank=True)
    theirs = models.TextField(blank=True)
    source = models.CharField(max_length=20)
    run = models.ForeignKey("directory.ImportRun", null=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    was_accepted = models.BooleanField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "field", "source"], name="divergence_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.field}"


class DuplicatePair(NetworkOwned):
    """Two organizations that may be one, waiting side by side for a facilitator."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    left = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    likeness = models.FloatField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=DuplicateState.choices(), default=DuplicateState.OPEN.value)
    run = models.ForeignKey("directory.ImportRun", null=True, on_delete=models.SET_NULL, related_name="+")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["state", "-likeness"], name="duplicates_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="pair_once"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} {self.right_id}"
