"""Labels that couriers scan, and what they then do with the task."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import ApiPushToken, Task
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.happenings import Moment, tell
from maillage.delivery.services.tasks import task_in_hand
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskState
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found

_TAKE_OVER_FOR = timedelta(minutes=15)
LONGEST_COMMENT = 4000


@transaction.atomic
def scan_task(*, actor: DeliveryActor, task_id: UUID, now: datetime) -> Task:
    """Write that somebody has a parcel in hand; what is nobody's, with all of its delivery, becomes the courier's.

    Publishes `TaskAssigned`. Raises: NotFound, NotAllowed (nobody who rides or dispatches).
    Source: CoopCycle API, `GET /api/barcode`.
    """
    if actor.courier_id is None and not actor.is_dispatcher:
        raise NotAllowed
    rows = Task.objects.within(actor.scope).select_related("delivery", "courier").select_for_update(of=("self",))
    task: Task = first_or_not_found(rows.filter(pk=task_id))
    tell(task, name=TaskEventName.SCANNED, actor=actor, moment=Moment.of(now))
    is_open = task.state in (TaskState.TODO.value, TaskState.DOING.value)
    if task.courier_id is None and actor.courier_id is not None and is_open:
        assign_tasks(actor=actor, task_ids=[task.pk], courier_id=actor.courier_id, now=now)
    return task


def take_over_key(*, actor: DeliveryActor, task_id: UUID, now: datetime) -> str:
    """Give what lets somebody who has scanned a task take it over, for a quarter of an hour at least."""
    return _key(actor, task_id, int(now.timestamp() // _TAKE_OVER_FOR.total_seconds()))


def may_take_over(*, actor: DeliveryActor, task_id: UUID, key: str, now: datetime) -> bool:
    """Say whether a key was given to this person for this task a short while ago."""
    period = int(now.timestamp() // _TAKE_OVER_FOR.total_seconds())
    return any(hmac.compare_digest(key.encode(), _key(actor, task_id, each).encode()) for each in (period, period - 1))


def _key(actor: DeliveryActor, task_id: UUID, period: int) -> str:
    said = f"maillage.delivery.scan:{actor.organization_id}:{actor.user_id}:{task_id}:{period}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def append_comment(*, actor: DeliveryActor, task_id: UUID, username: str, note: str, now: datetime) -> Task:
    """Add a line to a task's comments. Publishes `TaskUpdated`.

    Raises: NotFound, NotAllowed (neither a dispatcher nor who rides it), Invalid (nothing, or too much).
    """
    if not note.strip():
        raise Invalid(_("Write a note."), field="note")
    task = task_in_hand(actor, task_id)
    comments = "\n".join(part for part in (task.comments, f"{username}: {note.strip()}") if part)
    if len(comments) > LONGEST_COMMENT:
        raise Invalid(_("The comments of this task are full."), field="note")
    task.comments, task.updated_at, task.version = comments, now, task.version + 1
    task.save(update_fields=["comments", "updated_at", "version"])
    tell(task, name=TaskEventName.UPDATED, actor=actor, moment=Moment.of(now))
    return task


def keep_push_token(*, actor: DeliveryActor, person_id: int, platform: str, token: str, now: datetime) -> None:
    """Keep where a person's phone is told of changes: one for each platform.

    Raises: Invalid.
    """
    if platform not in ("ios", "android"):
        raise Invalid(_("A platform is ios or android."), field="platform")
    if not token or len(token) > 500:
        raise Invalid(_("This token is empty or too long."), field="token")
    ApiPushToken.objects.within(actor.scope).update_or_create(
        person_id=person_id, platform=platform, organization_id=actor.organization_id,
        defaults={"token": token, "told_at": now},
    )  # fmt: skip


def forget_push_token(*, actor: DeliveryActor, person_id: int, token: str) -> None:
    """Tell a phone no more.

    Raises: NotFound (none, or somebody else's).
    """
    rows = ApiPushToken.objects.within(actor.scope).filter(person_id=person_id, token=token)
    if not rows.delete()[0]:
        raise NotFound
