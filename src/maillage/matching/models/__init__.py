"""Rows of the path from a need to an award."""

from maillage.matching.models.answers import (
    Answer,
    AnswerComment,
    AnswerFile,
    AnswerPart,
    AnswerQuestion,
    AnswerText,
    SignOff,
)
from maillage.matching.models.briefs import Brief, BriefFile, BriefLot, BriefSkill
from maillage.matching.models.consortia import Consortium, ConsortiumPartner
from maillage.matching.models.conversation import BriefMessage, BriefNote
from maillage.matching.models.coproduction_ends import (
    CoproductionCalendar,
    Publication,
    PublicationConsent,
    Review,
)
from maillage.matching.models.coproductions import (
    Coproduction,
    CoproductionFile,
    CoproductionPartner,
    Decision,
    DecisionAgreement,
    Deliverable,
    Milestone,
    WorkEntry,
)
from maillage.matching.models.correspondence import InvitationMessage, MailFailure
from maillage.matching.models.document_box import Paper, PaperReading, PaperShare
from maillage.matching.models.documents import AnswerDocument, FrozenAnswer
from maillage.matching.models.invitations import Invitation
from maillage.matching.models.merges import MovedRows
from maillage.matching.models.opportunities import (
    Notice,
    NoticesRun,
    Opportunity,
    OpportunityDigest,
    OpportunityInterest,
    OpportunityTold,
)
from maillage.matching.models.settings import Absence, NetworkWeights
from maillage.matching.models.shortlists import Candidate, StoredRanking

__all__ = [
    "Absence",
    "Answer",
    "AnswerComment",
    "AnswerDocument",
    "AnswerFile",
    "AnswerPart",
    "AnswerQuestion",
    "AnswerText",
    "Brief",
    "BriefFile",
    "BriefLot",
    "BriefMessage",
    "BriefNote",
    "BriefSkill",
    "Candidate",
    "Consortium",
    "ConsortiumPartner",
    "Coproduction",
    "CoproductionCalendar",
    "CoproductionFile",
    "CoproductionPartner",
    "Decision",
    "DecisionAgreement",
    "Deliverable",
    "FrozenAnswer",
    "Invitation",
    "InvitationMessage",
    "MailFailure",
    "Milestone",
    "MovedRows",
    "NetworkWeights",
    "Notice",
    "NoticesRun",
    "Opportunity",
    "OpportunityDigest",
    "OpportunityInterest",
    "OpportunityTold",
    "Paper",
    "PaperReading",
    "PaperShare",
    "Publication",
    "PublicationConsent",
    "Review",
    "SignOff",
    "StoredRanking",
    "WorkEntry",
]
