from django.db import models

from maillage.accounts.ownership import NetworkOwned


class MovedRows(NetworkOwned):
    """What a merge of two organizations moved here, so that undoing it gives each its own back. Names no person."""

    merge_id = models.UUIDField(primary_key=True)
    kept = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    absorbed = models.ForeignKey("accounts.Organization", on_delete=models.PROTECT, related_name="+")
    rows = models.JSONField(default=dict)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.merge_id)
