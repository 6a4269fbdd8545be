"""Points and countries: decimal commas, swapped columns, Lambert metres, positions that cannot be.

Projections and plausible boxes of territories are those of `maillage.geodata.lambert`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale

from maillage.directory.importing.cleaning.text import folded, is_null
from maillage.directory.importing.cleaning.values import number_of
from maillage.directory.importing.types import Cleaned, Reason, reason
from maillage.geodata.lambert import plausible_box, projected_to_wgs84
from maillage.geodata.types import Point

OVERSEAS = ("971", "972", "973", "974", "975", "976", "977", "978", "986", "987", "988")
_FRENCH_BOXES = tuple(plausible_box(territory=prefix) for prefix in ("", *OVERSEAS))


def is_in_france(latitude: float, longitude: float, /) -> bool:
    """Say whether a position is inside the box of a French territory."""
    position = Point(longitude, latitude)
    return any(box.contains(position) for box in _FRENCH_BOXES)


@lru_cache(maxsize=4_096)
def clean_point(latitude_text: str, longitude_text: str, country: str = "", /) -> Cleaned[Point | None]:
    """Give a WGS 84 point from two cells; metres of Lambert-93 are converted, swapped columns are put right.

    `0,0` and empty cells give none. Columns are swapped back only when that brings the point into France.
    """
    if is_null(latitude_text) and is_null(longitude_text):
        return None, ()
    latitude, longitude = number_of(latitude_text), number_of(longitude_text)
    shown = f"{latitude_text} ; {longitude_text}"
    if latitude is None or longitude is None:
        return None, (reason("point.not_numbers", field="point", value=shown),)
    if latitude == 0 and longitude == 0:
        return None, ()
    if country in ("", "FR") and not is_in_france(latitude, longitude) and is_in_france(longitude, latitude):
        return Point(latitude, longitude), (reason("point.swapped", field="point", value=shown),)
    if abs(latitude) <= 90 and abs(longitude) <= 180:
        return Point(round(longitude, 7), round(latitude, 7)), ()
    if abs(longitude) <= 90 and abs(latitude) <= 180:
        return Point(round(latitude, 7), round(longitude, 7)), (reason("point.swapped", field="point", value=shown),)
    for x, y in ((longitude, latitude), (latitude, longitude)):
        point, warnings = point_from_metres(x, y, "")
        if point and not warnings:
            return point, (reason("point.metres", field="point", value=shown),)
    return None, (reason("point.outside_world", field="point", value=shown),)


_PAIR = re.compile(r"\s*([+-]?\d+(?:[.,]\d+)?)\s*(?:[;/|]|,\s|\s|,)\s*([+-]?\d+(?:[.,]\d+)?)\s*")
_PAIR_WITH_POINTS = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*[,;/| ]\s*([+-]?\d+(?:\.\d+)?)\s*")
_WKT = re.compile(r"\s*(?:SRID=4326;)?POINT\s*\(\s*([+-]?[\d.]+)\s+([+-]?[\d.]+)\s*\)\s*", re.IGNORECASE)


def clean_coordinates(text: str, country: str = "", /) -> Cleaned[Point | None]:
    """Give a point from one cell: `lat,lon`, `45,76 ; 4,83` or `POINT(4.83 45.76)`."""
    if is_null(text):
        return None, ()
    if wkt := _WKT.fullmatch(text):
        return clean_point(wkt[2], wkt[1], country)
    pair = _PAIR_WITH_POINTS.fullmatch(text.strip("[]() ")) or _PAIR.fullmatch(text.strip("[]() "))
    if pair:
        return clean_point(pair[1], pair[2], country)
    return None, (reason("point.not_numbers", field="point", value=text),)


def clean_lambert(x_text: str, y_text: str, territory: str = "", /) -> Cleaned[Point | None]:
    """Give the WGS 84 point of metres in the legal projection of a territory (`974`, empty for the mainland)."""
    if is_null(x_text) or is_null(y_text):
        return None, ()
    x, y = number_of(x_text), number_of(y_text)
    if x is None or y is None:
        return None, (reason("point.not_numbers", field="point", value=f"{x_text} ; {y_text}"),)
    return point_from_metres(x, y, territory)


def point_from_metres(x: float, y: float, territory: str, /) -> Cleaned[Point | None]:
    """Convert metres and refuse a result outside the territory."""
    if x == 0 and y == 0:
        return None, ()
    found = projected_to_wgs84(x=x, y=y, territory=territory)
    if found is None:
        return None, (reason("point.outside_territory", field="point", value=f"{x:g} ; {y:g}"),)
    return Point(round(found.longitude, 7), round(found.latitude, 7)), ()


def territory_of(code: str, /) -> str:
    """Give the overseas prefix of a commune or postal code (`974`), empty for the mainland and Corsica.

    Saint-Barthélemy and Saint-Martin use Guadeloupe's postal codes: only their commune codes tell them apart.
    """
    if code in ("97133", "97150"):
        return "977" if code == "97133" else "978"
    return code[:3] if code[:3] in OVERSEAS else ""


_COUNTRY_ALIASES = {
    "france metropolitaine": "FR", "republique francaise": "FR", "etats unis": "US", "usa": "US", "uk": "GB", "angleterre": "GB",
    "grande bretagne": "GB", "royaume uni": "GB", "england": "GB", "scotland": "GB", "ecosse": "GB", "pays bas": "NL",
    "fra": "FR", "bel": "BE", "che": "CH", "deu": "DE", "esp": "ES", "ita": "IT", "gbr": "GB", "lux": "LU",
}  # fmt: skip


@cache
def _countries() -> dict[str, str]:
    names: dict[str, str] = dict(_COUNTRY_ALIASES)
    for language in ("en", "fr"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "EZ", "ZZ", "XA", "XB"):
                names[folded(name)] = code
                names[code.casefold()] = code
    del names["na"]  # in files, NA means "nothing" far more often than Namibia, which its name still gives
    return names


@lru_cache(maxsize=1_024)
def clean_country(text: str, /) -> Cleaned[str]:
    """Give an ISO 3166-1 alpha-2 code from a code or a French or English name."""
    if is_null(text):
        return "", ()
    code = _countries().get(folded(text), "")
    return (code, ()) if code else ("", (reason("country.unknown", field="country", value=text),))


def country_in_department(text: str, /) -> str:
    """Give the country that a file wrote in its département column (`CH`, `IE_N`), or an empty text."""
    stripped = text.strip()
    if len(stripped) < 2 or not stripped[:2].isalpha() or stripped[2:3] not in ("", "_", "-"):
        return ""
    return _countries().get(stripped[:2].casefold(), "")


def point_warning_of_country(point: Point, country: str, /) -> tuple[Reason, ...]:
    """Warn when an address said to be in France has a point outside every French territory."""
    if country == "FR" and not is_in_france(point.latitude, point.longitude):
        return (reason("point.outside_territory", field="point", value=f"{point.latitude} ; {point.longitude}"),)
    return ()
