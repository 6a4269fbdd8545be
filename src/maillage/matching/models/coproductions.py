from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned, OrganizationOwned
from maillage.kit.ids import new_id
from maillage.matching.models.answers import Answer
from maillage.matching.models.briefs import Brief
from maillage.matching.types import CoproductionState


class Coproduction(NetworkOwned):
    """Work that several organizations do together: an awarded answer, or a project of their own.

    The shares of the partners who are in sum to `budget_cents` (deferred trigger). `version` grows with each edit of what
    is common. `client`: for whom, empty when the partners make it for themselves.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, null=True, blank=True, on_delete=models.SET_NULL, related_name="coproductions")
    answer = models.OneToOneField(Answer, null=True, blank=True, on_delete=models.SET_NULL, related_name="coproduction")
    title = models.CharField(_("Title"), max_length=160)
    description = models.TextField(_("What is made together"), blank=True)
    client = models.CharField(_("For whom"), max_length=200, blank=True)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    state = models.CharField(
        max_length=10, choices=CoproductionState.choices(), default=CoproductionState.PLANNED.value
    )
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    ends_on = models.DateField(_("End"), null=True, blank=True)
    budget_cents = models.BigIntegerField(default=0)
    # {"budget_cents", "shares": {partner's row: cents}, "agreed": [partners' rows], "at"}: waits for those it concerns.
    shares_proposed = models.JSONField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    language = models.CharField(_("Language of the work"), max_length=5, default="fr")
    version = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    chased = models.PositiveSmallIntegerField(default=0)  # reminders sent to those who have not reviewed
    chased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-created_at"], name="coproductions_by_state"),
            models.Index(fields=["-created_at", "-id"], name="coproductions_latest"),
            models.Index(fields=["title", "id"], name="coproductions_by_title"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(budget_cents__gte=0), name="coproduction_budget_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="coproduction_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[CoproductionState.REVIEWED.value, CoproductionState.CLOSED.value, CoproductionState.ABANDONED.value],
                    ended_at__isnull=False,
                )
                | Q(
                    state__in=[CoproductionState.PLANNED.value, CoproductionState.RUNNING.value, CoproductionState.DELIVERED.value],
                    ended_at__isnull=True,
                ),
                name="coproduction_ended_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class CoproductionPartner(OrganizationOwned):
    """An organization in a coproduction. `share_cents`: its part of the budget; invited until `accepted_at`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="partners")
    role = models.CharField(_("Role in the work"), max_length=120, blank=True)
    share_cents = models.BigIntegerField(default=0)
    is_lead = models.BooleanField(default=False)
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "coproduction"], name="coproductions_of")]
        constraints = [
            models.UniqueConstraint(fields=["coproduction", "organization"], name="coproduction_partner_once"),
            models.UniqueConstraint(
                fields=["coproduction"], condition=Q(is_lead=True, left_at__isnull=True), name="coproduction_one_lead"
            ),
            models.CheckConstraint(condition=Q(share_cents__gte=0), name="share_not_negative"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(share_cents=0), name="who_has_left_has_no_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coproduction_id} {self.organization_id}"


class Milestone(NetworkOwned):
    """A step of the work; `partner`: in charge of it, everybody when empty."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="milestones")
    partner = models.ForeignKey(
        CoproductionPartner, null=True, blank=True, on_delete=models.SET_NULL, related_name="milestones"
    )
    title = models.CharField(_("Title"), max_length=160)
    starts_on = models.DateField(_("Start"))
    ends_on = models.DateField(_("End"))
    done_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["coproduction", "starts_on"], name="milestones_of")]
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__lte=F("ends_on")), name="milestone_dates_in_order")
        ]

    def __str__(self) -> str:
        return self.title


class CoproductionFile(OrganizationOwned):
    """A paper of the partners; served as a download, to them and to the office only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="private/coproductions/%Y/%m", max_length=200)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    added_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coproduction", "digest"], name="coproduction_file_once")]

    def __str__(self) -> str:
        return self.name


class Deliverable(NetworkOwned):
    """Something that must be handed over by a day. `accepted_at`: by the lead, after it was delivered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="deliverables")
    partner = models.ForeignKey(
        CoproductionPartner, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliverables"
    )
    title = models.CharField(_("Title"), max_length=160)
    due_on = models.DateField(_("Due"))
    delivered_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    file = models.ForeignKey(
        CoproductionFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="deliverables"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["coproduction", "due_on"], name="deliverables_of"),
            models.Index(fields=["partner"], name="deliverables_of_partner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(delivered_at__isnull=False), name="accepted_once_delivered"
            )
        ]

    def __str__(self) -> str:
        return self.title


class WorkEntry(OrganizationOwned):
    """What a partner has done on a day: time or money. Never edited (trigger): a correction is an opposite entry."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="entries")
    day = models.DateField(_("Day"))
    minutes = models.IntegerField(default=0)
    amount_cents = models.BigIntegerField(default=0)
    note = models.CharField(_("What was done"), max_length=200, blank=True)
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.CASCADE, related_name="correction")
    entered_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["coproduction", "-day"], name="entries_of_coproduction")]
        constraints = [
            models.CheckConstraint(
                condition=(Q(minutes=0) & ~Q(amount_cents=0)) | (~Q(minutes=0) & Q(amount_cents=0)),
                name="entry_time_or_money",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | (Q(minutes__gte=0) & Q(amount_cents__gte=0)),
                name="only_corrections_are_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.minutes or self.amount_cents}"


class Decision(NetworkOwned):
    """What the partners have decided on a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    coproduction = models.ForeignKey(Coproduction, on_delete=models.CASCADE, related_name="decisions")
    text = models.TextField(_("What was decided"))
    day = models.DateField(_("Day"))
    noted_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["coproduction", "-day"], name="decisions_of")]

    def __str__(self) -> str:
        return self.text[:40]


class DecisionAgreement(OrganizationOwned):
    """A partner's word that it agrees to a decision."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="agreements")
    person = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "organization"], name="agreed_once")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.organization_id}"
