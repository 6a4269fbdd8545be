"""SIREN, SIRET, association numbers: text, checked by their key, never guessed.

Source: INSEE, Luhn key of SIREN and SIRET; La Poste's establishments follow the plain sum of digits.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from maillage.directory.importing.cleaning.text import is_null
from maillage.directory.importing.types import Cleaned, Reason, reason

LA_POSTE = "356000000"
_FAKES = frozenset({"123456789", "12345678901234", "123456782", "00000000000000", "000000000"})
_DOUBLED = {str(digit): sum(divmod(2 * digit, 10)) for digit in range(10)}
_SIREN_LENGTH, _SIRET_LENGTH = 9, 14
_SIREN_DIGITS_MIN, _SIRET_DIGITS_MIN = 6, 11  # the oldest SIREN begin with three zeros

_IGNORED = dict.fromkeys(map(ord, " \t\r\n.-_/'\u00a0\u202f\u2009\u2007\ufeff\u200b"), None)
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
_COMPACT = _IGNORED | _FULL_WIDTH
_FLOAT = re.compile(r"(\d+)[.,]0*")
_SCIENTIFIC = re.compile(r"\s*\d+(?:[.,]\d+)?\s*[eE]\s*\+?\s*\d+\s*")
_VAT = re.compile(r"FR[0-9A-HJ-NP-Z]{2}([0-9]{9})")
_ASSOCIATION = re.compile(r"W[0-9A-Z]{9}")


class Identifiers(NamedTuple):
    """A checked SIREN and SIRET; either may be empty."""

    siren: str = ""
    siret: str = ""


NO_IDENTIFIERS = Identifiers()


def has_luhn_key(digits: str, /) -> bool:
    """Check the Luhn key of a text made of digits only."""
    backwards = digits[::-1]
    return (sum(map(int, backwards[::2])) + sum(map(_DOUBLED.__getitem__, backwards[1::2]))) % 10 == 0


def is_siren(digits: str, /) -> bool:
    """Check that a text is a SIREN: nine digits with their key, not an obvious fake."""
    return len(digits) == _SIREN_LENGTH and _is_digits(digits) and has_luhn_key(digits) and digits not in _FAKES


def is_siret(digits: str, /) -> bool:
    """Check that a text is a SIRET, La Poste's included, whose five last digits are not all zeros."""
    if len(digits) != _SIRET_LENGTH or not _is_digits(digits) or digits.endswith("00000") or digits in _FAKES:
        return False
    if digits.startswith(LA_POSTE) and sum(map(int, digits)) % 5 == 0:
        return True
    return has_luhn_key(digits) and is_siren(digits[:_SIREN_LENGTH])


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def is_scientific(text: str, /) -> bool:
    """Recognise a number that a spreadsheet wrote as `8,07469E+13`: its last digits are lost."""
    return _SCIENTIFIC.fullmatch(text) is not None


def digits_of(text: str, /) -> str:
    """Give the text without separators, full-width digits mapped, the `.0` of a float removed."""
    text = text.strip()
    floated = _FLOAT.fullmatch(text)
    return floated[1] if floated else text.translate(_COMPACT)


def clean_siren(text: str, /) -> Cleaned[str]:
    """Give a checked SIREN from a SIREN, a SIRET or a French VAT number; lost leading zeros are put back."""
    if is_siren(text):
        return text, ()
    identifiers, warnings = clean_identifiers(text, "")
    return identifiers.siren, warnings


def clean_siret(text: str, /) -> Cleaned[str]:
    """Give a checked SIRET; a number whose last five digits are zeros is truncated and gives none."""
    if is_siret(text):
        return text, ()
    identifiers, warnings = clean_identifiers("", text)
    return identifiers.siret, warnings


def clean_identifiers(siren_text: str, siret_text: str, /) -> Cleaned[Identifiers]:
    """Give the SIREN and SIRET of a row from its two cells, either of which may be empty or hold the other's number."""
    if (not siren_text or siret_text.startswith(siren_text)) and is_siret(siret_text):
        return Identifiers(siret_text[:_SIREN_LENGTH], siret_text), ()
    if not siret_text and is_siren(siren_text):
        return Identifiers(siren_text, ""), ()
    first, first_warnings = _read(siren_text, "siren", _SIREN_LENGTH, _SIREN_DIGITS_MIN)
    second, second_warnings = _read(siret_text, "siret", _SIRET_LENGTH, _SIRET_DIGITS_MIN)
    warnings = first_warnings + second_warnings
    if first.siren and second.siren and first.siren != second.siren:
        clash = reason("siret.other_siren", field="siret", value=second.siret or second.siren, siren=first.siren)
        return Identifiers(first.siren, ""), (*warnings, clash)
    return Identifiers(first.siren or second.siren, second.siret or first.siret), warnings


def _read(text: str, field: str, length: int, digits_min: int) -> Cleaned[Identifiers]:
    if not text or is_null(text):
        return NO_IDENTIFIERS, ()
    if is_scientific(text):
        return NO_IDENTIFIERS, (reason(f"{field}.scientific", field=field, value=text),)
    digits = digits_of(text)
    vat = _VAT.fullmatch(digits.upper())
    digits = vat[1] if vat else digits
    if not _is_digits(digits) or len(digits) > _SIRET_LENGTH:
        return NO_IDENTIFIERS, (reason(f"{field}.not_digits", field=field, value=text),)
    for candidate in _padded(digits, length, digits_min):
        if is_siret(candidate):
            return Identifiers(candidate[:_SIREN_LENGTH], candidate), ()
        if is_siren(candidate):
            return Identifiers(candidate, ""), ()
        if len(candidate) == _SIRET_LENGTH and candidate.endswith("00000") and is_siren(candidate[:_SIREN_LENGTH]):
            return Identifiers(candidate[:_SIREN_LENGTH], ""), (reason("siret.truncated", field=field, value=text),)
    return _refused(digits, text, field, length)


def _padded(digits: str, length: int, digits_min: int) -> list[str]:
    candidates = [digits]
    if digits_min <= len(digits) < length:
        candidates.append(digits.zfill(length))
    return candidates


def _refused(digits: str, text: str, field: str, length: int) -> Cleaned[Identifiers]:
    if digits in _FAKES or (len(set(digits)) == 1 and len(digits) >= _SIREN_DIGITS_MIN):
        return NO_IDENTIFIERS, (reason(f"{field}.fake", field=field, value=text),)
    if len(digits) not in (_SIREN_LENGTH, _SIRET_LENGTH):
        return NO_IDENTIFIERS, (reason(f"{field}.length", field=field, value=text, expected=length),)
    key_wrong: Reason = reason(f"{field}.wrong_key", field=field, value=text)
    siren = digits[:_SIREN_LENGTH] if len(digits) == _SIRET_LENGTH else ""
    # Luhn's key finds every single wrong digit: when the SIREN part passes, the mistake is in the establishment's part.
    return (Identifiers(siren, "") if field == "siret" and siren and is_siren(siren) else NO_IDENTIFIERS), (key_wrong,)


def clean_association_number(text: str, /) -> Cleaned[str]:
    """Give an RNA number (`W` and nine letters or digits)."""
    if not text or is_null(text):
        return "", ()
    number = text.translate(_COMPACT).upper()
    if _ASSOCIATION.fullmatch(number):
        return number, ()
    return "", (reason("association.malformed", field="association_number", value=text),)
