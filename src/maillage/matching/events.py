"""What happens to a brief."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from maillage.stream.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _BriefEvent(Event):
    """`object_id` is the brief's; `organization_id` the buyer's, when the buyer is an organization of the directory."""

    object_type: ClassVar[str] = "brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefWritten(_BriefEvent):
    """A need came in by the public form; it waits for its buyer's confirmation."""

    verb: ClassVar[str] = "brief.written"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefReceived(_BriefEvent):
    """A need stands before the office: confirmed by its buyer, or entered by somebody who is known."""

    verb: ClassVar[str] = "brief.received"

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMoved(_BriefEvent):
    verb: ClassVar[str] = "brief.moved"

    origin: str
    target: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefAssigned(_BriefEvent):
    """Somebody of the office takes a brief in hand; `owner_id` is empty when it is put down."""

    verb: ClassVar[str] = "brief.assigned"

    owner_id: UUID | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMessageWritten(_BriefEvent):
    verb: ClassVar[str] = "brief.message_written"

    message_id: UUID
    is_from_buyer: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistChanged(_BriefEvent):
    """An organization was kept for a brief, or set aside."""

    verb: ClassVar[str] = "brief.shortlist_changed"

    candidate_id: UUID
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _InvitationEvent(Event):
    """`object_id` is the invitation's, `organization_id` that of the organization asked."""

    object_type: ClassVar[str] = "brief_invitation"

    brief_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationInvited(_InvitationEvent):
    verb: ClassVar[str] = "brief_invitation.sent"

    wave: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswered(_InvitationEvent):
    """`reason` is empty when the organization accepts."""

    verb: ClassVar[str] = "brief_invitation.answered"

    is_accepted: bool
    reason: str = ""
    in_time: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationExpired(_InvitationEvent):
    verb: ClassVar[str] = "brief_invitation.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(_InvitationEvent):
    verb: ClassVar[str] = "brief_invitation.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationMessageWritten(_InvitationEvent):
    """The invited organization, or the office, has written to the other."""

    verb: ClassVar[str] = "brief_invitation.message_written"

    message_id: UUID
    is_from_organization: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRefused(_BriefEvent):
    """An address of a brief does not receive e-mail."""

    verb: ClassVar[str] = "brief.mail_refused"

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityChanged(Event):
    """A published call was corrected, cancelled or awarded; `state`: where it stands now."""

    verb: ClassVar[str] = "opportunity.changed"
    object_type: ClassVar[str] = "opportunity"

    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpportunityInterestSaid(Event):
    """`organization_id`, one of the network's, is interested in a published call."""

    verb: ClassVar[str] = "opportunity.interest_said"
    object_type: ClassVar[str] = "opportunity"


