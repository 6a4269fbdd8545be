"""The words of the stream: what a fact is made of (W3C Activity Streams' shape)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened. Each context declares its own in `events.py`, in the past tense.

    Fields must be ids, texts, numbers, booleans, instants, or tuples of these: they are stored as JSON.
    `verb` names the event for ever, `object_type` says what `object_id` is the id of.
    """

    verb: ClassVar[str]
    object_type: ClassVar[str]

    at: datetime
    actor_id: UUID | None
    object_id: UUID | None
    organization_id: UUID | None


@dataclass(frozen=True, slots=True)
class ParkedDelivery:
    """A fact that a subscriber failed to handle after every retry."""

    id: int
    subscriber: str
    verb: str
    fact_id: UUID
    attempts: int
    error: str
    parked_at: datetime
