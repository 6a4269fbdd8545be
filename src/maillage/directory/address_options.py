"""What the address field of a place proposes: addresses of the installed extract, else the commune that the text names."""

from dataclasses import dataclass

from maillage import geodata
from maillage.directory.types import Precision

MOST = 8


@dataclass(frozen=True, slots=True)
class AddressOption:
    """An address to choose. What is not known is empty; the point is in degrees."""

    label: str
    detail: str
    street: str
    postal_code: str
    commune_code: str
    commune_name: str
    longitude: float
    latitude: float
    precision: Precision


def address_options(*, text: str, near: geodata.Point | None = None) -> list[AddressOption]:
    """Give the addresses that a text may mean, the likeliest first; `near` puts the closer first among equals."""
    found = geodata.search_addresses(text=text, near=near, limit=MOST)
    return [_of_extract(address) for address in found] or _of_gazetteer(text)


def _of_extract(address: geodata.Address) -> AddressOption:
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    match = geodata.match_commune(name=address.city, postal_code=address.postal_code or None) if address.city else None
    commune = match.commune if match else None
    is_exact = address.kind is not geodata.AddressKind.STREET and not address.is_approximate
    return AddressOption(
        label=address.label,
        detail="" if town else address.name,
        street=" ".join(part for part in (address.house_number, address.street or address.name) if part),
        postal_code=address.postal_code,
        commune_code=commune.code if commune else "",
        commune_name=commune.name if commune else address.city,
        longitude=address.point.longitude,
        latitude=address.point.latitude,
        precision=Precision.EXACT if is_exact else Precision.STREET,
    )


def _of_gazetteer(text: str) -> list[AddressOption]:
    """Split a whole address typed in one line: the last commune that it names, and the street before it."""
    named = [one for one in geodata.places_in_text(text=text) if one.place.kind is geodata.PlaceKind.COMMUNE]
    if not named:
        return []
    mention = named[-1]
    place = mention.place
    street = " ".join(f"{text[: mention.start]} {text[mention.end :]}".split()).strip(" ,;-")
    postal_code = mention.postal_code or (place.postal_codes[0] if len(place.postal_codes) == 1 else "")
    return [
        AddressOption(
            label=", ".join(part for part in (street, place.label) if part),
            detail=postal_code,
            street=street,
            postal_code=postal_code,
            commune_code=place.code,
            commune_name=place.name,
            longitude=place.point.longitude,
            latitude=place.point.latitude,
            precision=Precision.COMMUNE,
        )
    ]
