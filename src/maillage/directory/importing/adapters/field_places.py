"""The address and the point of a row of named texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.directory.importing.cleaning.codes import (
    clean_commune_code,
    clean_department,
    clean_postal_code,
    department_of_commune,
)
from maillage.directory.importing.cleaning.names import display_name
from maillage.directory.importing.cleaning.places import (
    clean_coordinates,
    clean_country,
    clean_lambert,
    clean_point,
    country_in_department,
    point_warning_of_country,
    territory_of,
)
from maillage.directory.importing.cleaning.text import clean_line
from maillage.directory.importing.mapping.fields import TargetField
from maillage.directory.importing.types import Address, Cleaned
from maillage.directory.types import Precision
from maillage.geodata.types import Point

type Take = Callable[[Cleaned[Any]], Any]

_WHOLE_ADDRESS = re.compile(r"(?P<street>.*?)[,\s]*\b(?P<code>\d{5})\s+(?P<city>[^\d,][^,]*)(?:,.*)?", re.DOTALL)
_CITY_WITH_CODE = re.compile(r"(\d{5})\s+(\D.*)|(\D.*?)\s*\(?(\d{5})\)?")
_CEDEX = re.compile(r"\s+cedex\b.*$", re.IGNORECASE)
_DEPARTMENT_NUMBER = re.compile(r"(?:\d{1,3}|2[ABab])(?:[.,]0+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organization is."""

    address: Address
    point: Point | None
    precision: Precision


def read_place(*, texts: Mapping[TargetField, str], take: Take) -> Place:
    """Clean the place of a row; `take` keeps the warnings and gives the values."""

    def line(target: TargetField) -> str:
        text = texts.get(target)
        return clean_line(text.replace("\n", " ")) if text else ""

    country = take(clean_country(line(TargetField.COUNTRY))) or country_in_department(line(TargetField.DEPARTMENT))
    street, code_text, city = line(TargetField.STREET), line(TargetField.POSTAL_CODE), line(TargetField.CITY)
    if number := line(TargetField.STREET_NUMBER):
        street = f"{re.sub(r'[.,]0+$', '', number)} {street}".strip()
    whole = _WHOLE_ADDRESS.fullmatch(line(TargetField.FULL_ADDRESS) or ("" if code_text or city else street))
    if whole and not (code_text and city):
        street, code_text, city = whole["street"].strip(" ,"), code_text or whole["code"], city or whole["city"].strip()
    elif not street:
        street = line(TargetField.FULL_ADDRESS)
    if not code_text and (inside := _CITY_WITH_CODE.fullmatch(city)):
        code_text, city = inside[1] or inside[4], (inside[2] or inside[3]).strip()
    postal_code = code_text if country not in ("", "FR") else take(clean_postal_code(code_text))
    commune_code = take(clean_commune_code(texts.get(TargetField.COMMUNE_CODE, "")))
    address = Address(
        street=display_name(street),
        complement=display_name(line(TargetField.ADDRESS_COMPLEMENT)),
        postal_code=postal_code,
        city=display_name(_CEDEX.sub("", city)),
        commune_code=commune_code,
        department=_department(line(TargetField.DEPARTMENT), commune_code, take),
        region=line(TargetField.REGION),
        country=country or ("FR" if postal_code or commune_code else ""),
    )
    point = _point(texts, address, take)
    if point:
        for warning in point_warning_of_country(point, address.country):
            take((None, (warning,)))
    return Place(address, point, _precision(point, address))


def _department(text: str, commune_code: str, take: Take) -> str:
    if commune_code:
        return department_of_commune(commune_code)
    if not _DEPARTMENT_NUMBER.fullmatch(text):
        return ""  # a name, or a country: the commune says more
    code: str = take(clean_department(text))
    return code


def _point(texts: Mapping[TargetField, str], address: Address, take: Take) -> Point | None:
    latitude, longitude = texts.get(TargetField.LATITUDE, ""), texts.get(TargetField.LONGITUDE, "")
    point: Point | None = None
    if latitude or longitude:
        point = take(clean_point(latitude, longitude, address.country))
    if point is None and texts.get(TargetField.COORDINATES):
        point = take(clean_coordinates(texts[TargetField.COORDINATES], address.country))
    if point is None and texts.get(TargetField.LAMBERT_X):
        territory = territory_of(address.commune_code or address.postal_code)
        point = take(clean_lambert(texts[TargetField.LAMBERT_X], texts.get(TargetField.LAMBERT_Y, ""), territory))
    return point


def _precision(point: Point | None, address: Address) -> Precision:
    if point:
        return Precision.EXACT if address.street else Precision.UNKNOWN
    return Precision.COMMUNE if address.commune_code or address.city else Precision.UNKNOWN
