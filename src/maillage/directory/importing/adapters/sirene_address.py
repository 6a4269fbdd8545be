"""The address and the point of a SIRENE row, or of its geocoded variants."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from maillage.directory.importing.cleaning.codes import clean_commune_code, clean_postal_code, department_of_commune
from maillage.directory.importing.cleaning.names import display_name
from maillage.directory.importing.cleaning.places import clean_lambert, clean_point, territory_of
from maillage.directory.importing.cleaning.text import is_null
from maillage.directory.importing.types import NO_ADDRESS, Address, Reason
from maillage.geodata.types import Point

_E = "Etablissement"
_STREET_COLUMNS = (
    f"complementAdresse{_E}", f"numeroVoie{_E}", f"indiceRepetition{_E}", f"typeVoie{_E}", f"libelleVoie{_E}", f"codePostal{_E}",
    f"coordonneeLambertAbscisse{_E}", f"coordonneeLambertOrdonnee{_E}", "latitude", "longitude",
)  # fmt: skip
_COMMUNE_COLUMNS = (f"codeCommune{_E}", f"libelleCommune{_E}", f"libelleCommuneEtranger{_E}", f"codePaysEtranger{_E}")

_STREET_TYPES = {
    "ALL": "allée", "AV": "avenue", "BD": "boulevard", "BLVD": "boulevard", "CAR": "carrefour", "CHE": "chemin", "CHS": "chaussée",
    "CITE": "cité", "COR": "corniche", "CRS": "cours", "DOM": "domaine", "DSC": "descente", "ECA": "écart", "ESP": "esplanade",
    "FG": "faubourg", "GR": "grande rue", "HAM": "hameau", "HLE": "halle", "IMP": "impasse", "LD": "lieu-dit", "LOT": "lotissement",
    "MAR": "marché", "MTE": "montée", "PAS": "passage", "PL": "place", "PLN": "plaine", "PLT": "plateau", "PRO": "promenade",
    "PRV": "parvis", "QUA": "quartier", "QUAI": "quai", "RES": "résidence", "RLE": "ruelle", "ROC": "rocade", "RPT": "rond-point",
    "RTE": "route", "RUE": "rue", "SEN": "sente", "SQ": "square", "TPL": "terre-plein", "TRA": "traverse", "VLA": "villa",
    "VLGE": "village", "VOIE": "voie", "ZA": "ZA", "ZAC": "ZAC", "ZI": "ZI",
}  # fmt: skip
_REPETITIONS = {"B": "bis", "T": "ter", "Q": "quater"}
_ABROAD = "99"


class _Street(NamedTuple):
    complement: str
    number: str
    repetition: str
    kind: str
    street: str
    postal_code: str
    x: str
    y: str
    latitude: str
    longitude: str


class AddressReader:
    """Reads the address of rows that have these columns; gives nothing at once when the file has none."""

    def __init__(self, columns: Sequence[str]) -> None:
        place = {name: number for number, name in enumerate(columns)}
        self._beyond = len(columns)
        self._has_address = bool(place.keys() & {*_STREET_COLUMNS, *_COMMUNE_COLUMNS})
        self._street = itemgetter(*(place.get(name, self._beyond) for name in _STREET_COLUMNS))
        self._commune = itemgetter(*(place.get(name, self._beyond) for name in _COMMUNE_COLUMNS))

    def __call__(self, cells: Sequence[str], *, is_masked: bool) -> tuple[Address, Point | None, tuple[Reason, ...]]:
        """Read an address; only the commune of a masked unit is kept."""
        if not self._has_address:
            return NO_ADDRESS, None, ()
        padded = (*cells[: self._beyond], "")
        commune_cell, city, city_abroad, country_code = self._commune(padded)
        commune, commune_warnings = clean_commune_code(commune_cell)
        is_abroad = country_code.startswith(_ABROAD)
        city_name = display_name(city_abroad if is_abroad else city)
        department = department_of_commune(commune) if commune else ""
        country = "" if is_abroad else "FR" if commune or city_name else ""
        if is_masked:
            masked = Address(city=city_name, commune_code=commune, department=department, country=country)
            return masked, None, commune_warnings
        street = _Street._make(self._street(padded))
        postal_code, postal_warnings = ("", ()) if is_abroad else clean_postal_code(street.postal_code)
        point, point_warnings = _point(street, commune or postal_code)
        address = Address(
            street=_street_line(street),
            complement=display_name(street.complement),
            postal_code=street.postal_code if is_abroad and not is_null(street.postal_code) else postal_code,
            city=city_name,
            commune_code=commune,
            department=department,
            country=country,
        )
        return address, point, commune_warnings + postal_warnings + point_warnings


def _street_line(street: _Street) -> str:
    number = "" if is_null(street.number) else street.number.lstrip("0")
    repetition = _REPETITIONS.get(street.repetition, "" if is_null(street.repetition) else street.repetition)
    kind = "" if is_null(street.kind) else _STREET_TYPES.get(street.kind.upper(), street.kind.lower())
    # Behind a street type, "DE LA GARE" keeps its small words small.
    name = display_name(f"X {street.street}")[2:] if kind and street.street else display_name(street.street)
    line = " ".join(filter(None, (number, repetition, kind, name)))
    return line if number else line[:1].upper() + line[1:]


def _point(street: _Street, code: str) -> tuple[Point | None, tuple[Reason, ...]]:
    if street.latitude and street.longitude:
        return clean_point(street.latitude, street.longitude, "FR")
    if not street.x or not street.y:
        return None, ()
    return clean_lambert(street.x, street.y, territory_of(code))
