from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from maillage.delivery.coopcycle.documents.pictures import new_image
from maillage.delivery.coopcycle.documents.tasks import Shown, tag_document
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import Verbatim
from maillage.delivery.models import ApiPerson, FailureReason, Incident


def incident_document(incident: Incident, shown: Shown, people: Mapping[UUID, ApiPerson]) -> dict[str, Any]:
    """Show an incident read with its task, events and photos. `people`: by account."""
    task, delivery = incident.task, incident.task.delivery
    order = getattr(delivery, "order", None) if delivery else None
    store = delivery.store if delivery else None
    return {
        "@id": iri("incidents", incident.pk),
        "@type": "Incident",
        "id": incident.pk,
        "title": incident.title,
        "status": incident.state,
        "priority": incident.priority,
        "task": {"id": task.number, "status": task.state, "type": task.type},
        "author": _person(incident.made_by_id, people),
        "delivery": {"id": delivery.number} if delivery else None,
        "order": {
            "id": order.number,
            "restaurant": {"id": None, "name": None},
            "customer": {"id": None, "username": None},
        }
        if order
        else None,
        "store": {"id": store.pk, "name": store.name} if store else None,
        "failureReasonCode": incident.failure_code,
        "description": incident.description,
        "images": [new_image("incident_images", photo) for photo in incident.photos.all()],
        "events": [_event(event, shown, people) for event in incident.events.all()],
        "createdBy": _iri(incident.made_by_id, people),
        "createdAt": shown.time(incident.made_at),
        "updatedAt": shown.time(incident.updated_at),
        "tags": [tag_document(shown.tags[slug]) for slug in task.tags if slug in shown.tags],
        "metadata": [Verbatim(one) if isinstance(one, dict) else one for one in incident.metadata],
    }


def _event(event: Any, shown: Shown, people: Mapping[UUID, ApiPerson]) -> dict[str, Any]:
    return {
        "type": event.kind,
        "message": event.message,
        "metadata": event.metadata,
        "createdBy": _iri(event.made_by_id, people),
        "createdAt": shown.time(event.made_at),
    }


def _person(user_id: UUID | None, people: Mapping[UUID, ApiPerson]) -> dict[str, Any] | None:
    person = people.get(user_id) if user_id else None
    return {"id": person.pk, "username": person.username} if person else None


def _iri(user_id: UUID | None, people: Mapping[UUID, ApiPerson]) -> str | None:
    person = people.get(user_id) if user_id else None
    return iri("users", person.pk) if person else None


def reasons_document(reasons: Sequence[FailureReason], /) -> list[dict[str, Any]]:
    return [
        {
            "@type": "FailureReason",
            "@id": iri("failure_reasons", reason.pk),
            "code": reason.code,
            "description": reason.description,
            "metadata": [],
        }
        for reason in reasons
    ]
