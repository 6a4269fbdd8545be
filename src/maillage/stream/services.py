"""Record facts and hand them to their subscribers, effectively once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from maillage.kit.errors import NotFound
from maillage.kit.moves import Moves
from maillage.stream.jobs_queue import defer_delivery
from maillage.stream.models import Fact, Parked, StateMove
from maillage.stream.registry import registry
from maillage.stream.serialization import build_event, event_data
from maillage.stream.types import Event

_is_quiet = ContextVar("stream_is_quiet", default=False)


@contextmanager
def quietly() -> Iterator[None]:
    """Record facts without telling any subscriber: for a past that is written down, such as the demonstration's."""
    before = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(before)


def publish(event: Event) -> UUID:
    """Record a fact in the caller's transaction and enqueue one delivery per subscriber.

    Raises: TransactionManagementError outside a transaction: the fact and the change must commit together.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError(f"{event.verb} was published outside a transaction")
    fact = Fact.objects.create(
        verb=event.verb,
        actor_id=event.actor_id,
        object_type=event.object_type,
        object_id=event.object_id,
        organization_id=event.organization_id,
        data=event_data(event),
        at=event.at,
    )
    for subscriber in () if _is_quiet.get() else registry.listening_to(event.verb):
        defer_delivery(subscriber=subscriber.name, fact_id=fact.id)
    return fact.id


@transaction.atomic
def deliver(*, subscriber_name: str, fact_id: UUID) -> bool:
    """Call a subscriber with a fact, unless it has handled it before; its effect and the memory commit together.

    Gives whether the handler ran. Whatever the handler raises goes through: the job is then retried.
    """
    subscriber = registry.named(subscriber_name)
    fact = Fact.objects.filter(pk=fact_id).first()
    if subscriber is None or fact is None:
        return False
    if not _remember(subscriber_name=subscriber_name, fact_id=fact_id):
        return False
    subscriber.handler(
        build_event(
            subscriber.event,
            data=fact.data,
            at=fact.at,
            actor_id=fact.actor_id,
            object_id=fact.object_id,
            organization_id=fact.organization_id,
        )
    )
    return True


def _remember(*, subscriber_name: str, fact_id: UUID) -> bool:
    # A second worker waits on the primary key until the first commits or fails; then it inserts nothing, or takes over.
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into stream_handled (subscriber, fact_id) values (%s, %s) on conflict do nothing",
            [subscriber_name, fact_id],
        )
        return bool(cursor.rowcount)


@transaction.atomic
def park(*, subscriber_name: str, fact_id: UUID, attempts: int, error: str, now: datetime) -> None:
    """Give a delivery up until an administrator looks at it."""
    Parked.objects.update_or_create(
        subscriber=subscriber_name,
        fact_id=fact_id,
        defaults={"attempts": attempts, "error": error[:4000], "parked_at": now},
    )


@transaction.atomic
def retry_parked(*, parked_id: int) -> None:
    """Enqueue a parked delivery again.

    Raises: NotFound.
    """
    parked = Parked.objects.select_for_update().filter(pk=parked_id).first()
    if parked is None:
        raise NotFound
    defer_delivery(subscriber=parked.subscriber, fact_id=parked.fact_id)
    parked.delete()


def move(
    row: models.Model,
    *,
    target: Any,
    moves: Moves[Any],
    actor_id: UUID | None,
    at: datetime,
    reason: str = "",
    field: str = "state",
    also: Sequence[str] = (),
) -> None:
    """Move a row between states: check the table, save the column, write the history.

    `also`: columns, set by the caller, that a constraint ties to the state and that are saved with it.
    Raises: IllegalMove.
    """
    origin = getattr(row, field)
    moves.check(origin=origin, target=target)
    setattr(row, field, target)
    row.save(update_fields=[field, *also])
    StateMove.objects.create(
        object_type=row._meta.model_name or "",
        object_id=row.pk,
        origin=origin,
        target=target,
        actor_id=actor_id,
        at=at,
        reason=reason,
    )
