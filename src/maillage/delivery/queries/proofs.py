"""Proofs of a store's deliveries: photos and signatures."""

from datetime import datetime

from django.db.models import QuerySet

from maillage.delivery.models import TaskProof
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotAllowed


def proofs_of_store(
    *, actor: DeliveryActor, store_id: int, after: datetime | None, before: datetime | None
) -> "QuerySet[TaskProof]":
    """Give the proofs of a store's drop-offs and pickups made in a span, the oldest first.

    Raises: NotAllowed (neither a dispatcher nor of the store: those who ride see their own alone).
    """
    if not actor.may_order_for(store_id):
        raise NotAllowed
    rows = (
        TaskProof.objects.within(actor.scope).select_related("task__delivery").filter(task__delivery__store_id=store_id)
    )
    if after is not None:
        rows = rows.filter(made_at__gte=after)
    if before is not None:
        rows = rows.filter(made_at__lt=before)
    return rows.order_by("pk")
