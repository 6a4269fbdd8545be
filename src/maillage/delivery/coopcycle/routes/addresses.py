"""Addresses that stores find again. Source: `coopcycle_api.md`, section 3.1."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, Nothing, paged
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.reading.texts import text_in
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.models import Address
from maillage.delivery.services import kept_addresses
from maillage.kit.errors import NotAllowed, NotFound

_WORDS = {
    "streetAddress": ("street_address", 300), "name": ("name", 140), "contactName": ("contact_name", 140),
    "telephone": ("telephone", 60), "description": ("description", 2000), "postalCode": ("postal_code", 10),
    "addressLocality": ("locality", 100),
}  # fmt: skip


def list_all(call: Call) -> Answer:
    """Give the co-operative's addresses to who owns it, the newest first."""
    if not call.actor.is_owner:
        raise NotAllowed
    rows = Address.objects.within(call.actor.scope).filter(erased_at=None).order_by("-pk")
    return paged(rows, address_document, request=call.request, context="Address")


def read(call: Call, number: int) -> Answer:
    """Give an address to who owns the co-operative."""
    if not call.actor.is_owner:
        raise NotAllowed
    found: Address | None = Address.objects.within(call.actor.scope).filter(pk=number).first()
    if found is None:
        raise NotFound
    return Item(address_document(found), "Address")


@for_programs("deliveries")
def change(call: Call, number: int) -> Answer:
    """Change the words of an address; its point stays where it is."""
    body = call.body()
    words: dict[str, Any] = {
        column: text_in(body, key, longest=longest) for key, (column, longest) in _WORDS.items() if key in body
    }
    changed = kept_addresses.change_words(actor=call.actor, address_id=number, words=words)
    return Item(address_document(changed), "Address")


@for_programs("deliveries")
def remove(call: Call, number: int) -> Answer:
    """Let stores find an address no more; orders that were made with it keep it."""
    kept_addresses.forget_address(actor=call.actor, address_id=number)
    return Nothing()
