"""Where vehicles sleep and parcels wait."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from maillage.delivery.models import Warehouse
from maillage.delivery.queries.access import service_of
from maillage.delivery.services.addresses import placed_address
from maillage.delivery.services.lists import require_dispatcher, required_name
from maillage.delivery.services.slots import StillUsed
from maillage.delivery.types import AddressGiven, DeliveryActor
from maillage.kit.errors import NotFound


@transaction.atomic
def save_warehouse(
    *, actor: DeliveryActor, name: str, address: AddressGiven | None, now: datetime, warehouse_id: int | None = None
) -> Warehouse:
    """Add a warehouse, or change the one named. `address`: None keeps the one it has.

    Raises: NotAllowed, NotFound, Invalid (no name), NameTaken, AddressUnknown, TooFar, TelephoneUnknown.
    """
    require_dispatcher(actor)
    rows = Warehouse.objects.within(actor.scope)
    kept = (
        Warehouse(organization_id=actor.organization_id)
        if warehouse_id is None
        else rows.filter(pk=warehouse_id).first()
    )
    if kept is None:
        raise NotFound
    kept.name = required_name(rows, name=name, but=kept.pk)[:80]
    if address is not None or kept.pk is None:
        service = service_of(organization_id=actor.organization_id)
        placed = placed_address(given=address or AddressGiven(), service=service, now=now)
        placed.save()
        kept.address = placed
    kept.save()
    return kept


def remove_warehouse(*, actor: DeliveryActor, warehouse_id: int) -> None:
    """Take a warehouse off the list; vehicles that slept there have none.

    Raises: NotAllowed, NotFound, StillUsed.
    """
    require_dispatcher(actor)
    try:
        count, _by_model = Warehouse.objects.within(actor.scope).filter(pk=warehouse_id).delete()
    except ProtectedError:
        raise StillUsed from None
    if not count:
        raise NotFound
