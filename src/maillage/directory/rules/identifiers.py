"""Identifiers typed by people: cleaned, then checked by their key."""

import re
from enum import StrEnum

from stdnum.fr import siren, siret

_IGNORED = re.compile("[\\s.\\-_\u00a0\u202f]")
_RNA = re.compile(r"W[0-9A-Z]{9}")
_NAF = re.compile(r"([0-9]{2})\.?([0-9]{2})([A-Z])")


class SirenVerdict(StrEnum):
    """What a text typed as a SIREN is."""

    EMPTY = "empty"
    UNFINISHED = "unfinished"
    TOO_LONG = "too-long"
    NOT_DIGITS = "not-digits"
    WRONG_KEY = "wrong-key"
    GOOD = "good"


def clean_digits(text: str) -> str:
    """Take spaces, no-break spaces, dots and hyphens out."""
    return _IGNORED.sub("", text)


def is_siren(digits: str) -> bool:
    """Check nine digits by their Luhn key; all zeros is refused."""
    return bool(siren.is_valid(digits)) and digits.strip("0") != ""


def judge_siren(text: str) -> SirenVerdict:
    """Say what is wrong with a SIREN being typed, if anything."""
    digits = clean_digits(text)
    if not digits:
        return SirenVerdict.EMPTY
    if not digits.isascii() or not digits.isdigit():
        return SirenVerdict.NOT_DIGITS
    if len(digits) != 9:
        return SirenVerdict.UNFINISHED if len(digits) < 9 else SirenVerdict.TOO_LONG
    return SirenVerdict.GOOD if is_siren(digits) else SirenVerdict.WRONG_KEY


def is_siret(digits: str) -> bool:
    """Check fourteen digits by their key, La Poste's rule included; a number that ends with five zeros is a truncated one.

    Source: INSEE; python-stdnum.
    """
    return bool(siret.is_valid(digits)) and not digits.endswith("00000")


def clean_rna(text: str) -> str:
    """Give an association's number, or an empty text when it is not one."""
    compact = clean_digits(text).upper()
    return compact if _RNA.fullmatch(compact) else ""


def clean_naf(text: str) -> str:
    """Give a NAF code as `62.01Z`, or an empty text when it is not one."""
    found = _NAF.fullmatch(clean_digits(text).upper())
    return f"{found[1]}.{found[2]}{found[3]}" if found else ""


def vat_number(siren_digits: str) -> str:
    """Compute the French VAT number that a SIREN would have; registration is not proved by it."""
    key = (12 + 3 * (int(siren_digits) % 97)) % 97
    return f"FR{key:02d}{siren_digits}"
