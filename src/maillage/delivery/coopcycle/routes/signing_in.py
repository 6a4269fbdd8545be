"""People sign in. Source: `coopcycle_api.md`, section 2.2."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Bare
from maillage.delivery.coopcycle.calling import Call, Caller, caller_of_person
from maillage.delivery.coopcycle.refusals import SignInRefused
from maillage.delivery.coopcycle.resource import for_programs, public
from maillage.delivery.coopcycle.tokens import token_of
from maillage.delivery.services.api_people import SignedIn, renew, sign_in
from maillage.kit.caller import address_of
from maillage.kit.errors import TooMany
from maillage.kit.throttle import count_try

TRIES_OF_A_NAME = 10
TRIES_OF_AN_ADDRESS = 60
PERIOD_S = 300


@public
def login(call: Call) -> Answer:
    """Sign in by short name or e-mail and password; form or JSON."""
    fields = call.fields()
    name, password = fields.get("_username", "").strip(), fields.get("_password", "")
    _count(f"address:{address_of(call.request)}", TRIES_OF_AN_ADDRESS)
    _count(f"name:{name.lower()[:100]}", TRIES_OF_A_NAME)
    return Bare(signed_in_by_name(call, sign_in(name=name[:254], password=password[:1000], now=call.now)))


@public
def refresh(call: Call) -> Answer:
    """Sign in again by the same refresh token, which lives longer for it."""
    token = call.fields().get("refresh_token", "")
    _count(f"refresh:{address_of(call.request)}", TRIES_OF_AN_ADDRESS)
    return Bare(_signed_in(call, caller_of_person(renew(refresh_token=token[:200], now=call.now)), token))


@for_programs("deliveries", "tasks", "orders")
def check(_call: Call) -> Answer:
    """Say whether a token still holds."""
    return Bare("OK")


def signed_in_by_name(call: Call, signed_in: SignedIn) -> dict[str, Any]:
    """Show a sign-in with its two tokens."""
    return _signed_in(call, caller_of_person(signed_in.person), signed_in.refresh_token)


def _signed_in(call: Call, caller: Caller, refresh_token: str) -> dict[str, Any]:
    person = caller.person
    if person is None:
        raise SignInRefused("Invalid credentials.")
    return {
        "token": token_of(person, roles=caller.roles, now=call.now),
        "refresh_token": refresh_token,
        "roles": caller.roles,
        "username": person.username,
        "email": person.user.email,
        "id": person.pk,
        "enabled": person.user.is_active,
    }


def _count(key: str, limit: int) -> None:
    count_try_or_refuse(key=f"login:{key}", limit=limit, period_s=PERIOD_S)


def count_try_or_refuse(*, key: str, limit: int, period_s: int) -> None:
    """Raises: SignInRefused (429, too many tries)."""
    try:
        count_try(key=f"coopcycle-{key}", limit=limit, period_s=period_s)
    except TooMany as error:
        raise SignInRefused(str(error), status=429) from None
