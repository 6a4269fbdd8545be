from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.coproductions import Coproduction
from maillage.matching.types import ReviewCriterion, ReviewSide

_FIVE = [criterion.value for criterion in ReviewCriterion]


def _from_one_to_five() -> Q:
    condition = Q()
    for name in _FIVE:
        condition &= Q(**{f"{name}__range": (1, 5)})
    return condition


class Review(NetworkOwned):
    """How the work went, said once. `reviewer` is empty for a buyer; `subject`: the partner judged, empty for the whole work.

    Personal: `author_name` and `private_comment`, kept with the coproduction; the comment is for the office alone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="reviews")
    side = models.CharField(max_length=7, choices=ReviewSide.choices())
    reviewer = models.ForeignKey("accounts.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("accounts.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    quality = models.PositiveSmallIntegerField(_("Quality of the work"))
    deadlines = models.PositiveSmallIntegerField(_("Deadlines"))
    communication = models.PositiveSmallIntegerField(_("Communication"))
    budget = models.PositiveSmallIntegerField(_("Budget"))
    cooperation = models.PositiveSmallIntegerField(_("Working together"))
    private_comment = models.TextField(_("A word for the network’s office alone"), blank=True)
    public_quote = models.CharField(_("A sentence that may be shown"), max_length=400, blank=True)
    has_quote_consent = models.BooleanField(default=False)
    author_name = models.CharField(max_length=140, blank=True)
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["subject", "coproduction"], name="reviews_about")]
        constraints = [
            models.UniqueConstraint(
                fields=["coproduction", "side", "reviewer", "subject"], name="reviewed_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=_from_one_to_five(), name="review_from_one_to_five"),
            models.CheckConstraint(
                condition=Q(side=ReviewSide.BUYER.value, reviewer__isnull=True, subject__isnull=True)
                | Q(side=ReviewSide.PARTNER.value, reviewer__isnull=False),
                name="partners_review_by_name",
            ),
            models.CheckConstraint(
                condition=Q(subject__isnull=True) | ~Q(subject=models.F("reviewer")), name="nobody_reviews_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coproduction_id} {self.side}"

    @property
    def marks(self) -> tuple[int, ...]:
        return tuple(getattr(self, name) for name in _FIVE)


class Publication(NetworkOwned):
    """The common reference that a lead proposes; it is shown once every partner agrees to these words."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.OneToOneField(Coproduction, on_delete=models.CASCADE, related_name="publication")
    title = models.CharField(_("Title"), max_length=200)
    description = models.TextField(_("What was made, in a few sentences"), blank=True)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    skills = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    proposed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class PublicationConsent(OrganizationOwned):
    """A partner's word on a proposed reference; `reference_id`: the one made on its profile."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="consents")
    given_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reference_id = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "organization"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.organization_id}"


class CoproductionCalendar(OrganizationOwned):
    """The secret address of an organization's calendar; raising the generation ends the one before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    generation = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="one_calendar")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.generation}"
