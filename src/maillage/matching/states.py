"""Which states may follow which."""

from maillage.kit.moves import Moves
from maillage.matching.types import AnswerState, BriefState, ConsortiumState, CoproductionState, InvitationState

_OPEN = {
    BriefState.NEW,
    BriefState.QUALIFYING,
    BriefState.SHORTLISTING,
    BriefState.CONTACTED,
    BriefState.ANSWERING,
    BriefState.PROPOSED,
}
_ENDS = {BriefState.WITHDRAWN, BriefState.NOT_AWARDED}

# A facilitator may skip a step or go back: the board follows the work, it does not command it. An end is reopened by
# hand only; an award follows an answer that the buyer has seen.
BRIEF_MOVES = Moves(
    {
        BriefState.UNCONFIRMED: {BriefState.NEW, BriefState.WITHDRAWN},
        BriefState.NEW: (_OPEN - {BriefState.NEW}) | _ENDS,
        BriefState.QUALIFYING: (_OPEN - {BriefState.QUALIFYING}) | _ENDS,
        BriefState.SHORTLISTING: (_OPEN - {BriefState.SHORTLISTING}) | _ENDS,
        BriefState.CONTACTED: (_OPEN - {BriefState.CONTACTED}) | _ENDS,
        BriefState.ANSWERING: (_OPEN - {BriefState.ANSWERING}) | _ENDS,
        BriefState.PROPOSED: (_OPEN - {BriefState.PROPOSED}) | _ENDS | {BriefState.AWARDED},
        BriefState.NOT_AWARDED: {BriefState.QUALIFYING},
        BriefState.WITHDRAWN: {BriefState.QUALIFYING},
    }
)

OPEN_STATES = tuple(state for state in BriefState if state in _OPEN)
CLOSED_STATES = (BriefState.AWARDED, BriefState.NOT_AWARDED, BriefState.WITHDRAWN)

# Silence is answered by silence: what has ended by its due time is opened again by the office alone, as a new invitation.
INVITATION_MOVES = Moves(
    {
        InvitationState.SENT: {
            InvitationState.ACCEPTED,
            InvitationState.DECLINED,
            InvitationState.EXPIRED,
            InvitationState.WITHDRAWN,
        },
        InvitationState.ACCEPTED: {InvitationState.WITHDRAWN, InvitationState.DECLINED},
        InvitationState.DECLINED: {InvitationState.SENT},
        InvitationState.EXPIRED: {InvitationState.SENT},
        InvitationState.WITHDRAWN: {InvitationState.SENT},
    }
)

CONSORTIUM_MOVES = Moves({ConsortiumState.FORMED: {ConsortiumState.DISSOLVED}})

# A partner who leaves, or a change of the office, brings a signed answer back to the draft: what was signed is no more.
ANSWER_MOVES = Moves(
    {
        AnswerState.DRAFT: {AnswerState.SIGNING, AnswerState.WITHDRAWN},
        AnswerState.SIGNING: {AnswerState.DRAFT, AnswerState.REVIEW, AnswerState.WITHDRAWN},
        AnswerState.REVIEW: {AnswerState.DRAFT, AnswerState.SENT, AnswerState.WITHDRAWN},
        AnswerState.SENT: {AnswerState.AWARDED, AnswerState.DECLINED, AnswerState.WITHDRAWN},
    }
)

# What was delivered may be taken up again; an end is an end.
COPRODUCTION_MOVES = Moves(
    {
        CoproductionState.PLANNED: {CoproductionState.RUNNING, CoproductionState.ABANDONED},
        CoproductionState.RUNNING: {
            CoproductionState.PLANNED,
            CoproductionState.DELIVERED,
            CoproductionState.ABANDONED,
        },
        CoproductionState.DELIVERED: {
            CoproductionState.RUNNING,
            CoproductionState.REVIEWED,
            CoproductionState.CLOSED,
        },
    }
)
WORKING_STATES = (CoproductionState.PLANNED, CoproductionState.RUNNING)
LIVING_STATES = (*WORKING_STATES, CoproductionState.DELIVERED)
