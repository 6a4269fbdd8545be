from django.db import models

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.matching.models.answers import Answer
from maillage.matching.types import DocumentKind


class FrozenAnswer(NetworkOwned):
    """An answer as it was put before its partners for signature. `digest`: SHA-256 of the canonical text of `content`.

    The content holds the digests of the documents and of the files, so signing the one is signing all.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="frozen")
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    frozen_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "digest"], name="frozen_once_a_content")]

    def __str__(self) -> str:
        return self.digest[:12]


class AnswerDocument(NetworkOwned):
    """A PDF made of a frozen answer; `partner`: whose declaration it is, empty for what is common to all."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    frozen = models.ForeignKey(FrozenAnswer, on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=12, choices=DocumentKind.choices())
    partner = models.ForeignKey(
        "accounts.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.FileField(upload_to="private/answers/%Y/%m", max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["frozen", "kind", "partner"], name="document_once", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:12]}"
