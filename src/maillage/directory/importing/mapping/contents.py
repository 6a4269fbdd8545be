"""What the values of a column say of it, whatever its header."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from maillage.directory.importing.cleaning.codes import clean_commune_code, clean_naf, clean_postal_code
from maillage.directory.importing.cleaning.contacts import clean_email, clean_links, clean_phone, is_social
from maillage.directory.importing.cleaning.identifiers import clean_siren, clean_siret, digits_of
from maillage.directory.importing.cleaning.places import clean_coordinates
from maillage.directory.importing.cleaning.text import is_null
from maillage.directory.importing.cleaning.values import clean_boolean, clean_date, number_of
from maillage.directory.importing.mapping.fields import TargetField

_SAMPLE_MIN = 2


def _number_between(low: float, high: float) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        number = number_of(text)
        return number is not None and low <= number <= high

    return test


def _is_siret(text: str) -> bool:
    return len(digits_of(text)) >= 11 and bool(clean_siret(text)[0])


def _is_siren(text: str) -> bool:
    return 6 <= len(digits_of(text)) <= 9 and bool(clean_siren(text)[0])


def _is_web_address(text: str) -> bool:
    return (
        bool(re.match(r"\s*(?:https?:|www\.)|[\w-]+(?:\.[\w-]+)+(?:/|\s*$)", text, re.IGNORECASE))
        and not clean_links(text)[1]
    )


def _is_social_page(text: str) -> bool:
    links, _ = clean_links(text)
    return bool(links.social) and all(is_social(link) for link in links.social)


def _is_phone(text: str) -> bool:
    return len(re.sub(r"\D", "", text)) >= 9 and bool(clean_phone(text)[0])


TESTS: dict[TargetField, Callable[[str], bool]] = {
    TargetField.SIRET: _is_siret,
    TargetField.SIREN: _is_siren,
    TargetField.EMAIL: lambda text: "@" in text and bool(clean_email(text)[0]),
    TargetField.WEBSITE: _is_web_address,
    TargetField.SOCIAL_LINK: _is_social_page,
    TargetField.PHONE: _is_phone,
    TargetField.NAF: lambda text: len(text.strip()) < 80 and bool(clean_naf(text)[0]),
    TargetField.POSTAL_CODE: lambda text: bool(clean_postal_code(text)[0]),
    TargetField.COMMUNE_CODE: lambda text: bool(clean_commune_code(text)[0]),
    TargetField.LATITUDE: _number_between(-90, 90),
    TargetField.LONGITUDE: _number_between(-180, 180),
    TargetField.IDENTIFIER_CONFIDENCE: _number_between(0, 100),
    TargetField.COORDINATES: lambda text: clean_coordinates(text)[0] is not None,
    TargetField.LAMBERT_X: _number_between(50_000, 1_300_000),
    TargetField.LAMBERT_Y: _number_between(500_000, 9_000_000),
    TargetField.CREATED_ON: lambda text: bool(clean_date(text)[0]),
    TargetField.UPDATED_ON: lambda text: bool(clean_date(text)[0]),
    TargetField.SOCIAL_ECONOMY: lambda text: clean_boolean(text)[0] is not None,
}

FOUND_BY_CONTENT = (
    TargetField.SIRET,
    TargetField.SIREN,
    TargetField.EMAIL,
    TargetField.SOCIAL_LINK,
    TargetField.WEBSITE,
    TargetField.PHONE,
)
"""Fields recognised without any header, most telling first."""


def agreement(*, target: TargetField, values: Sequence[str]) -> float | None:
    """Give the share of the non-empty values that this field could hold; None when nothing can be said."""
    test = TESTS.get(target)
    told = [value for value in values if not is_null(value)]
    if test is None or not told:
        return None
    return sum(map(test, told)) / len(told)


def field_of_content(*, values: Sequence[str]) -> tuple[TargetField | None, float]:
    """Give the field that the values betray, when at least two values and four in five say so."""
    told = [value for value in values if not is_null(value)]
    if len(set(told)) < _SAMPLE_MIN:
        return None, 0.0
    for target in FOUND_BY_CONTENT:
        share = agreement(target=target, values=told)
        if share is not None and share >= 0.8:
            return target, round(0.9 * share, 3)
    if all(re.fullmatch(r"\d{2}\.?\d{2}\s?[A-Za-z]", value.strip()) for value in told):
        return TargetField.NAF, 0.8
    return None, 0.0
