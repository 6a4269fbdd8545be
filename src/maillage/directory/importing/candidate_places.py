"""Where a row of a file is: its commune understood, its point completed."""

from functools import lru_cache
from typing import NamedTuple

from maillage import geodata
from maillage.directory.importing.types import Address
from maillage.directory.types import Precision
from maillage.geodata.types import Commune, Point

_ENOUGH_CONFIDENCE = 0.5
_FAR_M = 60_000.0


class Place(NamedTuple):
    """An address ready to be kept. `is_address_hidden`: partial diffusion at INSEE."""

    street: str
    postal_code: str
    commune_code: str
    commune_name: str
    department_code: str
    region_code: str
    country_code: str
    longitude: float | None
    latitude: float | None
    precision: str
    is_address_hidden: bool


def place_of(address: Address, point: Point | None, precision: Precision, is_masked: bool, /) -> Place | None:
    """Understand where a row is, None when it does not say.

    Without a point it stands at its commune's centre; a point without a commune stands in the nearest. A point far from
    the commune that was written surely is not believed.
    """
    is_french = address.country in ("", "FR")
    commune, is_sure = (
        _commune(address.city, address.postal_code, address.department, address.commune_code)
        if is_french
        else (None, False)
    )
    if point is not None and is_french and (commune is None or not is_sure):
        commune = geodata.reverse(point=point) or commune
    if point is not None and commune is not None and is_sure and geodata.distance_m(point, commune.point) > _FAR_M:
        point = None
    if commune is None and point is None and not (address.city or address.street or address.postal_code):
        return None
    if point is None:
        precision = Precision.COMMUNE if commune else Precision.UNKNOWN
    elif precision is Precision.UNKNOWN:
        precision = Precision.STREET
    if is_masked and commune is not None:
        point, precision = None, Precision.COMMUNE
    spot = point or (commune.point if commune else None)
    street = ", ".join(filter(None, (address.street, address.complement)))
    return Place(
        street="" if is_masked else street[:250],
        postal_code=_postal_code(address, commune),
        commune_code=commune.code if commune else "",
        commune_name=(commune.name if commune else address.city)[:120],
        department_code=commune.department_code if commune else "",
        region_code=commune.region_code if commune else "",
        country_code=address.country or "FR",
        longitude=round(spot.longitude, 6) if spot else None,
        latitude=round(spot.latitude, 6) if spot else None,
        precision=precision.value,
        is_address_hidden=is_masked,
    )


@lru_cache(maxsize=65_536)
def _commune(city: str, postal_code: str, department: str, code: str) -> tuple[Commune | None, bool]:
    """Give the commune that was written and whether it is sure; a town's rows come together, so the answer is kept."""
    if not (city or postal_code or code):
        return None, False
    match = geodata.match_commune(name=city, postal_code=postal_code, department_code=department, code=code)
    if match is None:
        return None, False
    return match.commune, match.confidence >= _ENOUGH_CONFIDENCE


def _postal_code(address: Address, commune: Commune | None) -> str:
    if address.postal_code:
        return address.postal_code[:9]
    return commune.postal_codes[0] if commune and len(commune.postal_codes) == 1 else ""
