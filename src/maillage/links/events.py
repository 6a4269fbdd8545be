"""What happens between two organizations that people say themselves, and to what is proposed to them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from maillage.stream.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _DeclarationEvent(Event):
    """`object_id` is the declaration's, `organization_id` that of whoever acts, `other_id` the other side's."""

    object_type: ClassVar[str] = "link_declaration"

    other_id: UUID
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDeclared(_DeclarationEvent):
    """`is_pending`: the other side is asked."""

    verb: ClassVar[str] = "link.declared"

    is_pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkConfirmed(_DeclarationEvent):
    verb: ClassVar[str] = "link.confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRefused(_DeclarationEvent):
    verb: ClassVar[str] = "link.refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEnded(_DeclarationEvent):
    verb: ClassVar[str] = "link.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class _IntroductionEvent(Event):
    """`object_id` is the introduction's; `organization_id` is empty: it is the office's affair, about two."""

    object_type: ClassVar[str] = "introduction"

    organization_ids: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionProposed(_IntroductionEvent):
    verb: ClassVar[str] = "introduction.proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionAnswered(_IntroductionEvent):
    """`by_id`: the organization that has answered."""

    verb: ClassVar[str] = "introduction.answered"

    by_id: UUID
    is_yes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IntroductionAccepted(_IntroductionEvent):
    """Both have said yes: each gets the other's contacts."""

    verb: ClassVar[str] = "introduction.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationsMet(_IntroductionEvent):
    verb: ClassVar[str] = "introduction.met"
