"""Telephone numbers and e-mail addresses of recipients are kept as long as the co-operative says, and no longer."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from maillage.delivery.models import Address, DeliveryService, RecurringStop, Store, Task, Warehouse

_REASON = "telephone numbers whose time has come"


def forget_telephones(*, now: datetime) -> int:
    """Erase the telephone and the e-mail of each address that no task has used within its service's set time; gives how many.

    Those of stores and warehouses stay, and those of orders that still come back. Twice changes nothing.
    """
    return sum(_forget(service, now=now) for service in DeliveryService.objects.across_scopes(reason=_REASON))


def _forget(service: DeliveryService, *, now: datetime) -> int:
    limit = now - timedelta(days=service.phones_kept_days)
    where = {"organization_id": service.organization_id}
    recent = Task.objects.across_scopes(reason=_REASON).filter(address=OuterRef("pk"), before__gte=limit)
    own = Store.objects.across_scopes(reason=_REASON).filter(address=OuterRef("pk"))
    depots = Warehouse.objects.across_scopes(reason=_REASON).filter(address=OuterRef("pk"))
    regular = RecurringStop.objects.across_scopes(reason=_REASON).filter(
        address=OuterRef("pk"), recurring__ended_at=None
    )
    rows = (
        Address.objects.across_scopes(reason=_REASON)
        .filter(**where, created_at__lt=limit)
        .exclude(telephone="", email="")
    )
    return int(
        rows.filter(~Exists(recent), ~Exists(own), ~Exists(depots), ~Exists(regular)).update(
            telephone="", email="", erased_at=now
        )
    )
