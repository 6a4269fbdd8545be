"""Signing up, and a new password, from an app. Source: `coopcycle_api.md`, section 2.2."""

from typing import Any

from django.utils.translation import get_language

from maillage.accounts import services as accounts
from maillage.delivery.coopcycle.answers import Answer, Bare
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.refusals import SignInRefused, Violations
from maillage.delivery.coopcycle.resource import public
from maillage.delivery.coopcycle.routes.signing_in import count_try_or_refuse, signed_in_by_name
from maillage.delivery.services.api_people import sign_in_confirmed
from maillage.kit.caller import address_of
from maillage.kit.errors import Invalid

TRIES_OF_AN_ADDRESS = 20
TRIES_OF_A_NAME = 5
PERIOD_S = 3600


@public
def register(call: Call) -> Answer:
    """Create an account. It is answered as a sign-in without tokens: they come with the key that is mailed."""
    fields = call.fields()
    email, password = fields.get("_email", "").strip()[:254], fields.get("_password", "")[:1000]
    names = f"{fields.get('_givenName', '')} {fields.get('_familyName', '')}".strip()
    _count(call, "register", email)
    try:
        accounts.sign_up_from_app(
            email=email, password=password, name=(fields.get("_fullName", "") or names)[:120],
            language=get_language() or "", now=call.now,
        )  # fmt: skip
    except Invalid as refusal:
        return Bare(_problem(refusal), status=400)
    waiting = {"token": "", "refresh_token": "", "roles": ["ROLE_USER"], "enabled": False}
    return Bare({**waiting, "username": fields.get("_username", "")[:40] or email, "email": email, "id": 0})


def _problem(refusal: Invalid) -> dict[str, Any]:
    """Tell what is wrong in the shape that this one address has."""
    violation = {"propertyPath": refusal.field or "", "message": str(refusal), "code": None}
    known = {"type": "https://symfony.com/errors/validation", "title": "Validation Failed"}
    return {**known, "detail": f"{refusal.field}: {refusal}", "violations": [violation]}


@public
def confirm(call: Call, token: str) -> Answer:
    """Confirm the address that a key was mailed to, and sign in who has a part in a co-operative."""
    _count(call, "confirm", "")
    user = accounts.confirm_sign_up(key=token)
    return Bare(signed_in_by_name(call, sign_in_confirmed(user=user, now=call.now)))


@public
def ask_reset(call: Call) -> Answer:
    """Mail a key for a new password; the answer is the same whoever asks for whom."""
    name = call.fields().get("username", "").strip()[:254]
    try:
        _count(call, "reset", name)
    except SignInRefused:
        return Bare({}, status=202)
    if "@" in name:
        accounts.ask_new_password(email=name, language=get_language() or "")
    return Bare({}, status=202)


@public
def reset(call: Call, token: str) -> Answer:
    """Choose a new password by a mailed key: every app signed in before is signed out."""
    _count(call, "choose", "")
    password = call.fields().get("password", "")[:1000]
    try:
        user = accounts.choose_password_by_key(key=token, password=password)
    except Invalid as refusal:
        raise (Violations.of(refusal.field, refusal) if refusal.field else refusal) from None
    return Bare(signed_in_by_name(call, sign_in_confirmed(user=user, now=call.now)))


def _count(call: Call, what: str, name: str) -> None:
    keys = [(f"address:{address_of(call.request)}", TRIES_OF_AN_ADDRESS)]
    keys += [(f"name:{name.lower()[:100]}", TRIES_OF_A_NAME)] if name else []
    for key, limit in keys:
        count_try_or_refuse(key=f"{what}:{key}", limit=limit, period_s=PERIOD_S)
