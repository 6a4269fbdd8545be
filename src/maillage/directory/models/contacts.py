from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.directory.types import ContactKind
from maillage.kit.ids import new_id


class Contact(OrganizationOwned):
    """A way to reach an organization; shown to all only when its people chose so. May be personal data: kept until removed."""

    kind = models.CharField(max_length=8, choices=ContactKind.choices())
    value = models.CharField(max_length=254)
    label = models.CharField(_("Who or what for"), max_length=120, blank=True)
    is_public = models.BooleanField(_("Public"), default=False)
    source = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=0)

    if TYPE_CHECKING:
        objects: ClassVar[Any]

    class Meta:
        indexes = [models.Index(fields=["organization", "position"], name="contacts_of")]

    def __str__(self) -> str:
        return self.kind


class ContactMessage(OrganizationOwned):
    """A message sent through a form: to an organization, or to the network's office when `organization` is null.

    Personal data (name, e-mail, text): kept two years for the answer and its proof, then erased by a job.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organization = models.ForeignKey(  # type: ignore[assignment]  # the office is no organization
        "accounts.Organization", null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_need = models.BooleanField(default=False)
    sender_name = models.CharField(_("Your name"), max_length=120)
    sender_email = models.EmailField(_("Your e-mail"))
    sender_phone = models.CharField(_("Your phone number"), max_length=30, blank=True)
    subject = models.CharField(_("Subject"), max_length=160, blank=True)
    place = models.CharField(_("Place"), max_length=120, blank=True)
    text = models.TextField(_("Your message"))
    sent_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    if TYPE_CHECKING:
        objects: ClassVar[Any]

    class Meta:
        indexes = [models.Index(fields=["organization", "-sent_at"], name="messages_of")]

    def __str__(self) -> str:
        return self.subject or str(self.pk)
