"""The e-mails that a message to the office makes: one to each of its people, and a copy to the sender."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from maillage.accounts.queries import emails_of_staff
from maillage.accounts.services.mailing import compose_mail, language_of
from maillage.directory.models import ContactMessage


def mail_office_message(*, message_id: UUID, language: str) -> None:
    """Send a message on to the office, with the sender as the address to answer, and a copy to the sender in `language`."""
    row = ContactMessage.objects.across_scopes(reason="sending a message on").filter(pk=message_id).first()
    if row is None or row.organization_id is not None:
        return
    quoted = "\n".join(f"> {line}" for line in row.text.splitlines())
    words = {"message": row, "quoted": quoted}
    address = f"{settings.MAILLAGE_BASE_URL}{reverse('directory:office_messages')}"
    for person in emails_of_staff():
        with translation.override(language_of(recipient=person)):
            mail = compose_mail(
                template="directory/mail/office_message.txt", to=person, context=words, action_url=address
            )
        mail.reply_to = [row.sender_email]
        mail.send()
    with translation.override(language):
        compose_mail(template="directory/mail/office_message_copy.txt", to=row.sender_email, context=words).send()
