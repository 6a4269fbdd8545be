from django.db import models

from maillage.accounts.ownership import Global, NetworkOwned
from maillage.kit.ids import new_id


class FormerSlug(Global):
    """An address that an organization was known by before it was merged into another: it leads there for ever."""

    slug = models.SlugField(max_length=80, primary_key=True)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.slug


class OrganizationMerge(NetworkOwned):
    """That two organizations were made one, with the rows of both as they were, so that it can be undone.

    `version`: the kept profile's after the merge; once it has grown, undoing would lose what was written since.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    absorbed = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    pair = models.ForeignKey("directory.DuplicatePair", null=True, on_delete=models.SET_NULL, related_name="+")
    before = models.JSONField()
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at"], name="merges_latest")]

    def __str__(self) -> str:
        return f"{self.absorbed_id} → {self.kept_id}"
