"""Errors that a person can read: one middleware shows them on a page, the API as a problem document."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal with a reason. `message` is shown to the person; `field` names the input at fault, if one is."""

    message: ClassVar[str | Promise] = _("This is not possible.")
    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"

    def __init__(self, message: str | Promise | None = None, *, field: str = "", **parameters: Any) -> None:
        self.field = field
        self.text: str | Promise = message or self.message
        self.parameters = parameters
        super().__init__(self.text)

    def __str__(self) -> str:
        text = str(self.text)
        return text % self.parameters if self.parameters else text


class NotFound(DomainError):
    """It does not exist, or is outside the actor's scope: which of the two is nobody's business."""

    message = _("This page does not exist, or is not yours to see.")
    status = 404
    code = "not_found"


class Unauthenticated(DomainError):
    """A program must say who it acts for, or its token is not valid any more."""

    message = _("Send a valid token: this one is unknown, has expired or was revoked, or none was sent.")
    status = 401
    code = "unauthenticated"


class NotAllowed(DomainError):
    message = _("Your role does not allow this.")
    status = 403
    code = "not_allowed"


class IllegalMove(DomainError):
    """A move that the table of states does not have; `parameters` hold both states, for programs and logs."""

    message = _("This is no longer possible: it was done already, or somebody else has decided meanwhile.")
    code = "illegal_move"


class Invalid(DomainError):
    message = _("This value is not valid.")
    status = 422
    code = "invalid"


class Conflict(DomainError):
    message = _("Somebody changed this in the meantime. Look at the new version before saving yours.")
    status = 409
    code = "conflict"


class TooMany(DomainError):
    message = _("Too many attempts. Please wait a few minutes and try again.")
    status = 429
    code = "too_many"
