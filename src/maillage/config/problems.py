"""Refusals as problem documents (RFC 9457)."""

from django.http import JsonResponse
from django.utils.translation import gettext as _

from maillage.kit.errors import DomainError
from maillage.kit.problems import Mistake, problem_document


def title_of(status: int) -> tuple[str, str]:
    """Give the code and the title of a status."""
    return {
        400: ("bad_request", _("Request not understood")),
        401: ("unauthenticated", _("Token needed")),
        403: ("not_allowed", _("Not allowed")),
        404: ("not_found", _("Not found")),
        405: ("method_not_allowed", _("Method not allowed")),
        406: ("not_acceptable", _("Not acceptable")),
        409: ("conflict", _("Conflict")),
        412: ("outdated", _("Changed in the meantime")),
        413: ("too_large", _("Too large")),
        422: ("invalid", _("Not valid")),
        429: ("too_many", _("Too many requests")),
        503: ("unavailable", _("Not available now")),
    }.get(status, ("failed", _("The server failed")))


def problem(error: DomainError) -> JsonResponse:
    """Give the problem document of a refusal, naming field, cause and remedy."""
    mistakes = getattr(error, "mistakes", None) or (
        [Mistake(field=error.field, detail=str(error))] if error.field else []
    )
    _code, title = title_of(error.status)
    return problem_document(status=error.status, code=error.code, title=title, detail=str(error), mistakes=mistakes)


def problem_of_status(status: int) -> JsonResponse:
    """Give the problem document of an answer that has none of its own."""
    code, title = title_of(status)
    details = {
        400: _("The request could not be read: check its body and its headers."),
        401: _("Send a token: the header “Authorization: Bearer …”. Tokens are made on your account's page."),
        404: _("Nothing has this address, or it is not yours to see. The list of addresses is at /api/v1/docs."),
        405: _("This address does not take that method; the header Allow names those that it takes."),
        413: _("Send less at once."),
        429: _("Wait as long as the header Retry-After says, in seconds, or use a token: it allows more."),
    }
    return problem_document(status=status, code=code, title=title, detail=details.get(status, title))
