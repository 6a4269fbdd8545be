"""Rows of the path from a need to an award."""

from maillage.matching.models.briefs import Brief, BriefFile, BriefLot, BriefSkill
from maillage.matching.models.conversation import BriefMessage, BriefNote
from maillage.matching.models.invitations import Invitation
from maillage.matching.models.shortlists import Candidate, StoredRanking

__all__ = [
    "Brief",
    "BriefFile",
    "BriefLot",
    "BriefMessage",
    "BriefNote",
    "BriefSkill",
    "Candidate",
    "Invitation",
    "StoredRanking",
]
