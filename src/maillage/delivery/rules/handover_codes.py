"""Codes that a recipient gives at the door: what a phone without network can check, without knowing them.

What a phone holds is slow to try: with a few digits, that is all that hinders somebody who has it in hand.
"""

import hashlib
import hmac

DIGITS = 4
ROUNDS = 20_000
_KIND = "pbkdf2-sha256"
_LONGEST = 20


def derived_code(secret: bytes, about: str, /) -> str:
    """Give the code of something: the same for the same secret, and kept nowhere."""
    digest = hmac.new(secret, f"maillage.delivery.handover:{about}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}}"


def hashed(code: str, /, *, salt: str) -> str:
    """Give what a phone may hold of a code: `pbkdf2-sha256$rounds$salt$hash`."""
    return f"{_KIND}${ROUNDS}${salt}${_digest(code, salt=salt, rounds=ROUNDS)}"


def is_right(code: str, /, *, kept: str) -> bool:
    """Say whether a code is the one that a hash was made of."""
    kind, _first, rest = kept.partition("$")
    rounds, _second, rest = rest.partition("$")
    salt, _third, digest = rest.partition("$")
    if kind != _KIND or not rounds.isdecimal() or not tidy(code):
        return False
    return hmac.compare_digest(_digest(code, salt=salt, rounds=int(rounds)), digest)


def tidy(code: str, /) -> str:
    """Read a code as it is typed: spaces and capitals do not matter."""
    return "".join(code.split()).casefold()[:_LONGEST]


def _digest(code: str, *, salt: str, rounds: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", tidy(code).encode(), salt.encode(), rounds).hex()
