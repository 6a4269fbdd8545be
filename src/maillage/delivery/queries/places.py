"""Where an address is: in the installed extract of the map, else the town that its words name."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import DeliveryService
from maillage.geodata import Address as FoundAddress
from maillage.geodata import Point, distance_m, places_in_text, search_addresses
from maillage.kit.errors import Invalid

_STARTS_WITH_NUMBER = re.compile(r"^\s*\d+\s*(?:bis|ter|quater|[a-z]\b)?\s*,?\s*", re.IGNORECASE)


class AddressUnknown(Invalid):
    message = _("“%(text)s” is found nowhere near: check the street and the town, or give the point on the map.")
    code = "address_unknown"


class TooFar(Invalid):
    message = _("“%(text)s” is %(distance)s km away: this co-operative delivers within %(reach)s km.")
    code = "too_far"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A point for an address; `is_approximate`: only the street or the town was found."""

    label: str
    point: Point
    postal_code: str = ""
    locality: str = ""
    is_approximate: bool = False


def find_place(*, text: str, service: DeliveryService) -> FoundPlace:
    """Look an address up, nearest to the co-operative first, and at most `reach_km` from it.

    Raises: AddressUnknown, TooFar.
    """
    centre = Point(service.longitude, service.latitude)
    # A door that the map does not know is looked for by its street: near enough for somebody to look.
    for words in dict.fromkeys((text, _STARTS_WITH_NUMBER.sub("", text))):
        for found in search_addresses(text=words, near=centre, limit=3) if words.strip() else ():
            place = _of_map(found, text) if words == text else _near(found, text)
            if distance_m(centre, place.point) <= service.reach_km * 1000:
                return place
    return within_reach(_town(text), service=service)


def centre_of(*, text: str) -> Point:
    """Give the point of a town or an address, wherever it is.

    Raises: AddressUnknown.
    """
    found = search_addresses(text=text, limit=1)
    if found and not found[0].is_approximate:
        return found[0].point
    try:
        return _town(text).point
    except AddressUnknown:
        if found:
            return found[0].point
        raise


def _near(found: FoundAddress, text: str) -> FoundPlace:
    return FoundPlace(text.strip(), found.point, found.postal_code, found.city, is_approximate=True)


def suggestions(*, text: str, service: DeliveryService, limit: int = 6) -> list[FoundPlace]:
    """Give addresses of the map for words being typed, the nearest to the co-operative first."""
    centre = Point(service.longitude, service.latitude)
    found = [_of_map(each, text) for each in search_addresses(text=text, near=centre, limit=limit)]
    return [place for place in found if distance_m(centre, place.point) <= service.reach_km * 1000]


def within_reach(place: FoundPlace, *, service: DeliveryService) -> FoundPlace:
    """Give the place back when the co-operative reaches it.

    Raises: TooFar.
    """
    metres = distance_m(Point(service.longitude, service.latitude), place.point)
    if metres > service.reach_km * 1000:
        raise TooFar(field="address", text=place.label, distance=round(metres / 1000), reach=service.reach_km)
    return place


def _of_map(found: FoundAddress, text: str) -> FoundPlace:
    number = _STARTS_WITH_NUMBER.match(text)
    is_door = bool(found.house_number) or not number
    label = f"{number[0].strip(' ,')} {found.label}" if number and not is_door else found.label
    return FoundPlace(
        label, found.point, found.postal_code, found.city, is_approximate=found.is_approximate or not is_door
    )


def _town(text: str) -> FoundPlace:
    mentions = [mention for mention in places_in_text(text=text) if mention.place.point is not None]
    if not mentions:
        raise AddressUnknown(field="address", text=text)
    best = max(mentions, key=lambda mention: (mention.postal_code is not None, mention.confidence))
    return FoundPlace(text.strip(), best.place.point, best.postal_code or "", best.place.name, is_approximate=True)