@dataclass(frozen=True, slots=True, kw_only=True)
class _ConsortiumEvent(Event):
    """`object_id` is the consortium's, `organization_id` that of its lead; `organization_ids` are all its partners."""

    object_type: ClassVar[str] = "consortium"

    brief_id: UUID
    number: int
    organization_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsortiumFormed(_ConsortiumEvent):
    verb: ClassVar[str] = "consortium.formed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsortiumDissolved(_ConsortiumEvent):
    verb: ClassVar[str] = "consortium.dissolved"

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerLeft(_ConsortiumEvent):
    """A partner has left; `organization_id` is the one that left, `organization_ids` those that stay."""

    verb: ClassVar[str] = "consortium.partner_left"

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerJoined(_ConsortiumEvent):
    """A partner has joined a consortium that stood already: `partner_id`; `organization_ids` are all, with it."""

    verb: ClassVar[str] = "consortium.partner_joined"

    partner_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class _AnswerEvent(_ConsortiumEvent):
    """`object_id` is the answer's; `organization_id` its lead's; `organization_ids` all its partners'."""

    object_type: ClassVar[str] = "answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFrozen(_AnswerEvent):
    """The partners are asked to sign off a document."""

    verb: ClassVar[str] = "answer.frozen"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSigned(_AnswerEvent):
    """One partner, `organization_id`, has signed; `is_last`: all have."""

    verb: ClassVar[str] = "answer.signed"

    is_last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReopened(_AnswerEvent):
    """A frozen answer is a draft again: what was signed is void."""

    verb: ClassVar[str] = "answer.reopened"

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSent(_AnswerEvent):
    verb: ClassVar[str] = "answer.sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAwarded(_AnswerEvent):
    """`amount_cents`: the whole, excluding VAT."""

    verb: ClassVar[str] = "answer.awarded"

    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDeclined(_AnswerEvent):
    verb: ClassVar[str] = "answer.declined"

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestionAsked(_AnswerEvent):
    verb: ClassVar[str] = "answer.question_asked"

    question_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestionReplied(_AnswerEvent):
    verb: ClassVar[str] = "answer.question_replied"

    question_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionOpened(Event):
    """`object_id` is the coproduction's; `organization_id` its lead's."""

    verb: ClassVar[str] = "coproduction.opened"
    object_type: ClassVar[str] = "coproduction"

    organization_ids: tuple[UUID, ...]
    brief_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionReviewed(Event):
    """One partner, or the buyer (`organization_id` may be empty), has said how the work went; means are hundredths of 1 to 5."""

    verb: ClassVar[str] = "coproduction.reviewed"
    object_type: ClassVar[str] = "coproduction"

    organization_ids: tuple[UUID, ...]
    is_by_buyer: bool
    rating_hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionEnded(Event):
    verb: ClassVar[str] = "coproduction.ended"
    object_type: ClassVar[str] = "coproduction"

    organization_ids: tuple[UUID, ...]
    is_completed: bool
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionPublished(Event):
    """It has become a reference on the profile of each partner."""

    verb: ClassVar[str] = "coproduction.published"
    object_type: ClassVar[str] = "coproduction"

    organization_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _CoproductionEvent(Event):
    """`object_id` is the coproduction's; `organization_id` that of whoever did it; `organization_ids` all its partners'."""

    object_type: ClassVar[str] = "coproduction"

    organization_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionPartnerInvited(_CoproductionEvent):
    """`organization_id` is asked to take part; it accepts from its own space."""

    verb: ClassVar[str] = "coproduction.partner_invited"

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionDelivered(_CoproductionEvent):
    """The work is done: buyer and partners are asked how it went."""

    verb: ClassVar[str] = "coproduction.delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionNoted(_CoproductionEvent):
    """Something was done in a coproduction: `doing` is a word of `types.Doing`, `title` what it was done to."""

    verb: ClassVar[str] = "coproduction.noted"

    doing: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionSharesProposed(_CoproductionEvent):
    """The partners whose share of a signed answer would change are asked to agree."""

    verb: ClassVar[str] = "coproduction.shares_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionPublicationProposed(_CoproductionEvent):
    """The partners are asked to agree to a common reference."""

    verb: ClassVar[str] = "coproduction.publication_proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoproductionConsentWithdrawn(_CoproductionEvent):
    """`organization_id` shows the common work no more, and is named in no credit of it."""

    verb: ClassVar[str] = "coproduction.consent_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperExpiring(Event):
    """A paper of an organization's document box ends in `days_left` days. `kind`: a word of `PaperKind`."""

    verb: ClassVar[str] = "paper.expiring"
    object_type: ClassVar[str] = "paper"

    kind: str
    days_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersShared(Event):
    """An organization lets an answer's readers have some of its papers; `object_id` is the answer's."""

    verb: ClassVar[str] = "answer.papers_shared"
    object_type: ClassVar[str] = "answer"

    paper_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperShareRevoked(Event):
    """An organization takes back a paper from an answer's readers; `object_id` is the answer's."""

    verb: ClassVar[str] = "answer.paper_share_revoked"
    object_type: ClassVar[str] = "answer"

    paper_id: UUID
