"""`/api/v1`: mounts the routers of every context, and says errors as problem documents."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from maillage import __version__
from maillage.config.api_mistakes import mistake_of
from maillage.config.problems import problem, problem_of_status
from maillage.directory.api import router as directory
from maillage.kit.errors import DomainError
from maillage.kit.problems import problem_document
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
    mistakes = [mistake_of(one) for one in error.errors]
    return problem_document(
        status=422,
        code="bad_parameters",
        title=_("Not valid"),
        detail=f"{mistakes[0].field}: {mistakes[0].detail}",
        mistakes=mistakes,
    )
