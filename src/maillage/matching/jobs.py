"""Work of the path that runs after commit."""

from maillage.matching.events import BriefMessageWritten, BriefMoved, BriefReceived, BriefWritten
from maillage.matching.services import mail
from maillage.matching.types import BriefState


def mail_confirmation(event: BriefWritten) -> None:
    """Ask the buyer to confirm."""
    if event.object_id is not None:
        mail.mail_confirmation(brief_id=event.object_id)


def mail_received(event: BriefReceived) -> None:
    """Tell buyer and office that a need has come."""
    if event.object_id is not None:
        mail.mail_received(brief_id=event.object_id)


def mail_message(event: BriefMessageWritten) -> None:
    """Send a message of the thread to the other side."""
    mail.mail_message(message_id=event.message_id)


def mail_outcome(event: BriefMoved) -> None:
    """Tell the buyer that the office has closed the need without an award."""
    if event.object_id is not None and event.target == BriefState.NOT_AWARDED.value:
        mail.mail_outcome(brief_id=event.object_id)
