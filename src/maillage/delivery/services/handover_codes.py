"""Which drop-offs ask for a code, and what it is for whoever receives."""

from uuid import UUID

from maillage.delivery.models import NoticeSettings, Store, StoreNotices, Task
from maillage.delivery.queries.handover_codes import code_to_be
from maillage.delivery.rules.handover_codes import hashed
from maillage.delivery.types import TaskType

_REASON = "whether a store has its recipients give a code"


def asks_for_code(*, organization_id: UUID, store: Store | None) -> bool:
    """Say whether recipients give a code: by the store's choice, else by the co-operative's."""
    if store is not None:
        own = StoreNotices.objects.across_scopes(reason=_REASON).filter(store=store)
        chosen = own.values_list("asks_code", flat=True).first()
        if chosen is not None:
            return bool(chosen)
    usual = NoticeSettings.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id)
    return bool(usual.values_list("asks_code", flat=True).first())


def code_hash_for(task: Task, /, *, is_asked: bool) -> str:
    """Give what phones hold of a new task's code; empty when none is asked. A program may have given its own code."""
    if task.type != TaskType.DROPOFF.value or not (is_asked or task.metadata.get("handover_code")):
        return ""
    return hashed(code_to_be(task), salt=task.pk.hex)
