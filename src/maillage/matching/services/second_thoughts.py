"""Those who had accepted, joined a consortium, and decline after all."""

from datetime import datetime
from uuid import UUID

from maillage.accounts.types import Actor
from maillage.matching.labels import DECLINE_LABELS
from maillage.matching.models import ConsortiumPartner, Invitation
from maillage.matching.services.consortia import leave_consortium
from maillage.matching.types import AnswerState, ConsortiumState, DeclineReason, InvitationState

_REASON = "an organization that has declined leaves by itself"
_CHANGEABLE = (AnswerState.DRAFT.value, AnswerState.SIGNING.value, AnswerState.REVIEW.value)


def leave_after_declining(*, invitation_id: UUID, now: datetime) -> int:
    """Take an organization that has declined out of the consortium that it had joined for the need; gives how many it left.

    The others read its reason, not what it wrote to the network. A second time changes nothing, nor when it was asked again and
    accepted in between. An answer before the buyer stays as it is: the office, which is told of the refusal, decides.
    Publishes what `leave_consortium` does.
    """
    rows = Invitation.objects.across_scopes(reason=_REASON)
    invitation = rows.filter(pk=invitation_id, state=InvitationState.DECLINED.value).first()
    if invitation is None:
        return 0
    joined = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(
        organization_id=invitation.organization_id, left_at__isnull=True, consortium__brief_id=invitation.brief_id,
        consortium__state=ConsortiumState.FORMED.value, consortium__answer__state__in=_CHANGEABLE,
    )  # fmt: skip
    found = list(joined.order_by("pk").values_list("consortium_id", flat=True))
    for consortium_id in found:
        leave_consortium(
            actor=Actor.system(reason=_REASON), consortium_id=consortium_id, now=now,
            organization_id=invitation.organization_id, reason=str(DECLINE_LABELS[DeclineReason(invitation.reason)]),
        )  # fmt: skip
    return len(found)
