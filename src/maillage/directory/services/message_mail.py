"""The e-mails that a visitor's message makes: one to each person it is for, and a copy to the sender."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import emails_of_staff, people_of
from maillage.accounts.services.mailing import compose_mail, language_of
from maillage.accounts.types import OrganizationRole
from maillage.directory.models import ContactMessage


def mail_message(*, message_id: UUID, language: str) -> None:
    """Send a kept message on. An organization without people has its messages sent to the office, which knows whom to call.

    `language`: the sender's, for the copy.
    """
    row = ContactMessage.objects.across_scopes(reason="sending a message on").filter(pk=message_id).first()
    if row is None or row.organization_id is None:
        return
    organization = Organization.objects.get(pk=row.organization_id)
    people = people_of(organization_id=organization.pk, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR])
    is_claimed = bool(people)
    for person in people or emails_of_staff():
        _send(row, organization, to=person, template="directory/mail/message.txt", is_claimed=is_claimed)
    with translation.override(language):
        _send(row, organization, to=row.sender_email, template="directory/mail/message_copy.txt", language=language)


def _send(
    row: ContactMessage,
    organization: Organization,
    *,
    to: User | str,
    template: str,
    language: str = "",
    is_claimed: bool = True,
) -> None:
    space = reverse("directory:message_list", kwargs={"organization_slug": organization.slug})
    is_copy = isinstance(to, str)
    quoted = "\n".join(f"> {line}" for line in row.text.splitlines())
    with translation.override(language or language_of(recipient=to)):
        message = compose_mail(
            template=template,
            to=to,
            context={"message": row, "organization": organization, "is_claimed": is_claimed, "quoted": quoted},
            action_url="" if is_copy else f"{settings.MAILLAGE_BASE_URL}{space}",
        )
    if not is_copy:
        message.reply_to = [row.sender_email]
    message.send()
