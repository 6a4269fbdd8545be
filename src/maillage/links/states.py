"""Which states may follow which."""

from maillage.kit.moves import Moves
from maillage.links.types import DeclarationState, IntroductionState

# A refusal can be taken back by saying yes after all; what has ended is declared anew.
DECLARATION_MOVES = Moves(
    {
        DeclarationState.PENDING: {DeclarationState.CONFIRMED, DeclarationState.REFUSED, DeclarationState.ENDED},
        DeclarationState.CONFIRMED: {DeclarationState.ENDED},
        DeclarationState.REFUSED: {DeclarationState.CONFIRMED},
    }
)

INTRODUCTION_MOVES = Moves(
    {
        IntroductionState.SUGGESTED: {IntroductionState.PROPOSED, IntroductionState.SET_ASIDE},
        IntroductionState.SET_ASIDE: {IntroductionState.PROPOSED},
        IntroductionState.PROPOSED: {IntroductionState.ACCEPTED, IntroductionState.DECLINED, IntroductionState.MET},
        IntroductionState.ACCEPTED: {IntroductionState.MET, IntroductionState.DECLINED},
        IntroductionState.DECLINED: {IntroductionState.PROPOSED},
    }
)
OPEN_INTRODUCTIONS = (IntroductionState.PROPOSED, IntroductionState.ACCEPTED)
