from collections.abc import Mapping
from typing import Any

from maillage.delivery.coopcycle.iris import number_in
from maillage.delivery.coopcycle.reading.texts import object_in, text_in
from maillage.delivery.coopcycle.refusals import Violations
from maillage.delivery.types import AddressGiven

_IRI = "/api/addresses/"


def address_in(value: object, *, lat_lng: object = None, path: str = "address") -> AddressGiven | None:
    """Read an address: words to look up, an identifier, or an object; `lat_lng`: the point given beside it.

    Raises: Refused, Violations.
    """
    if value in (None, False, "", [], {}):
        point = _pair(lat_lng, path)
        return AddressGiven(latitude=point[0], longitude=point[1]) if point else None
    if isinstance(value, str):
        if _IRI in value:
            return AddressGiven(known_id=number_in(value, kind="addresses"))
        latitude, longitude = _pair(lat_lng, path) or (None, None)
        return AddressGiven(text=value[:300], latitude=latitude, longitude=longitude)
    if not isinstance(value, dict):
        raise Violations.of(path, "An address is a text, an identifier or an object.")
    return _object(value, lat_lng=lat_lng, path=path)


def _object(given: Mapping[str, Any], *, lat_lng: object, path: str) -> AddressGiven:
    # What was read is sent back: the address stays the one that it was.
    if isinstance(given.get("@id"), str):
        return AddressGiven(known_id=number_in(given["@id"], kind="addresses"))
    point = _geo(object_in(given, "geo"), path) or _pair(given.get("latLng"), path) or _pair(lat_lng, path)
    latitude, longitude = point or (None, None)
    first_last = f"{text_in(given, 'firstName')} {text_in(given, 'lastName')}".strip()
    return AddressGiven(
        text=text_in(given, "streetAddress", longest=300),
        latitude=latitude,
        longitude=longitude,
        name=text_in(given, "name", longest=140),
        contact_name=text_in(given, "contactName", longest=140) or first_last,
        telephone=text_in(given, "telephone", longest=60),
        email=text_in(given, "email", longest=254),
        description=text_in(given, "description", longest=2000),
        postal_code=text_in(given, "postalCode", longest=10),
        locality=text_in(given, "addressLocality", longest=100),
    )


def _geo(geo: Mapping[str, Any], path: str) -> tuple[float, float] | None:
    if not geo:
        return None
    return _pair([geo.get("latitude"), geo.get("longitude")], path)


def _pair(value: object, path: str) -> tuple[float, float] | None:
    if value in (None, False, "", []):
        return None
    if isinstance(value, list) and len(value) == 2 and not any(isinstance(one, bool) for one in value):
        try:
            latitude, longitude = (float(one) for one in value)
        except (TypeError, ValueError):
            pass
        else:
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return latitude, longitude
    raise Violations.of(path, "A point is [latitude, longitude], in degrees.")
