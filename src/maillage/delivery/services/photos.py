"""Pictures that couriers take: of what was delivered, of what went wrong."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Incident, IncidentPhoto, Task, TaskProof
from maillage.delivery.types import DeliveryActor, ProofKind
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.kit.images import BadPicture, clean_picture
from maillage.kit.rows import first_or_not_found

LARGEST_BYTES = 5 * 2**20
LONGEST_SIDE = 2000
ACTION = "action"  # by which an incident knows the phone's action that told of it
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class NotAPhoto(Invalid):
    message = _("Please upload a valid image: a JPEG or a PNG file.")
    code = "not_a_photo"


def _clean(file: IO[bytes]) -> tuple[str, "ContentFile[bytes]"]:
    raw = file.read(LARGEST_BYTES + 1)
    if len(raw) > LARGEST_BYTES:
        raise Invalid(_("This picture weighs over 5 MB: send a smaller one."), field="file")
    if not raw.startswith(_STARTS):
        raise NotAPhoto(field="file")
    try:
        picture = clean_picture(io.BytesIO(raw), longest_side=LONGEST_SIDE, field="file")
    except BadPicture:
        raise NotAPhoto(field="file") from None
    return f"{new_id()}.webp", ContentFile(picture.content)


@transaction.atomic
def keep_task_photo(
    *, actor: DeliveryActor, file: IO[bytes], task_ids: Sequence[UUID], now: datetime,
    kind: ProofKind = ProofKind.PHOTO,
) -> list[TaskProof]:  # fmt: skip
    """Keep a picture, or a signature, for some tasks, or for none yet; nothing of the camera's data survives. One row for each task.

    Raises: NotFound, NotAllowed (another's task), NotAPhoto, Invalid (over 5 MB).
    """
    if actor.courier_id is None and not actor.is_dispatcher:
        raise NotAllowed
    _require_own(actor, task_ids)
    proof = TaskProof(
        organization_id=actor.organization_id, task_id=task_ids[0] if task_ids else None, kind=kind.value,
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    proof.file.save(*_clean(file))
    others = [
        TaskProof.objects.create(
            organization_id=actor.organization_id, task_id=task_id, kind=kind.value, file=proof.file.name,
            made_by_id=actor.user_id, made_at=now,
        )
        for task_id in task_ids[1:]
    ]  # fmt: skip
    return [proof, *others]


@transaction.atomic
def attach_photos(*, actor: DeliveryActor, task_ids: Sequence[UUID], photo_ids: Sequence[int], now: datetime) -> None:
    """Put one's own pictures to tasks. Twice changes nothing.

    Raises: NotFound, NotAllowed.
    """
    _require_own(actor, task_ids)
    rows = TaskProof.objects.within(actor.scope).select_for_update(of=("self",))
    if not actor.is_dispatcher:
        rows = rows.filter(made_by_id=actor.user_id)
    photos = list(rows.filter(pk__in=photo_ids).order_by("pk"))
    if len(photos) != len(set(photo_ids)):
        raise NotFound
    for photo in photos:
        there = set(rows.filter(file=photo.file.name).values_list("task_id", flat=True))
        for task_id in [one for one in task_ids if one not in there]:
            if photo.task_id is None:
                photo.task_id = task_id
                photo.save(update_fields=["task_id"])
            else:
                TaskProof.objects.create(
                    organization_id=photo.organization_id, task_id=task_id, file=photo.file.name,
                    made_by_id=photo.made_by_id, made_at=now,
                )  # fmt: skip


@transaction.atomic
def keep_incident_photo(
    *, actor: DeliveryActor, file: IO[bytes], incident_id: int | None, now: datetime
) -> IncidentPhoto:
    """Keep a picture of what went wrong.

    Raises: NotFound, NotAllowed, NotAPhoto, Invalid (over 5 MB).
    """
    if actor.courier_id is None and not actor.is_dispatcher:
        raise NotAllowed
    if incident_id is not None:
        incident = first_or_not_found(
            Incident.objects.within(actor.scope).select_related("task").filter(pk=incident_id)
        )
        if (
            not actor.is_dispatcher
            and actor.courier_id != incident.task.courier_id
            and actor.user_id != incident.made_by_id
        ):
            raise NotAllowed
    photo = IncidentPhoto(
        organization_id=actor.organization_id, incident_id=incident_id, made_by_id=actor.user_id, made_at=now
    )
    photo.file.save(*_clean(file))
    return photo


def keep_photo_of_action(*, actor: DeliveryActor, file: IO[bytes], key: UUID, now: datetime) -> list[IncidentPhoto]:
    """Keep a picture of what a phone's action told of: one for each incident that the action made.

    Raises: NotFound (the action made none), NotAllowed, NotAPhoto, Invalid (over 5 MB).
    """
    rows = Incident.objects.within(actor.scope).filter(made_by_id=actor.user_id, metadata__contains=[{ACTION: key.hex}])
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise NotFound
    first = keep_incident_photo(actor=actor, file=file, incident_id=ids[0], now=now)
    others = [
        IncidentPhoto.objects.create(
            organization_id=first.organization_id, incident_id=pk, file=first.file.name, made_by_id=first.made_by_id,
            made_at=now,
        )
        for pk in ids[1:]
    ]  # fmt: skip
    return [first, *others]


def _require_own(actor: DeliveryActor, task_ids: Sequence[UUID]) -> None:
    rows = Task.objects.within(actor.scope).filter(pk__in=task_ids)
    couriers = dict(rows.values_list("pk", "courier_id"))
    if len(couriers) != len(set(task_ids)):
        raise NotFound
    if not actor.is_dispatcher and any(courier != actor.courier_id for courier in couriers.values()):
        raise NotAllowed
