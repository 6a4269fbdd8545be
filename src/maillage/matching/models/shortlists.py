from django.db import models

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief


class StoredRanking(NetworkOwned):
    """A ranking as it was seen: formula version, weights and inputs, enough to explain it and to replay it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="rankings")
    formula_version = models.PositiveSmallIntegerField()
    document = models.JSONField()
    considered = models.PositiveIntegerField()
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["brief", "-made_at"], name="rankings_of_brief")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.made_at:%Y-%m-%d %H:%M}"


class Candidate(NetworkOwned):
    """An organization kept for a brief, or set aside with a reason; `explanation` is what the ranking said of it then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="candidates")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    ranking = models.ForeignKey(StoredRanking, null=True, on_delete=models.SET_NULL, related_name="+")
    is_kept = models.BooleanField()
    position = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "organization"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.organization_id}"
