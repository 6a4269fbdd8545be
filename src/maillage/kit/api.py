"""What every router of the API shares: who calls, with which scope, how often, and how it is refused."""

import hashlib
import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Schema
from ninja.security.http import HttpAuthBase
from ninja.throttling import BaseThrottle

from maillage.kit.errors import NotAllowed, Unauthenticated
from maillage.kit.throttle import tries_in_window

WINDOW_S = 60
WRITES_A_WINDOW = 60


class ScopeLacking(NotAllowed):
    message = _("This token lacks the scope “%(scope)s”: create one that has it, on your account's page.")
    code = "scope_lacking"


class BearerToken(HttpAuthBase):
    """A bearer token, or nothing for what is public; a token that is not valid is refused rather than forgotten."""

    openapi_scheme = "bearer"

    def __call__(self, request: Any) -> bool:
        if "Authorization" in request.headers and request.actor.is_anonymous:
            raise Unauthenticated
        return True


def actor_with(request: Any, *, scope: str) -> Any:
    """Give who acts by a token that has `scope`.

    Raises: Unauthenticated, ScopeLacking.
    """
    actor = request.actor
    if actor.is_anonymous:
        raise Unauthenticated
    if scope not in (actor.token_scopes or ()):
        raise ScopeLacking(scope=scope)
    return actor


class RateLimit(BaseThrottle):
    """So many requests a minute for each address, more for each token; counted in the database that all processes share.

    Nothing is kept on the object: the framework has one for all its threads.
    """

    def __init__(self, *, name: str) -> None:
        self.name = name

    def allow_request(self, request: HttpRequest) -> bool:
        token = request.headers.get("Authorization", "")
        if token:
            who, limit = hashlib.sha256(token.encode()).hexdigest()[:32], settings.MAILLAGE_API_TOKEN_LIMIT
        else:
            who, limit = f"address:{self.get_ident(request)}", settings.MAILLAGE_API_VISITOR_LIMIT
        limit = min(limit, WRITES_A_WINDOW) if self.name == "write" else limit
        return tries_in_window(key=f"api:{self.name}:{who}", period_s=WINDOW_S) <= limit

    def wait(self) -> float:
        """Give the seconds until the next window."""
        return WINDOW_S - time.time() % WINDOW_S


class ProblemField(Schema):
    field: str
    detail: str
    remedy: str | None = None


class Problem(Schema):
    """A problem document (RFC 9457). `code` never changes; the rest is for people, in their language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    errors: list[ProblemField] | None = None


READING: dict[str, Any] = {"auth": BearerToken(), "throttle": [RateLimit(name="read")]}
WRITING: dict[str, Any] = {"auth": BearerToken(), "throttle": [RateLimit(name="write")]}
READ_PROBLEMS: dict[int, Any] = {400: Problem, 401: Problem, 404: Problem, 422: Problem, 429: Problem}
WRITE_PROBLEMS: dict[int, Any] = {**READ_PROBLEMS, 403: Problem, 409: Problem}
