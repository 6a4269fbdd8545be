"""Addresses that stores find again: put right, and forgotten. Source: CoopCycle API, `/api/addresses`."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Address, Store, StoreAddress, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.services.addresses import telephone_of
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound


class StoresOwn(Conflict):
    message = _("This is where “%(store)s” is: a store keeps an address. Give it another one first.")
    code = "stores_own"


@transaction.atomic
def change_words(*, actor: DeliveryActor, address_id: int, words: Mapping[str, str]) -> Address:
    """Put the words of an address right, by column; the point stays, and so do columns that are not named.

    Raises: NotFound, NotAllowed (no dispatcher, and of no store of theirs), Invalid (no street), TelephoneUnknown.
    """
    address = _locked(actor, address_id)
    given = {
        column: " ".join(text.split()) if column != "description" else text.strip() for column, text in words.items()
    }
    if not given.get("street_address", "-"):
        raise Invalid(_("An address is needed: a street and a town, or a point on the map."), field="streetAddress")
    if "telephone" in given:
        country = service_of(organization_id=actor.organization_id).country
        given["telephone"] = telephone_of(given["telephone"], country=country)
    for column, text in given.items():
        setattr(address, column, text)
    if given:
        address.save(update_fields=list(given))
    return address


@transaction.atomic
def forget_address(*, actor: DeliveryActor, address_id: int) -> None:
    """Let stores find an address no more; tasks that are at it keep it.

    Raises: NotFound, NotAllowed, StoresOwn.
    """
    address = _locked(actor, address_id)
    store = Store.objects.within(actor.scope).filter(address=address).first()
    if store is not None:
        raise StoresOwn(store=store.name)
    _remembered(actor, address).delete()


@transaction.atomic
def name_place(*, actor: DeliveryActor, task_id: UUID, name: str) -> Address:
    """Name the place of a task; other tasks at that address keep theirs.

    Raises: NotFound, NotAllowed (of another store). Source: CoopCycle API, `PUT /api/tasks/{id}/bio_deliver`.
    """
    rows = Task.objects.within(actor.scope).select_related("address", "delivery").select_for_update(of=("self",))
    task: Task | None = rows.filter(pk=task_id).first()
    if task is None:
        raise NotFound
    if task.delivery is None or not actor.may_order_for(task.delivery.store_id):
        raise NotAllowed
    address: Address = task.address
    address.pk, address.name = None, " ".join(name.split())[:140]
    address._state.adding = True
    address.save()
    task.address = address
    task.save(update_fields=["address"])
    return address


def _locked(actor: DeliveryActor, address_id: int) -> Address:
    rows = Address.objects.within(actor.scope).select_for_update()
    address: Address | None = rows.filter(pk=address_id, erased_at=None).first()
    if address is None:
        raise NotFound
    if not actor.is_dispatcher and not _remembered(actor, address).exists():
        raise NotAllowed
    return address


def _remembered(actor: DeliveryActor, address: Address) -> "QuerySet[StoreAddress]":
    rows = StoreAddress.objects.within(actor.scope).filter(address=address)
    return rows if actor.is_dispatcher else rows.filter(store_id__in=actor.store_ids)
