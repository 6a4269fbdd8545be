"""Who acts on an answer, and from which seat."""

from dataclasses import dataclass
from uuid import UUID

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import NotAllowed, NotFound
from maillage.matching.models import Answer, ConsortiumPartner

_REASON = "the actor's organization is a partner of this answer"


@dataclass(frozen=True, slots=True)
class Seat:
    """An answer as one of its partners has it before them; the office sits in the lead's seat."""

    answer: Answer
    partner: ConsortiumPartner
    is_office: bool

    @property
    def directs(self) -> bool:
        """Whether this seat may change what is common and what others do: the lead's and the office's."""
        return self.partner.is_lead or self.is_office


def seat_of(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, level: AccessLevel = AccessLevel.EDITOR, lock: bool = False
) -> Seat:
    """Give the seat from which somebody acts; `lock`: hold the answer's row until the transaction ends.

    Raises: NotAllowed, NotFound (not a partner, or has left).
    """
    if not actor.may(level, organization_id=organization_id):
        raise NotAllowed
    rows = Answer.objects.across_scopes(reason=_REASON).filter(pk=answer_id)
    answer: Answer | None = (
        (rows.select_for_update(of=("self",)) if lock else rows).select_related("brief", "consortium").first()
    )
    partner: ConsortiumPartner | None = (
        ConsortiumPartner.objects.within(actor.scope)
        .select_related("organization")
        .filter(consortium__answer=answer_id, organization_id=organization_id, left_at=None)
        .first()
    )
    if answer is None or partner is None:
        raise NotFound
    return Seat(answer, partner, is_office=actor.is_facilitator and actor.role_in(organization_id) is None)


def partners_in(answer: Answer, /) -> list[ConsortiumPartner]:
    """Give those who are in, the lead first."""
    rows = ConsortiumPartner.objects.across_scopes(reason=_REASON).select_related("organization")
    return list(rows.filter(consortium_id=answer.consortium_id, left_at=None).order_by("-is_lead", "joined_at", "id"))
