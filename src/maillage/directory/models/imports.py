from django.db import models

from maillage.accounts.ownership import NetworkOwned
from maillage.directory.types import ImportState
from maillage.kit.ids import new_id


class ImportRun(NetworkOwned):
    """One import of one file: what was asked, how far it is, what came of each row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.CharField(max_length=250)
    file_path = models.CharField(max_length=500)
    file_sha256 = models.CharField(max_length=64)
    file_bytes = models.BigIntegerField()
    format = models.CharField(max_length=24)
    source = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict, blank=True)
    is_dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=ImportState.choices())
    phase = models.CharField(max_length=20, blank=True)
    bytes_read = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    merged = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    checkpoint = models.JSONField(default=dict, blank=True)
    reject_file = models.CharField(max_length=500, blank=True)
    error = models.JSONField(default=dict, blank=True)
    is_cancel_requested = models.BooleanField(default=False)
    started_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="imports_latest")]

    def __str__(self) -> str:
        return self.file_name


class ImportMapping(NetworkOwned):
    """The answer given for a header seen before: which column is which field."""

    signature = models.CharField(max_length=64, unique=True)
    header = models.JSONField()
    mapping = models.JSONField()
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.signature[:12]
