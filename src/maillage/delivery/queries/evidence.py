"""What shows that tasks were done and what went wrong with them, for pages."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Prefetch, QuerySet

from maillage.delivery.models import Delivery, Incident, IncidentEvent, IncidentPhoto, TaskProof
from maillage.delivery.queries.api_reading import incidents_of
from maillage.delivery.types import DeliveryActor, IncidentState

PICTURE_LIFE_S = 7 * 24 * 3600
MOST_INCIDENTS = 100
_SALT = "maillage.delivery.coopcycle.pictures"


@dataclass(frozen=True, slots=True)
class Evidence:
    """`proofs`: pictures and signatures by task. `incidents`: the latest first, each with what was said of it."""

    proofs: dict[UUID, list[TaskProof]] = field(default_factory=dict)
    incidents: list[Incident] = field(default_factory=list)


def evidence_of(*, actor: DeliveryActor, delivery: Delivery) -> Evidence:
    """Give what shows how a delivery went, to somebody who may see it: four queries at most."""
    task_ids = [task.pk for task in delivery.tasks.all()]
    incidents = _whole(incidents_of(actor=actor).filter(task_id__in=task_ids))
    return Evidence(_proofs(task_ids), list(incidents[:MOST_INCIDENTS]))


def incidents_by_state(*, actor: DeliveryActor, state: IncidentState) -> list[Incident]:
    """List the latest incidents that are open, or closed; at most a hundred."""
    return list(_whole(incidents_of(actor=actor).filter(state=state.value))[:MOST_INCIDENTS])


def _whole(rows: "QuerySet[Incident]") -> "QuerySet[Incident]":
    events = IncidentEvent.objects.across_scopes(reason="what was said of incidents that may be seen, with who said it")
    photos = IncidentPhoto.objects.across_scopes(reason="pictures of incidents that may be seen")
    said: tuple[Any, ...] = (
        Prefetch("events", queryset=events.select_related("made_by").order_by("pk")),
        Prefetch("photos", queryset=photos.order_by("pk")),
    )
    rows = rows.prefetch_related(None).prefetch_related(*said)
    return rows.select_related("task__address", "made_by").order_by("-made_at", "-pk")


def _proofs(task_ids: Iterable[UUID]) -> dict[UUID, list[TaskProof]]:
    rows = TaskProof.objects.across_scopes(reason="proofs of a delivery that may be seen").select_related("made_by")
    found: dict[UUID, list[TaskProof]] = defaultdict(list)
    for proof in rows.filter(task_id__in=list(task_ids)).order_by("made_at", "pk"):
        if proof.task_id is not None:
            found[proof.task_id].append(proof)
    return dict(found)


def picture_path(name: str, /) -> str:
    """Give the signed path under which a file of ours is shown, for a week, to whoever has it."""
    return f"/api/pictures/{signing.dumps(name, salt=_SALT)}"


def picture_name(token: str, /) -> str | None:
    """Read which file a path is of; None when it is not ours, or too old."""
    try:
        name = signing.loads(token, salt=_SALT, max_age=PICTURE_LIFE_S)
    except signing.BadSignature:
        return None
    return name if isinstance(name, str) else None
