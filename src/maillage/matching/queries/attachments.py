"""The papers of a brief, for those who may have them."""

from collections.abc import Sequence

from maillage.matching.models import Brief, BriefFile, Invitation
from maillage.matching.types import InvitationState

_REASON = "papers of a brief at hand"


def attachments_of(brief: Brief, /) -> Sequence[BriefFile]:
    """Give the papers that buyer, office and those who accept share, in the order in which they came."""
    rows = BriefFile.objects.across_scopes(reason=_REASON).filter(brief=brief, invitation=None)
    return list(rows.order_by("added_at", "id"))


def attachments_of_invited(brief: Brief, /) -> Sequence[BriefFile]:
    """Give the papers that invited organizations have sent: for the office alone."""
    rows = BriefFile.objects.across_scopes(reason=_REASON).filter(brief=brief, invitation__isnull=False)
    return list(rows.select_related("invitation__organization").order_by("added_at", "id"))


def attachments_for(invitation: Invitation, /) -> Sequence[BriefFile]:
    """Give what an invited organization may have: nothing before it accepts, nor once it has declined."""
    if invitation.state != InvitationState.ACCEPTED.value:
        return []
    own = BriefFile.objects.across_scopes(reason=_REASON).filter(invitation=invitation)
    return [*attachments_of(invitation.brief), *own.order_by("added_at", "id")]
