"""Who calls, what was sent, what is to be answered. Source: `coopcycle_api.md`, section 2."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from maillage.accounts.queries import actor_of
from maillage.delivery.coopcycle.negotiation import BODIES, JSON_LD, MERGE_PATCH
from maillage.delivery.coopcycle.refusals import Refused, SignInRefused
from maillage.delivery.coopcycle.tokens import person_of
from maillage.delivery.models import ApiPerson, ApiProgram, DeliveryService
from maillage.delivery.queries import delivery_actor_of, service_of
from maillage.delivery.queries.api_access import KEY_PREFIX, actor_of_program, program_of_key, program_of_token
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound

LONGEST_BODY = 2 * 2**20
_NUL = "\x00"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Caller:
    """A person, or a store's program. `scopes`: of a program's token; None when it may all that its store may."""

    actor: DeliveryActor
    service: DeliveryService
    person: ApiPerson | None = None
    program: ApiProgram | None = None
    scopes: frozenset[str] | None = None

    @property
    def roles(self) -> list[str]:
        """Give CoopCycle's names of what a person may do."""
        actor = self.actor
        held = {
            "ROLE_ADMIN": actor.is_owner,
            "ROLE_DISPATCHER": actor.is_dispatcher and not actor.is_owner,
            "ROLE_COURIER": actor.courier_id is not None,
            "ROLE_STORE": bool(actor.store_ids),
            "ROLE_USER": True,
        }
        return [role for role, is_held in held.items() if is_held]

    @property
    def may_ride(self) -> bool:
        """Say whether they pass where couriers do: a dispatcher does too."""
        return self.actor.courier_id is not None or self.actor.is_dispatcher


@dataclass
class Call:
    """A request of a program. `asked`: the caller, unless the address is public and nobody said who they are."""

    request: HttpRequest
    now: datetime
    asked: Caller | None = None
    _given: dict[str, Any] = field(default_factory=dict)

    @property
    def caller(self) -> Caller:
        if self.asked is None:
            raise SignInRefused("JWT Token not found")
        return self.asked

    @property
    def actor(self) -> DeliveryActor:
        return self.caller.actor

    @property
    def service(self) -> DeliveryService:
        return self.caller.service

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.service.time_zone)

    @property
    def person(self) -> ApiPerson:
        """Give the person who calls; a program is none.

        Raises: Refused.
        """
        if self.caller.person is None:
            raise Refused(_("This is for people: sign in with a name and a password."), status=403)
        return self.caller.person

    def body(self, *types: str) -> dict[str, Any]:
        """Give the object that was sent; nothing for an empty body.

        `types`: the media types taken, of JSON by default. Raises: Refused (415 another type, 400 no JSON object).
        """
        raw = self._raw
        if not raw.strip():
            return {}
        self._require_type(types or BODIES)
        found = _read_json(raw)
        if not isinstance(found, dict):
            raise Refused("Syntax error: an object is expected.")
        return found

    def raw(self, media_type: str) -> bytes:
        """Give the bytes that were sent. Raises: Refused (415 another type, 413 too many)."""
        raw = self._raw
        self._require_type((media_type,))
        return raw

    def sent(self) -> Any:
        """Give whatever JSON was sent."""
        self._require_type(BODIES)
        return _read_json(self._raw)

    def fields(self) -> dict[str, Any]:
        """Give the fields of a form, or of a JSON object in its place."""
        if self._type in _FORMS:
            return {key: str(value).replace(_NUL, "") for key, value in self.request.POST.items()}
        return {key: value for key, value in self.body().items() if isinstance(value, str)}

    def require_dispatcher(self) -> None:
        if not self.actor.is_dispatcher:
            raise Refused(_("Access Denied."), status=403)

    def require_rider(self) -> None:
        if not self.caller.may_ride:
            raise Refused(_("Access Denied."), status=403)

    @cached_property
    def _raw(self) -> bytes:
        # `Content-Length` is checked by the server and by Django; nobody needs more than this for JSON.
        if len(self.request.body) > LONGEST_BODY:
            raise Refused("The request is too large.", status=413)
        return self.request.body

    @property
    def _type(self) -> str:
        return (self.request.content_type or "").lower()

    def _require_type(self, types: tuple[str, ...]) -> None:
        known = {*types, *((MERGE_PATCH,) if types == BODIES else ())}
        if self._type not in known:
            shown = '", "'.join(types or (JSON_LD,))
            raise Refused(
                f'The content-type "{self._type}" is not supported. Supported MIME types are "{shown}".', status=415
            )


def _read_json(raw: bytes) -> Any:
    try:
        found = json.loads(raw, parse_constant=_refuse)
        return _without_nul(found) if b"\\u0000" in raw else found
    except (ValueError, RecursionError):
        raise Refused("Syntax error") from None


def _without_nul(value: Any) -> Any:
    """Take out the one character that PostgreSQL keeps in no text."""
    match value:
        case str():
            return value.replace(_NUL, "")
        case list():
            return [_without_nul(one) for one in value]
        case dict():
            return {key.replace(_NUL, ""): _without_nul(one) for key, one in value.items()}
    return value


def _refuse(word: str) -> None:
    raise ValueError(word)


def caller_of(request: HttpRequest, *, now: datetime) -> Caller | None:
    """Find out who calls, by the header or by `?token=`; None when nobody says.

    Raises: SignInRefused (what was sent is not valid, or not any more).
    """
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    token = secret.strip() if scheme.lower() == "bearer" else request.GET.get("token", "")
    if not token:
        return None
    if token.startswith(KEY_PREFIX):
        program = program_of_key(key=token)
        return _program(program, scopes=None)
    if token.count(".") == 2:
        return caller_of_person(person_of(token, now=now))
    found = program_of_token(token=token, now=now)
    return _program(found[0], scopes=found[1]) if found else _program(None, scopes=None)


def _program(program: ApiProgram | None, *, scopes: frozenset[str] | None) -> Caller:
    if program is None:
        raise SignInRefused("Invalid JWT Token")
    return Caller(actor_of_program(program=program), _service(program.organization_id), program=program, scopes=scopes)


def caller_of_person(person: ApiPerson) -> Caller:
    """Give a person's part in the co-operative, as it is now.

    Raises: SignInRefused (the co-operative delivers no more).
    """
    actor = delivery_actor_of(
        actor=actor_of(user_id=person.user_id), organization_id=person.organization_id, client="api"
    )
    return Caller(actor, _service(person.organization_id), person=person)


def _service(organization_id: Any) -> DeliveryService:
    try:
        return service_of(organization_id=organization_id)
    except NotFound:
        raise SignInRefused("Invalid JWT Token") from None
