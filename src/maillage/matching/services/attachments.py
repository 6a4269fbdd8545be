"""Papers joined to a need: checked by their content, kept out of the web's reach, given to those who may have them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.throttle import count_try
from maillage.matching.models import Brief, BriefFile, Invitation
from maillage.matching.rules.attachments import LARGEST_PAPER, Paper, PaperRefusal, paper_of
from maillage.matching.services.buyer_links import brief_of_key
from maillage.matching.services.invitations import invitation_of_key
from maillage.matching.types import InvitationState

MOST_PAPERS = 30
PER_BRIEF_AN_HOUR = 60
_REASON = "papers of a brief at hand"
_REFUSALS = {
    PaperRefusal.EMPTY: _("“%(name)s” is empty. Send it again."),
    PaperRefusal.TOO_LARGE: _("“%(name)s” weighs over 15 MB. Send a lighter one, or several."),
    PaperRefusal.UNKNOWN: _("“%(name)s” is none of the files that we take: PDF, Word, Excel, PowerPoint, OpenDocument, JPEG, PNG, WebP."),
    PaperRefusal.MACROS: _("“%(name)s” holds macros. Save it without them, or as PDF."),
    PaperRefusal.BROKEN: _("“%(name)s” cannot be read: it may have been cut on its way. Send it again."),
}  # fmt: skip
assert LARGEST_PAPER == 15 * 2**20, "the sentence above says so"  # noqa: S101 - a constant, checked when it is read


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes


class BadPaper(Invalid):
    code = "bad_paper"


class TooManyPapers(Conflict):
    message = _("Thirty papers are joined to this need already: take one away first.")
    code = "too_many_papers"


@transaction.atomic
def add_as_office(*, actor: Actor, brief_id: UUID, sent: Sent, now: datetime) -> BriefFile:
    """Join a paper that buyer, office and those who accept may have; the same one twice is kept once.

    Raises: NotAllowed, NotFound, BadPaper, TooManyPapers.
    """
    return keep(_brief_of_office(actor, brief_id), sent, is_from_buyer=False, now=now)


@transaction.atomic
def add_as_buyer(*, key: str, sent: Sent, now: datetime) -> BriefFile:
    """Join a paper with the private link; the same one twice is kept once.

    Raises: NotFound, LinkEnded, BadPaper, TooManyPapers, TooMany.
    """
    brief = brief_of_key(key, now=now, for_update=True)
    count_try(key=f"brief-papers:{brief.pk}", limit=PER_BRIEF_AN_HOUR, period_s=3600)
    return keep(brief, sent, is_from_buyer=True, now=now)


def keep(
    brief: Brief, sent: Sent, /, *, is_from_buyer: bool, now: datetime, invitation: Invitation | None = None
) -> BriefFile:
    """Check and keep a file, in the caller's transaction, the brief being locked.

    Raises: BadPaper, TooManyPapers.
    """
    paper = checked(sent)
    digest = hashlib.sha256(sent.content).hexdigest()
    rows = BriefFile.objects.across_scopes(reason=_REASON).filter(brief=brief, invitation=invitation)
    known: BriefFile | None = rows.filter(digest=digest).first()
    if known is not None:
        return known
    if rows.count() >= MOST_PAPERS:
        raise TooManyPapers(field="file")
    row = BriefFile(
        brief=brief, name=paper.name, content_type=paper.content_type, size=len(sent.content), digest=digest,
        is_from_buyer=is_from_buyer, invitation=invitation, added_at=now,
    )  # fmt: skip
    # Named by its content alone: nothing that was typed reaches the disk.
    row.file.save(f"{digest[:32]}.bin", ContentFile(sent.content), save=False)
    row.save(force_insert=True)
    return row


def checked(sent: Sent, /) -> Paper:
    """Say what a file is, by its content.

    Raises: BadPaper.
    """
    paper = paper_of(sent.name, sent.content)
    if isinstance(paper, PaperRefusal):
        raise BadPaper(_REFUSALS[paper], field="file", name=sent.name[-80:])
    return paper


def paper_for_office(*, actor: Actor, brief_id: UUID, file_id: UUID) -> BriefFile:
    """Raises: NotAllowed, NotFound."""
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    return _one(file_id, brief_id=brief_id)


def paper_for_buyer(*, key: str, file_id: UUID, now: datetime) -> BriefFile:
    """Give a paper of the need: none that an invited organization has sent.

    Raises: NotFound, LinkEnded.
    """
    return _one(file_id, brief_id=brief_of_key(key, now=now).pk, invitation=None)


def paper_for_invited(*, key: str, file_id: UUID) -> BriefFile:
    """Give a paper to an organization that has accepted, and its own; one that declines afterwards loses them.

    Raises: NotFound, LinkEnded.
    """
    invitation = invitation_of_key(key)
    if invitation.state != InvitationState.ACCEPTED.value:
        raise NotFound
    row = _one(file_id, brief_id=invitation.brief_id)
    if row.invitation_id not in (None, invitation.pk):
        raise NotFound
    return row


@transaction.atomic
def remove_as_office(*, actor: Actor, brief_id: UUID, file_id: UUID) -> None:
    """Raises: NotAllowed, NotFound."""
    _brief_of_office(actor, brief_id)
    _remove(_one(file_id, brief_id=brief_id))


@transaction.atomic
def remove_as_buyer(*, key: str, file_id: UUID, now: datetime) -> None:
    """Take a paper of one's own away.

    Raises: NotFound, LinkEnded.
    """
    row = _one(file_id, brief_id=brief_of_key(key, now=now).pk, invitation=None)
    if not row.is_from_buyer:
        raise NotFound
    _remove(row)


def _remove(row: BriefFile) -> None:
    storage, name = row.file.storage, str(row.file.name)
    row.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _brief_of_office(actor: Actor, brief_id: UUID) -> Brief:
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief: Brief | None = Brief.objects.within(actor.scope).select_for_update().filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    return brief


def _one(file_id: UUID, *, brief_id: UUID, **of: None) -> BriefFile:
    rows = BriefFile.objects.across_scopes(reason=_REASON).filter(brief_id=brief_id, **of)
    found: BriefFile | None = rows.filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found
