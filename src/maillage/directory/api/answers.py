"""What answers of the API share: how mistakes are told, how pages follow one another."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.directory.queries.published import whole_address
from maillage.directory.schemas.lists import Problem
from maillage.kit.errors import Invalid
from maillage.kit.problems import Mistake

READ_PROBLEMS: dict[int, Any] = {400: Problem, 401: Problem, 404: Problem, 422: Problem, 429: Problem}
WRITE_PROBLEMS: dict[int, Any] = {**READ_PROBLEMS, 403: Problem, 409: Problem}
_LONGEST_SHOWN = 60


class BadParameters(Invalid):
    """Some parameters of an address cannot be used; `mistakes` names each."""

    message = gettext_lazy("Some parameters cannot be used: see “errors”.")
    code = "bad_parameters"

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__(mistakes[0].detail if len(mistakes) == 1 else None, field=mistakes[0].field)
        self.mistakes = mistakes


def refuse_mistakes(errors: Mapping[str, str], *, query: QueryDict) -> None:
    """Refuse what the search's page would have left out.

    Raises: BadParameters.
    """
    if errors:
        raise BadParameters([_mistake(field, remedy, query=query) for field, remedy in errors.items()])


def _mistake(field: str, remedy: str, *, query: QueryDict) -> Mistake:
    written = ", ".join(query.getlist(field))
    shown = written[:_LONGEST_SHOWN] + ("…" if len(written) > _LONGEST_SHOWN else "")
    lists = {"skill": "/skills", "sector": "/sectors", "label": "/labels", "commune": "/places", "place": "/places"}
    if field in lists:
        remedy = f"{remedy} " + _("%(path)s gives those that are known.") % {"path": lists[field]}
    return Mistake(field=field, detail=_("“%(value)s” cannot be used here.") % {"value": shown}, remedy=remedy)


def link_to_next(request: HttpRequest, response: HttpResponse, *, cursor: str) -> None:
    """Say in the headers where the next page is.

    Source: RFC 8288.
    """
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        response["Link"] = f'<{whole_address(request.path)}?{query.urlencode()}>; rel="next"'
