"""Telephone numbers as people read them."""

import re

# +33, and the prefixes of the overseas départements, whose numbers repeat them after the zero.
_FRENCH = re.compile(r"(?:\+33|0033|0)([1-9]\d{8})")
_OVERSEAS = re.compile(r"(?:\+|00)(?:262|590|594|596)((?:262|269|590|594|596|639|69[0-7])\d{6})")
NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"


def spoken_number(number: str) -> str:
    """Write a French number in pairs, "04 65 71 85 01"; give any other as it is."""
    digits = re.sub(r"[\s.()-]", "", number)
    found = _FRENCH.fullmatch(digits) or _OVERSEAS.fullmatch(digits)
    if found is None:
        return number
    national = "0" + found[1]
    return NARROW_SPACE.join(national[start : start + 2] for start in range(0, 10, 2))
