"""What recipients and stores are told of deliveries, and what they say of them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import NoticeAudience, NoticeChannel, NoticeMoment, NoticeState, SmsGateway
from maillage.kit.ids import new_id


def _moment() -> models.CharField:
    return models.CharField(max_length=10, choices=NoticeMoment.choices())


class NoticeSettings(OrganizationOwned):
    """What a co-operative tells recipients, by what ways. Without a row nobody is told anything."""

    organization = models.OneToOneField("accounts.Organization", on_delete=models.CASCADE, related_name="+")
    moments = ArrayField(_moment(), default=list, blank=True)
    by_email = models.BooleanField(_("By e-mail"), default=True)
    sms = models.CharField(max_length=5, choices=SmsGateway.choices(), default=SmsGateway.NONE.value)
    language = models.CharField(_("Language of messages"), max_length=5, default="fr")
    asks_code = models.BooleanField(_("Recipients give a code at the door"), default=False)

    def __str__(self) -> str:
        return f"{self.organization_id}"


class StoreNotices(OrganizationOwned):
    """What differs for one store. `moments`: None is the co-operative's; `told`: the moments of which the store's own
    people are written to; `sites`: origins of the store's pages that may show where a delivery stands.
    """

    store = models.OneToOneField("delivery.Store", on_delete=models.CASCADE, related_name="+")
    moments = ArrayField(_moment(), null=True, blank=True)
    told = ArrayField(_moment(), default=list, blank=True)
    language = models.CharField(_("Language of messages"), max_length=5, blank=True)
    sites = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    asks_code = models.BooleanField(null=True)  # None is the co-operative's choice

    def __str__(self) -> str:
        return f"{self.store_id}"


class Notice(OrganizationOwned):
    """One message about one moment of a drop-off, by one way, to one reader: written once, sent at most once.

    It holds no address: that is read when it is sent, so that nothing goes to one that was erased. `turn`: how often the
    task was taken up again after it had failed. `user`: of the store's people, who is told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey("delivery.Task", on_delete=models.PROTECT, related_name="+")
    moment = models.CharField(max_length=10, choices=NoticeMoment.choices())
    turn = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=5, choices=NoticeChannel.choices())
    audience = models.CharField(max_length=9, choices=NoticeAudience.choices())
    user = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=7, choices=NoticeState.choices(), default=NoticeState.WAITING.value)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "-created_at"], name="notices_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "moment", "turn", "channel", "audience", "user"], name="notice_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="notice_sent_at_a_time",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.moment} {self.channel} {self.task_id}"


class NoticeRefusal(OrganizationOwned):
    """Who wants no more messages of a co-operative, by a keyed digest of the number or address: it is not kept itself."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "digest"], name="notice_refused_once")]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.at}"


class DeliveryRating(OrganizationOwned):
    """What a recipient thought of one delivery, said once."""

    task = models.OneToOneField("delivery.Task", on_delete=models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    comment = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "-at"], name="ratings_of")]
        constraints = [models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="rating_of_five")]

    def __str__(self) -> str:
        return f"{self.stars} {self.task_id}"
