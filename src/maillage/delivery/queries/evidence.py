"""What shows that tasks were done and what went wrong with them, for pages."""

from dataclasses import dataclass, field
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet

from maillage.delivery.models import Delivery, FailureReason, Incident, TaskEvent, TaskProof
from maillage.delivery.queries.api_reading import incidents_of, proofs_of
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
    incidents = _latest(incidents_of(actor=actor).filter(task_id__in=task_ids))
    return Evidence(proofs_of(task_ids=task_ids), incidents)


def incidents_by_state(*, actor: DeliveryActor, state: IncidentState) -> list[Incident]:
    """List the latest incidents that are open, or closed; at most a hundred."""
    return _latest(incidents_of(actor=actor).filter(state=state.value))


def written_reason(event: TaskEvent, /) -> str:
    """Give the words that a desk keeps for the reason of an event; its code when no list has it any more."""
    code = str(event.data.get("reason") or "")
    if not code:
        return ""
    rows = FailureReason.objects.across_scopes(reason="the words of a reason told of a task that may be seen")
    rows = rows.filter(organization_id=event.organization_id, code=code).order_by("pk")
    return rows.values_list("description", flat=True).first() or code


def _latest(rows: "QuerySet[Incident]") -> list[Incident]:
    return list(rows.order_by("-made_at", "-pk")[:MOST_INCIDENTS])


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
