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
    total_bytes = models.BigIntegerField(default=0)
    doubtful = models.BigIntegerField(default=0)
    # what the report shows: counts of reasons by code, samples of rows by outcome, what an undo could not undo
    report = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
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


class ImportRecord(NetworkOwned):
    """One row of a file that was imported, by the digest of its content, and the organization that it is.

    While the organization's `version` is the one noted here, nothing has changed since: the row needs no second look.
    `is_new`: the row created the organization. Row and run are those of the first time.
    """

    digest = models.UUIDField(primary_key=True)
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    # No constraint: every row of a file would be checked against the same run.
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    row = models.BigIntegerField()
    place_key = models.CharField(max_length=14, blank=True)
    version = models.PositiveIntegerField()
    is_new = models.BooleanField()

    def __str__(self) -> str:
        return str(self.digest)


class ImportChange(NetworkOwned):
    """What an import changed of an organization known before: the whole of it before, so that it can be restored."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+")
    organization = models.ForeignKey("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    before = models.JSONField()
    fields = models.JSONField(default=list)
    version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "organization"], name="import_change_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.organization_id}"


class ImportReject(NetworkOwned):
    """A row that was refused, kept until the reject file is written; it may hold personal data, so no longer."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="+", db_index=False)
    row = models.BigIntegerField()
    cells = models.JSONField()  # pairs of column and text: PostgreSQL keeps no order of keys
    reasons = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "row"], name="import_reject_once")]

    def __str__(self) -> str:
        return f"{self.run_id} {self.row}"


class MatchKey(NetworkOwned):
    """By what an organization is recognised in a file; computed from its name, place and links, for its `version`."""

    organization = models.OneToOneField(
        "accounts.Organization", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    name_key = models.CharField(max_length=120)
    commune_code = models.CharField(max_length=5, blank=True)
    first_block = models.CharField(max_length=16, blank=True)
    second_block = models.CharField(max_length=16, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    host = models.CharField(max_length=100, blank=True)
    mail_domain = models.CharField(max_length=100, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    version = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["name_key", "commune_code"], name="match_by_name"),
            models.Index(
                fields=["name_key", "commune_code"], condition=models.Q(siren=""), name="match_by_name_no_siren"
            ),
            models.Index(fields=["first_block"], name="match_by_first_block"),
            models.Index(fields=["second_block"], name="match_by_second_block"),
            models.Index(fields=["first_block"], condition=models.Q(siren=""), name="match_first_block_no_siren"),
            models.Index(fields=["second_block"], condition=models.Q(siren=""), name="match_second_block_no_siren"),
            models.Index(fields=["host"], condition=~models.Q(host=""), name="match_by_host"),
            models.Index(fields=["mail_domain"], condition=~models.Q(mail_domain=""), name="match_by_mail"),
        ]

    def __str__(self) -> str:
        return self.name_key
