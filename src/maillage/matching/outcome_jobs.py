"""Jobs that tell the end of a need."""

from maillage.matching.events import BriefMoved, InvitationWithdrawn
from maillage.matching.services import outcome_mail
from maillage.matching.types import BriefState


def mail_end(event: BriefMoved) -> None:
    """Tell those without an answer before the buyer that a need has ended without an award."""
    if event.object_id is not None and event.target in (BriefState.WITHDRAWN.value, BriefState.NOT_AWARDED.value):
        outcome_mail.mail_end(brief_id=event.object_id, actor_id=event.actor_id)


def mail_invitation_over(event: InvitationWithdrawn) -> None:
    """Tell an organization that no answer is expected of it any more."""
    if event.object_id is not None:
        outcome_mail.mail_invitation_over(invitation_id=event.object_id)
