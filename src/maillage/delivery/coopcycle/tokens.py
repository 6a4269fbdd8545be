"""Tokens of people: short-lived, signed, void when the password changes. Source: `coopcycle_api.md`, section 2.2."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any

import jwt
from django.conf import settings

from maillage.delivery.coopcycle.refusals import SignInRefused
from maillage.delivery.models import ApiPerson
from maillage.delivery.queries.api_access import person_by_number

LIFE = timedelta(hours=1)
_ALGORITHM = "HS256"


def token_of(person: ApiPerson, *, roles: list[str], now: datetime) -> str:
    """Write a token that says who the person is, until an hour from now."""
    claims = {
        "iat": int(now.timestamp()), "exp": int((now + LIFE).timestamp()), "roles": roles,
        "username": person.username, "person": person.pk, "proof": _proof(person),
    }  # fmt: skip
    return jwt.encode(claims, _key(), algorithm=_ALGORITHM)


def person_of(token: str, *, now: datetime) -> ApiPerson:
    """Give who a token speaks for.

    Raises: SignInRefused.
    """
    try:
        claims = jwt.decode(token, _key(), algorithms=[_ALGORITHM], options={"verify_exp": False, "require": ["exp"]})
    except jwt.PyJWTError:
        raise SignInRefused("Invalid JWT Token") from None
    if int(claims["exp"]) <= now.timestamp():
        raise SignInRefused("Expired JWT Token")
    person = person_by_number(number=_number(claims))
    if person is None or not hmac.compare_digest(str(claims.get("proof")), _proof(person)):
        raise SignInRefused("Invalid JWT Token")
    return person


def _number(claims: dict[str, Any]) -> int:
    number = claims.get("person")
    return number if isinstance(number, int) else 0


def _proof(person: ApiPerson) -> str:
    return hashlib.sha256(person.user.get_session_auth_hash().encode()).hexdigest()[:16]


def _key() -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"maillage.delivery.coopcycle.tokens", hashlib.sha256).digest()
