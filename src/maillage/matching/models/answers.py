from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.briefs import Brief, BriefLot
from maillage.matching.models.consortia import Consortium
from maillage.matching.types import AnswerFileKind, AnswerSection, AnswerState, BuyerReason


class Answer(NetworkOwned):
    """The one reply of a consortium to a buyer. `digest`: SHA-256 of the document that was frozen and is signed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="answers")
    consortium = models.OneToOneField(Consortium, on_delete=models.CASCADE, related_name="answer")
    state = models.CharField(max_length=10, choices=AnswerState.choices(), default=AnswerState.DRAFT.value)
    title = models.CharField(_("Title"), max_length=160)
    language = models.CharField(_("Language of the document"), max_length=5, default="fr")
    valid_days = models.PositiveSmallIntegerField(_("Days for which the answer holds"), default=90)
    reference_ids = ArrayField(models.UUIDField(), default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # the buyer has opened it
    chased = models.PositiveSmallIntegerField(default=0)  # reminders sent to a silent buyer
    chased_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    buyer_reason = models.CharField(max_length=14, choices=BuyerReason.choices(), blank=True)
    buyer_comment = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["brief", "created_at"], name="answers_of_brief"),
            models.Index(fields=["state", "sent_at"], name="answers_waiting"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["brief"], condition=Q(state=AnswerState.AWARDED.value), name="one_award_a_brief"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[AnswerState.DRAFT.value, AnswerState.WITHDRAWN.value]) | ~Q(digest=""),
                name="answer_signed_on_a_digest",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AnswerText(NetworkOwned):
    """A text of an answer, as saved at a version: each version stays, so nothing is lost when two people write at once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="texts")
    section = models.CharField(max_length=14, choices=AnswerSection.choices())
    version = models.PositiveIntegerField()
    text = models.TextField()
    saved_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "section", "version"], name="answer_text_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.section} {self.version}"


class AnswerPart(OrganizationOwned):
    """What one partner does, for how much; its organization alone, or the lead, changes it. Amounts exclude VAT."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="parts")
    lot = models.ForeignKey(BriefLot, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("Title"), max_length=160)
    description = models.TextField(_("What is done"), blank=True)
    amount_cents = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    vat_basis_points = models.PositiveIntegerField(default=2000)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    ends_on = models.DateField(_("End"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["answer", "position"], name="parts_of_answer")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gte=0), name="part_amount_not_negative"),
            models.CheckConstraint(condition=Q(vat_basis_points__lte=10_000), name="part_vat_a_rate"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="part_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AnswerFile(OrganizationOwned):
    """A paper that a partner joins to an answer; served as a download, never shown in place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10, choices=AnswerFileKind.choices())
    file = models.FileField(upload_to="private/answers/%Y/%m", max_length=200)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "digest"], name="answer_file_once")]

    def __str__(self) -> str:
        return self.name


class AnswerComment(OrganizationOwned):
    """A word between partners (and the office); the buyer never sees it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["answer", "written_at"], name="comments_of_answer")]

    def __str__(self) -> str:
        return self.text[:40]


class SignOff(OrganizationOwned):
    """A partner's word on a frozen answer: who, when, and the digest of what was read.

    `chain`: SHA-256 over the previous sign-off's chain and this one's facts, so that none is changed or taken out unseen.
    A trigger refuses updates; a row goes only with its whole answer.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="sign_offs")
    person = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=140)
    role = models.CharField(max_length=120, blank=True)
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "organization", "digest"], name="signed_once_a_document")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.signed_at:%Y-%m-%d}"


class AnswerQuestion(NetworkOwned):
    """A question of the buyer about an answer, and what is replied."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["answer", "asked_at"], name="questions_of_answer")]

    def __str__(self) -> str:
        return self.text[:40]
