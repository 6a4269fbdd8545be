"""Codes of INSEE and La Poste: they are text, their lost leading zeros are put back, their form is checked.

Source: INSEE, variable dictionary of the Sirene API 3.11; NAF rev. 2; decree 2025-736 for NAF 2025.
"""

from __future__ import annotations

import re
from functools import lru_cache

from maillage.directory.importing.cleaning.identifiers import digits_of, is_scientific
from maillage.directory.importing.cleaning.text import folded, is_null
from maillage.directory.importing.types import ActivityCode, Cleaned, Nomenclature, reason

# 97 is overseas (97400 Saint-Denis), 98 Monaco and the Pacific; 20 is Corsica whose communes are 2A and 2B.
_POSTAL_CODE = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-578])[0-9]{3}")
_POSTAL_CODE_IN_TEXT = re.compile(r"(?:F(?:R)?[\s-]*)?(\d{5})\b(?!\.\d)", re.IGNORECASE)
_COMMUNE_CODE = re.compile(r"(?:[013-9][0-9]|2[AB1-9])[0-9]{3}")
_NAF = re.compile(r"([0-9]{2})\.?([0-9]{2})([A-Z])")
_NAF_LABELLED = re.compile(r"([0-9]{2}\.?[0-9]{2} ?[A-Z])\b.*", re.DOTALL)
_NOT_STARTED = "00.00Z"
_LEGAL_FORM = re.compile(r"[1-9][0-9]{3}")
_DEPARTMENT = re.compile(r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-8]|98[4-9])")

HEADCOUNT_BANDS: dict[str, tuple[int, int | None]] = {
    "NN": (0, 0), "00": (0, 0), "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49), "21": (50, 99),
    "22": (100, 199), "31": (200, 249), "32": (250, 499), "41": (500, 999), "42": (1_000, 1_999), "51": (2_000, 4_999),
    "52": (5_000, 9_999), "53": (10_000, None),
}  # fmt: skip
"""INSEE's band code → fewest and most employees (None: no limit), at 31 December two years before."""

_NOMENCLATURES = {name.casefold(): name for name in Nomenclature}


@lru_cache(maxsize=16_384)
def clean_postal_code(text: str, /) -> Cleaned[str]:
    """Give a French postal code on five digits, from `84200.0`, `1000`, `F-75011` or `75011 Paris cedex`."""
    if is_null(text):
        return "", ()
    if is_scientific(text):
        return "", (reason("postal_code.scientific", field="postal_code", value=text),)
    digits = digits_of(text)
    if digits.isascii() and digits.isdigit():
        padded = digits.zfill(5) if len(digits) == 4 else digits
    else:
        found = _POSTAL_CODE_IN_TEXT.match(text.strip())
        padded = found[1] if found else ""
    if _POSTAL_CODE.fullmatch(padded):
        return padded, ()
    return "", (reason("postal_code.malformed", field="postal_code", value=text),)


@lru_cache(maxsize=65_536)
def clean_commune_code(text: str, /) -> Cleaned[str]:
    """Give an INSEE commune code on five characters (`01004`, `2A004`)."""
    if is_null(text):
        return "", ()
    code = digits_of(text).upper()
    if len(code) == 4:
        code = code.zfill(5)
    if _COMMUNE_CODE.fullmatch(code):
        return code, ()
    return "", (reason("commune_code.malformed", field="commune_code", value=text),)


@lru_cache(maxsize=1_024)
def clean_department(text: str, /) -> Cleaned[str]:
    """Give a département code (`01`, `2A`, `974`) from a code with or without its leading zero."""
    if is_null(text):
        return "", ()
    code = digits_of(text).upper()
    code = code.zfill(2) if len(code) == 1 else code
    if _DEPARTMENT.fullmatch(code):
        return code, ()
    return "", (reason("department.malformed", field="department", value=text),)


def department_of_commune(commune_code: str, /) -> str:
    """Give the département of an INSEE commune code; never derive it from a postal code."""
    return commune_code[:3] if commune_code[:2] in ("97", "98") else commune_code[:2]


@lru_cache(maxsize=16_384)
def clean_naf(text: str, nomenclature: str = "", /) -> Cleaned[ActivityCode | None]:
    """Give an activity code with its dot (`62.01Z`) and its nomenclature; `00.00Z` (not started) gives none.

    Without a nomenclature, NAF rev. 2 is assumed, but for the letter Y, which only NAF 2025 has.
    """
    if is_null(text):
        return None, ()
    named = _NOMENCLATURES.get(nomenclature.strip().casefold())
    if named in (Nomenclature.NAF_REV1, Nomenclature.NAF_1993, Nomenclature.NAP):
        return ActivityCode(text.strip().upper(), named), ()
    labelled = _NAF_LABELLED.match(text.strip().upper())
    found = _NAF.fullmatch(re.sub(r"[\s\u00a0\u202f]+", "", labelled[1] if labelled else text).upper())
    if not found:
        return None, (reason("naf.malformed", field="naf", value=text),)
    code = f"{found[1]}.{found[2]}{found[3]}"
    if code == _NOT_STARTED:
        return None, ()
    guessed = Nomenclature.NAF_2025 if found[3] == "Y" else Nomenclature.NAF_REV2
    return ActivityCode(code, named or guessed), ()


@lru_cache(maxsize=1_024)
def clean_headcount_band(text: str, /) -> Cleaned[str]:
    """Give INSEE's band code on two characters (`1` is `01`: one or two employees), or the code of a label."""
    stripped = text.strip().upper()
    if stripped in HEADCOUNT_BANDS:
        return stripped, ()
    if is_null(text):
        return "", ()
    code = digits_of(text).zfill(2)
    if code in HEADCOUNT_BANDS:
        return code, ()
    return _band_of_label(text)


def _band_of_label(text: str) -> Cleaned[str]:
    if folded(text).startswith("non employ"):
        return "NN", ()
    found = re.search(r"\d+", re.sub(r"(?<=\d)[\s\u00a0\u202f.](?=\d{3}\b)", "", text))
    if found:
        return clean_headcount(found[0])
    return "", (reason("headcount_band.unknown", field="headcount_band", value=text),)


@lru_cache(maxsize=1_024)
def clean_headcount(text: str, /) -> Cleaned[str]:
    """Give the band code of a number of employees."""
    if is_null(text):
        return "", ()
    compact = re.sub(r"[.,]0+$", "", re.sub(r"[\s\u00a0\u202f]", "", text))
    if not (compact.isascii() and compact.isdigit() and len(compact) < 8):
        return (
            _band_of_label(text)
            if re.search(r"\d", text) and re.search(r"[^\d\s.,+-]", text)
            else _unread_headcount(text)
        )
    count = int(compact)
    for code, (fewest, most) in HEADCOUNT_BANDS.items():
        if code != "NN" and fewest <= count and (most is None or count <= most):
            return code, ()
    return _unread_headcount(text)


def _unread_headcount(text: str) -> Cleaned[str]:
    return "", (reason("headcount.not_a_number", field="headcount", value=text),)


@lru_cache(maxsize=4_096)
def clean_legal_form(text: str, /) -> Cleaned[str]:
    """Give INSEE's four-digit legal category; a label (`SCOP SA`) gives none and is read as words elsewhere."""
    if is_null(text):
        return "", ()
    code = digits_of(text)
    if _LEGAL_FORM.fullmatch(code):
        return code, ()
    if code.isascii() and code.isdigit():
        return "", (reason("legal_form.malformed", field="legal_form", value=text),)
    return "", ()
