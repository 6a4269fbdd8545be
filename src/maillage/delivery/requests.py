"""What the middleware adds to a request, and who somebody is on a co-operative's pages of delivery."""

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.delivery.models import DeliveryService
from maillage.delivery.queries.access import delivery_actor_of, service_of
from maillage.delivery.types import DeliveryActor


class ScopedRequest(HttpRequest):
    """A request that knows who acts, and in which organization when the URL names one."""

    actor: Actor
    organization: Organization


@dataclass(frozen=True, slots=True)
class Desk:
    """A co-operative that delivers, as one of its people works on it."""

    organization: Organization
    service: DeliveryService
    actor: DeliveryActor

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.service.time_zone)

    def context(self, **more: Any) -> dict[str, Any]:
        """Give what each page of the desk shows, and more."""
        return {"organization": self.organization, "service": self.service, "desk": self.actor, **more}


def stop_of(request: HttpRequest) -> int | None:
    """Give which drop-off of a delivery an address names, none for the last."""
    text = request.GET.get("stop", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def desk_of(request: ScopedRequest) -> Desk:
    """Raises: NotFound (the organization does not deliver)."""
    of = request.organization.pk
    service = service_of(organization_id=of)
    return Desk(request.organization, service, delivery_actor_of(actor=request.actor, organization_id=of))
