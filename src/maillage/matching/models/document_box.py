from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.answers import Answer
from maillage.matching.rules.document_box import MANY, PaperKind

_OF_MANY = [kind.value for kind in MANY]


class Paper(OrganizationOwned):
    """A paper of an organization's document box; served as a download, never shown in place.

    It is current until a newer one replaces it or somebody takes it out; both stay until no answer needs them. A bank
    paper, or a certificate of somebody who trades in their own name, is personal data: it is read by the
    organization's people and by those it was shared with, never by the office alone. It belongs to the organization:
    the export of a person lists what they have added, their erasure leaves the paper without their name.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=PaperKind.choices())
    title = models.CharField(_("What it is"), max_length=120, blank=True)
    number = models.CharField(_("Number or reference"), max_length=80, blank=True)
    file = models.FileField(upload_to="private/papers/%Y/%m", max_length=200)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    issued_on = models.DateField(_("Issued on"))
    expires_on = models.DateField(_("Good until"), null=True, blank=True)
    reminded_days = models.PositiveSmallIntegerField(null=True, blank=True)  # the latest reminder: 30, then 7
    uploaded_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    replaced_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "kind", "-uploaded_at"], name="papers_of"),
            models.Index(
                fields=["expires_on"], condition=Q(replaced_at=None, removed_at=None), name="papers_that_expire"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"],
                condition=Q(replaced_at=None, removed_at=None) & ~Q(kind__in=_OF_MANY),
                name="one_current_paper_a_kind",
            ),
            models.UniqueConstraint(
                fields=["organization", "digest"],
                condition=Q(replaced_at=None, removed_at=None),
                name="paper_once_in_a_box",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(issued_on__lte=F("expires_on")), name="paper_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.kind} {self.issued_on:%Y-%m-%d}"


class PaperShare(OrganizationOwned):
    """An organization's consent that a paper be read with one answer, until it is taken back or the answer has ended.

    `organization` is the paper's. Read by the answer's buyer once it is sent, by its lead and by the office.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="shares")
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="paper_shares")
    consented_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    consented_at = models.DateTimeField()
    revoked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-consented_at"], name="paper_shares_of"),
            models.Index(fields=["answer"], condition=Q(revoked_at=None), name="paper_shares_of_answer"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "answer"], condition=Q(revoked_at=None), name="paper_shared_once_an_answer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.answer_id}"


class PaperReading(OrganizationOwned):
    """A shared paper was downloaded: by the buyer (no `person`), by the lead or by the office. Kept with the paper."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    share = models.ForeignKey(PaperShare, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    is_buyer = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["share", "-at"], name="readings_of_share")]

    def __str__(self) -> str:
        return f"{self.share_id} {self.at:%Y-%m-%d}"
