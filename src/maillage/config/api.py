"""`/api/v1`: mounts the routers of every context, and says errors as problem documents."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from maillage import __version__
from maillage.config.problems import problem, problem_of_status
from maillage.directory.api import router as directory
from maillage.kit.errors import DomainError
from maillage.kit.problems import Mistake, problem_document
from maillage.links.api import router as links
from maillage.matching.api import router as matching

api = NinjaAPI(
    title="Maillage",
    version=__version__,
    description=gettext_noop(
        "The directory of a network of co-operatives, for programs. Reading is open to all; "
        "tokens of one's account raise the limits and let an organization's software change its own profile."
    ),
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)
api.add_router("", directory)
api.add_router("", links)
api.add_router("", matching)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    return problem(error)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_of_status(404)


@api.exception_handler(HttpError)
def stopped(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem_of_status(error.status_code)


@api.exception_handler(ValidationError)
def not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    mistakes = [_mistake(one) for one in error.errors]
    return problem_document(
        status=422,
        code="bad_parameters",
        title=_("Not valid"),
        detail=f"{mistakes[0].field}: {mistakes[0].detail}",
        mistakes=mistakes,
    )


def _mistake(error: dict[str, Any]) -> Mistake:
    """Say in the reader's language what pydantic found."""
    places = [str(part) for part in error["loc"][1:]]
    field = ".".join(places[1:] if error["loc"][0] in {"body", "query"} and len(places) > 1 else places) or "body"
    limits = {name: value for name, value in (error.get("ctx") or {}).items() if isinstance(value, str | int | float)}
    remedies = {
        "string_too_long": _("Write at most %(max_length)s characters."),
        "string_too_short": _("Write at least %(min_length)s characters."),
        "too_long": _("Give at most %(max_length)s items."),
        "greater_than_equal": _("Write a number of at least %(ge)s."),
        "less_than_equal": _("Write a number of at most %(le)s."),
        "literal_error": _("Write one of: %(expected)s."),
        "enum": _("Write one of: %(expected)s."),
        "int_parsing": _("Write a whole number."),
        "int_from_float": _("Write a whole number."),
        "float_parsing": _("Write a number."),
        "finite_number": _("Write a number."),
        "bool_parsing": _("Write 1 or 0."),
        "missing": _("It is needed."),
        "extra_forbidden": _("It is not known here: leave it out."),
    }
    template = remedies.get(error["type"])
    return Mistake(
        field=field, detail=_("This value cannot be used."), remedy=template % limits if template else error["msg"]
    )
