from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import NetworkOwned
from maillage.kit.ids import new_id
from maillage.matching.types import BriefKind, BriefOrigin, BriefState


class Brief(NetworkOwned):
    """What a buyer asks for. `version` grows with each edit: two people never overwrite each other.

    Personal: the buyer's name, address and telephone, kept for the answer and two years after the end.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.BigIntegerField(
        unique=True, editable=False, db_default=Func(Value("matching_brief_number"), function="nextval")
    )
    title = models.CharField(_("In a few words"), max_length=140)
    text = models.TextField(_("The need"))
    language = models.CharField(max_length=5, default="fr")
    kind = models.CharField(_("What is hoped for"), max_length=14, choices=BriefKind.choices())
    origin = models.CharField(max_length=12, choices=BriefOrigin.choices())
    state = models.CharField(max_length=14, choices=BriefState.choices(), default=BriefState.UNCONFIRMED.value)

    buyer_name = models.CharField(_("Name"), max_length=120, blank=True)
    buyer_email = models.EmailField(_("E-mail address"), blank=True)
    buyer_phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    buyer_organization_name = models.CharField(_("Organization"), max_length=160, blank=True)
    buyer_organization = models.ForeignKey(
        "accounts.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    buyer = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_buyer_hidden = models.BooleanField(_("Hide my name until an organization accepts"), default=False)
    link_generation = models.PositiveSmallIntegerField(default=1)

    place_label = models.CharField(_("Place"), max_length=120, blank=True)
    place_code = models.CharField(max_length=24, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    radius_km = models.PositiveIntegerField(_("Within (km)"), null=True, blank=True)
    is_anywhere = models.BooleanField(_("The place does not matter"), default=False)
    answers_due = models.DateField(_("Answers expected by"), null=True, blank=True)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    ends_on = models.DateField(_("End"), null=True, blank=True)
    budget_least_cents = models.BigIntegerField(null=True, blank=True)
    budget_most_cents = models.BigIntegerField(null=True, blank=True)
    budget_includes_vat = models.BooleanField(_("Amounts include VAT"), default=False)
    required_labels = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    preferred_labels = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    clauses = models.TextField(_("Social and environmental clauses"), blank=True)
    reading = models.JSONField(
        default=dict, blank=True
    )  # what was understood from the text, with the words that led to it

    owner = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    next_action = models.CharField(_("Next action"), max_length=140, blank=True)
    next_action_due = models.DateField(_("By"), null=True, blank=True)
    wave_size = models.PositiveSmallIntegerField(_("Invited at once"), default=3)
    answer_hours = models.PositiveSmallIntegerField(_("Working hours to answer"), default=27)
    is_wave_automatic = models.BooleanField(_("Invite the next by itself"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    first_reply_at = models.DateTimeField(null=True, blank=True)
    state_since = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-state_since"], name="briefs_of_board"),
            models.Index(fields=["owner", "state"], name="briefs_in_hand"),
            models.Index(fields=["buyer"], name="briefs_of_buyer"),
            models.Index(fields=["buyer_organization"], name="briefs_of_organization"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="brief_number_positive"),
            models.CheckConstraint(
                condition=Q(budget_least_cents__isnull=True)
                | Q(budget_most_cents__isnull=True)
                | Q(budget_least_cents__lte=F("budget_most_cents")),
                name="brief_budget_in_order",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="brief_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="brief_point_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"B-{self.number} {self.title}"


class BriefLot(NetworkOwned):
    """A part of a brief that may be done by another than the rest."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="lots")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=140)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "position"], name="lot_position_once")]

    def __str__(self) -> str:
        return f"{self.position}. {self.title}"


class BriefSkill(NetworkOwned):
    """A skill that a brief asks for; `because`: the buyer's words that led to it, empty when somebody chose it."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="skills")
    lot = models.ForeignKey(BriefLot, null=True, blank=True, on_delete=models.SET_NULL, related_name="skills")
    skill = models.ForeignKey("directory.Skill", on_delete=models.PROTECT, related_name="+")
    is_required = models.BooleanField(default=True)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brief", "skill"], name="brief_skill_once")]

    def __str__(self) -> str:
        return f"{self.brief_id} {self.skill_id}"


class BriefFile(NetworkOwned):
    """A paper joined to a brief; served as a download, never shown in place.

    One sent by an invited organization (`invitation`) is for the office alone; the others are for buyer, office and those
    who have accepted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="private/briefs/%Y/%m", max_length=200)
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    is_from_buyer = models.BooleanField()
    invitation = models.ForeignKey(
        "matching.Invitation", null=True, blank=True, on_delete=models.CASCADE, related_name="files"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brief", "invitation", "digest"], nulls_distinct=False, name="brief_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
