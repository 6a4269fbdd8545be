"""Addresses: looked up, placed, kept, remembered by stores."""

import re
from datetime import datetime

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Address, DeliveryService, Store, StoreAddress, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.places import FoundPlace, find_place, within_reach
from maillage.delivery.types import AddressGiven, DeliveryActor
from maillage.geodata import Point, reverse_address
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found

_SPACES = re.compile(r"\s+")


class TelephoneUnknown(Invalid):
    message = _("“%(text)s” is no telephone number: write it with its country, such as +33 6 39 98 00 01.")
    code = "telephone_unknown"


def telephone_of(text: str, *, country: str) -> str:
    """Give a telephone number in E.164, empty for none.

    Raises: TelephoneUnknown.
    """
    if not text.strip():
        return ""
    try:
        number = phonenumbers.parse(text[:60], country)
    except phonenumbers.NumberParseException:
        raise TelephoneUnknown(field="telephone", text=text[:60]) from None
    if not phonenumbers.is_possible_number(number):
        raise TelephoneUnknown(field="telephone", text=text[:60])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def known_address(
    *, given: AddressGiven, service: DeliveryService, store: Store | None, is_dispatcher: bool
) -> Address:
    """Give the address that a number names: of one's own store, or any of the co-operative's for a dispatcher.

    Raises: NotFound.
    """
    rows = Address.objects.across_scopes(reason="addresses of the co-operative that the order is made with")
    rows = rows.filter(organization_id=service.organization_id)
    if not is_dispatcher:
        rows = rows.filter(Q(pk__in=_addresses_of(store)) | Q(pk__in=_of_orders(store)))
    address: Address = first_or_not_found(rows.filter(pk=given.known_id or 0))
    return address


def _of_orders(store: Store | None) -> "QuerySet[Task, int]":
    rows = Task.objects.across_scopes(reason="addresses that a store has ordered for")
    found: QuerySet[Task, int] = rows.filter(delivery__store=store, delivery__store__isnull=False).values_list(
        "address_id", flat=True
    )
    return found


def _addresses_of(store: Store | None) -> list[int]:
    if store is None:
        return []
    remembered = StoreAddress.objects.across_scopes(reason="addresses that a store remembers").filter(store=store)
    return [store.address_id, *remembered.values_list("address_id", flat=True)]


def placed_address(*, given: AddressGiven, service: DeliveryService, now: datetime) -> Address:
    """Make an address, not yet saved, with its point: the point given, else that of its words.

    Raises: AddressUnknown, TooFar, TelephoneUnknown, Invalid (a point outside the world, no address at all).
    """
    place = _place(given, service)
    return Address(
        organization_id=service.organization_id,
        street_address=place.label[:300],
        latitude=place.point.latitude,
        longitude=place.point.longitude,
        is_approximate=place.is_approximate,
        postal_code=(given.postal_code or place.postal_code)[:10],
        locality=(given.locality or place.locality)[:100],
        name=_one_line(given.name)[:140],
        contact_name=_one_line(given.contact_name)[:140],
        telephone=telephone_of(given.telephone, country=service.country),
        email=_email(given.email),
        language=given.language[:5],
        description=given.description.strip()[:2000],
        created_at=now,
    )


def _email(text: str) -> str:
    """Give an address of e-mail, or none: a program's that is none must not stop its order."""
    tidy = text.strip()
    try:
        validate_email(tidy)
    except ValidationError:
        return ""
    return tidy if len(tidy) <= 254 else ""


def _place(given: AddressGiven, service: DeliveryService) -> FoundPlace:
    text = _one_line(", ".join(part for part in (given.text, f"{given.postal_code} {given.locality}".strip()) if part))
    if given.latitude is None or given.longitude is None:
        if not text:
            raise Invalid(_("An address is needed: a street and a town, or a point on the map."), field="address")
        place = find_place(text=text[:300], service=service)
        # Who gives the parts of an address keeps one's own words; a text alone becomes the map's.
        return place if place.is_approximate or not given.locality else FoundPlace(text, place.point)
    if not (-90 <= given.latitude <= 90 and -180 <= given.longitude <= 180):
        raise Invalid(_("This point is not on Earth: latitude first, then longitude."), field="address")
    point = Point(given.longitude, given.latitude)
    label = text or _nearest_label(point)
    return within_reach(FoundPlace(label, point, given.postal_code, given.locality), service=service)


def _nearest_label(point: Point) -> str:
    near = reverse_address(point=point)
    return near.label if near else f"{point.latitude:.5f}, {point.longitude:.5f}"


def remember(*, store: Store, address: Address, now: datetime) -> None:
    """Let a store find an address again when it orders next; one that looks the same is not remembered twice."""
    rows = StoreAddress.objects.across_scopes(reason="addresses that a store remembers").filter(store=store)
    alike = rows.filter(
        address__street_address__iexact=address.street_address, address__name__iexact=address.name,
        address__contact_name__iexact=address.contact_name,
    )  # fmt: skip
    if not alike.update(used_at=now):
        StoreAddress.objects.create(organization_id=store.organization_id, store=store, address=address, used_at=now)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\x00", " ")).strip()


@transaction.atomic
def add_store_address(*, actor: DeliveryActor, store_id: int, given: AddressGiven, now: datetime) -> Address:
    """Keep an address that a store will order for.

    Raises: NotFound, NotAllowed, AddressUnknown, TooFar, TelephoneUnknown, Invalid.
    """
    if not actor.may_order_for(store_id):
        raise NotAllowed
    store: Store = first_or_not_found(Store.objects.within(actor.scope).filter(pk=store_id, closed_at=None))
    address = placed_address(given=given, service=service_of(organization_id=actor.organization_id), now=now)
    address.save()
    StoreAddress.objects.create(organization_id=store.organization_id, store=store, address=address, used_at=now)
    return address
