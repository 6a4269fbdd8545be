"""E-mail that comes in: a message of a thread, an automatic answer, an address that does not receive."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from maillage.accounts.models import User
from maillage.accounts.queries import emails_of_staff, network
from maillage.kit.errors import DomainError, NotFound
from maillage.matching.events import MailRefused
from maillage.matching.models import Brief, BriefNote, Invitation, MailFailure
from maillage.matching.rules.mail_in import MailIn, MailKind, read_mail
from maillage.matching.services import attachments, conversation
from maillage.matching.services.attachments import Sent
from maillage.matching.services.invitation_letters import keep_message
from maillage.matching.services.reply_addresses import Known, Party, known_by
from maillage.stream.services import publish

LARGEST_MAIL = 40 * 2**20
_OF_OFFICE = (Party.OFFICE_TO_BUYER, Party.OFFICE_TO_INVITED)


class Outcome(StrEnum):
    """What became of an e-mail."""

    MESSAGE = "message"
    NOTE = "note"  # an automatic answer, noted for the office
    FAILURE = "failure"  # an address is marked
    IGNORED = "ignored"


class UnknownAddress(NotFound):
    """No recipient of the e-mail is an address of ours."""


class NotOfTheOffice(NotFound):
    """Somebody writes to an address that only the office was given."""


@transaction.atomic
def receive_mail(*, raw: bytes, now: datetime, recipient: str = "") -> Outcome:
    """Take one e-mail (RFC 5322) in; the same one twice changes nothing. `recipient`: that of the envelope, when known.

    Publishes `BriefMessageWritten`, `InvitationMessageWritten` or `MailRefused`.
    Raises: UnknownAddress, NotOfTheOffice, TooMany.
    """
    mail = read_mail(raw)
    known = _known(mail, recipient)
    if mail.sender == settings.DEFAULT_FROM_EMAIL.lower() or mail.kind is MailKind.DELAY:
        return Outcome.IGNORED
    if mail.kind is MailKind.BOUNCE:
        return _refused(mail, known, now=now)
    if mail.kind is MailKind.AUTOMATIC:
        return _automatic(mail, known, now=now)
    with translation.override(network().default_language):
        return _message(mail, known, now=now)


def _known(mail: MailIn, recipient: str) -> Known:
    for address in (recipient, *mail.recipients):
        try:
            return known_by(address)
        except NotFound:
            continue
    raise UnknownAddress


def _message(mail: MailIn, known: Known, *, now: datetime) -> Outcome:
    person = _person(mail, known)
    brief = Brief.objects.across_scopes(reason="an e-mail that comes in").select_for_update().get(pk=known.brief.pk)
    refused = _keep_joined(mail, known, brief, now=now)
    text = "\n\n".join(part for part in (mail.text, refused) if part) or _("(Files alone, without a word.)")
    author_id = person.pk if person is not None else None
    if known.invitation is not None:
        keep_message(
            known.invitation, text=text, now=now, is_from_organization=known.party is Party.INVITED, author_id=author_id,
            sender=mail.sender, mail_id=mail.mail_id,
        )  # fmt: skip
    else:
        conversation.keep_mail(
            brief, text=text, now=now, is_from_buyer=known.party is Party.BUYER, author_id=author_id, sender=mail.sender,
            mail_id=mail.mail_id,
        )  # fmt: skip
    return Outcome.MESSAGE


def _person(mail: MailIn, known: Known) -> User | None:
    """Give who of the office writes; anybody may write with the buyer's or an invited organization's address."""
    if known.party not in _OF_OFFICE:
        return None
    found = next((one for one in emails_of_staff() if one.email.lower() == mail.sender), None)
    if found is None:
        raise NotOfTheOffice
    return found


def _keep_joined(mail: MailIn, known: Known, brief: Brief, *, now: datetime) -> str:
    """Keep the files that are good; give what is to be said of the others."""
    of = known.invitation if known.party is Party.INVITED else None
    refused = []
    for one in mail.joined if known.party is not Party.OFFICE_TO_INVITED else ():
        try:
            attachments.keep(
                brief, Sent(one.name, one.content), is_from_buyer=known.party is Party.BUYER, invitation=of, now=now
            )
        except DomainError as refusal:
            refused.append(str(refusal))
    return "\n".join(f"[{why}]" for why in refused)


def _automatic(mail: MailIn, known: Known, *, now: datetime) -> Outcome:
    if known.party in _OF_OFFICE:
        return Outcome.IGNORED
    with translation.override(network().default_language):
        text = _("Automatic answer of %(address)s: %(subject)s") % {"address": mail.sender, "subject": mail.subject}
    text = f"{text}\n\n{mail.text[:2000]}".strip()
    notes = BriefNote.objects.across_scopes(reason="an automatic answer is noted once")
    notes.get_or_create(brief=known.brief, author=None, text=text, defaults={"written_at": now})
    return Outcome.NOTE


def _refused(mail: MailIn, known: Known, *, now: datetime) -> Outcome:
    if known.party in _OF_OFFICE:
        return Outcome.IGNORED
    address = mail.refused or (known.brief.buyer_email.lower() if known.invitation is None else "")
    if not address:
        return Outcome.IGNORED
    mark_refused(known.brief, address=address, reason=mail.reason, invitation=known.invitation, now=now)
    return Outcome.FAILURE


def mark_refused(
    brief: Brief, /, *, address: str, reason: str, now: datetime, invitation: Invitation | None = None
) -> MailFailure:
    """Mark an address as failing; a second time brings the reason up to date. Publishes `MailRefused` the first time."""
    row, is_new = MailFailure.objects.across_scopes(reason="addresses of a brief at hand").update_or_create(
        brief=brief, address=address, defaults={"reason": reason, "at": now, "invitation": invitation}
    )
    if is_new:
        publish(
            MailRefused(
                at=now, actor_id=None, object_id=brief.pk, organization_id=brief.buyer_organization_id,
                number=brief.number,
            )
        )  # fmt: skip
    failure: MailFailure = row
    return failure
