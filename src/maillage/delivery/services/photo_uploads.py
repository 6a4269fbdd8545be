"""Pictures that come in pieces: a slow or broken link goes on where it stopped."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, PhoneAction, PhotoUpload
from maillage.delivery.queries.api_reading import task_ids_of
from maillage.delivery.services.photos import LARGEST_BYTES, keep_photo_of_action, keep_task_photo
from maillage.delivery.types import DeliveryActor, ProofKind
from maillage.kit.errors import DomainError, Invalid, NotAllowed

LARGEST_PIECE = 512 * 1024
MOST_OPEN = 80
KEPT = timedelta(days=7)
ACTIONS_KEPT = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of a picture from `offset` on; `length`: of the whole. `task_numbers`: what it is a proof of.

    `incident_of`: it shows instead what this action of the phone told of.
    """

    offset: int
    length: int
    content: bytes
    kind: ProofKind = ProofKind.PHOTO
    task_numbers: tuple[int, ...] = ()
    incident_of: UUID | None = None


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far it is; `is_over` when there is nothing more to send, `refusal` when the whole was refused."""

    received: int = 0
    is_over: bool = False
    refusal: str = ""


def state_of_upload(*, actor: DeliveryActor, key: UUID) -> UploadState:
    """Give where a picture stopped; nothing received for one that is not known."""
    row = PhotoUpload.objects.within(actor.scope).filter(courier_id=actor.courier_id or 0, key=key).first()
    return _state(row) if row else UploadState()


@transaction.atomic
def add_piece(*, actor: DeliveryActor, key: UUID, piece: Piece, now: datetime) -> UploadState:
    """Add bytes to a picture, and keep it as a proof when it is whole. A piece that is not the next one changes nothing.

    Raises: NotAllowed (nobody who rides), Invalid (too large, nonsense, too many at once).
    """
    if actor.courier_id is None:
        raise NotAllowed
    if not 0 < piece.length <= LARGEST_BYTES:
        raise Invalid(_("This picture weighs over 5 MB: send a smaller one."), field="file")
    if len(piece.content) > LARGEST_PIECE or not piece.content or piece.offset + len(piece.content) > piece.length:
        raise Invalid(_("This piece of a picture does not fit: load the page again."), field="file")
    # One courier's pieces come one after the other.
    Courier.objects.within(actor.scope).select_for_update().get(pk=actor.courier_id)
    row = _row(actor, key, piece, now)
    if row.done_at is not None or piece.offset != row.received or piece.length != row.length:
        return _state(row)
    row.content = bytes(row.content) + piece.content
    row.received = len(row.content)
    if row.received == row.length:
        _finish(row, actor=actor, piece=piece, now=now)
    row.save()
    return _state(row)


def _row(actor: DeliveryActor, key: UUID, piece: Piece, now: datetime) -> PhotoUpload:
    rows = PhotoUpload.objects.within(actor.scope).filter(courier_id=actor.courier_id or 0)
    row: PhotoUpload | None = rows.filter(key=key).first()
    if row is not None:
        return row
    if rows.filter(done_at=None).count() >= MOST_OPEN:
        raise Invalid(_("Too many pictures are waiting: send them first."), field="file")
    return PhotoUpload(
        organization_id=actor.organization_id, courier_id=actor.courier_id or 0, key=key, kind=piece.kind.value,
        length=piece.length, started_at=now,
    )  # fmt: skip


def _finish(row: PhotoUpload, *, actor: DeliveryActor, piece: Piece, now: datetime) -> None:
    file = io.BytesIO(row.content)
    task_ids = list(task_ids_of(actor=actor, numbers=piece.task_numbers).values())
    try:
        with transaction.atomic():
            if piece.incident_of is not None:
                keep_photo_of_action(actor=actor, file=file, key=piece.incident_of, now=now)
            else:
                keep_task_photo(actor=actor, file=file, task_ids=task_ids, kind=ProofKind(row.kind), now=now)
    except DomainError as refusal:
        row.refusal = str(refusal)
    row.content, row.done_at = b"", now


def _state(row: PhotoUpload) -> UploadState:
    return UploadState(row.received, row.done_at is not None, row.refusal)


def forget_old_uploads(*, now: datetime) -> int:
    """Delete what is left of pictures after a week; gives how many."""
    rows = PhotoUpload.objects.across_scopes(reason="pictures that stopped on their way")
    return int(rows.filter(started_at__lt=now - KEPT).delete()[0])


def forget_old_actions(*, now: datetime) -> int:
    """Delete what phones said long ago: no phone says it again, and it names recipients; gives how many."""
    rows = PhoneAction.objects.across_scopes(reason="words of phones that have had their time")
    return int(rows.filter(heard_at__lt=now - ACTIONS_KEPT).delete()[0])
