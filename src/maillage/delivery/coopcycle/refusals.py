"""How programs are told what was wrong. Source: `coopcycle_api.md`, section 1.3."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.services.deliveries import OrderRefused
from maillage.kit.errors import DomainError, Invalid, NotAllowed, NotFound

TITLE = "An error occurred"
NOT_BLANK = "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
WRONG_FILE = "744f00bc-4389-4c74-92de-9a43cde55534"


@dataclass(frozen=True, slots=True)
class Violation:
    """One value at fault. `code`: Symfony's UUID of the constraint, or None."""

    path: str
    message: str
    code: str | None = None


class Violations(Exception):
    """Values at fault: 400, `ConstraintViolationList`."""

    def __init__(self, *found: Violation) -> None:
        self.found = found
        super().__init__(found)

    @classmethod
    def of(cls, path: str, message: object, code: str | None = None) -> "Violations":
        return cls(Violation(path, str(message), code))


class Refused(Exception):
    """Any other refusal: `hydra:Error`. `also`: keys beside the usual ones."""

    def __init__(self, message: object, *, status: int = 400, **also: Any) -> None:
        self.message = str(message)
        self.status = status
        self.also = also
        super().__init__(self.message)


class SignInRefused(Exception):
    """401, with a body of its own."""

    def __init__(self, message: str, *, status: int = 401) -> None:
        self.message = message
        self.status = status
        super().__init__(message)

    def body(self) -> dict[str, Any]:
        return {"code": self.status, "message": self.message}


def item_not_found(iri: object) -> Refused:
    """Give the refusal of an IRI that names nothing."""
    return Refused(f'Item not found for "{str(iri)[:200]}".')


def blank(path: str) -> Violation:
    return Violation(path, _("This value should not be blank."), NOT_BLANK)


def error_body(refusal: Refused) -> dict[str, Any]:
    return {
        "@context": "/api/contexts/Error", "@type": "hydra:Error", "hydra:title": TITLE,
        "hydra:description": refusal.message, **refusal.also,
    }  # fmt: skip


def violations_body(found: Sequence[Violation]) -> dict[str, Any]:
    return {
        "@context": "/api/contexts/ConstraintViolationList",
        "@type": "ConstraintViolationList",
        "hydra:title": TITLE,
        "hydra:description": "\n".join(f"{one.path}: {one.message}" for one in found),
        "violations": [{"propertyPath": one.path, "message": one.message, "code": one.code} for one in found],
    }


def told_as_here(error: DomainError) -> Violations | Refused:
    """Give a refusal of ours in the words of this API: never 409, never 422."""
    match error:
        case OrderRefused():
            return _order(error)
        case NotFound():
            return Refused(_("Not Found"), status=404)
        case NotAllowed():
            return Refused(error, status=403)
        case Invalid() if error.field:
            return Violations.of(error.field, error)
    return Refused(error, status=429 if error.status == 429 else 400)


def _order(error: OrderRefused) -> Violations | Refused:
    # A telephone that cannot be read is no violation there: its parser fails before anything is validated.
    telephone = next((message for path, message in error.violations if path.endswith(".telephone")), None)
    if telephone is not None:
        return Refused(telephone)
    found = (blank(path) if path in error.blank else Violation(path, message) for path, message in error.violations)
    return Violations(*found)
