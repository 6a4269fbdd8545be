"""What answers of the API share: what may be refused, how pages follow one another."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from maillage.directory.queries.published import whole_address
from maillage.directory.schemas.lists import Problem

READ_PROBLEMS: dict[int, Any] = {400: Problem, 401: Problem, 404: Problem, 422: Problem, 429: Problem}
WRITE_PROBLEMS: dict[int, Any] = {**READ_PROBLEMS, 403: Problem, 409: Problem}


def link_to_next(request: HttpRequest, response: HttpResponse, *, cursor: str) -> None:
    """Say in the headers where the next page is.

    Source: RFC 8288.
    """
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        response["Link"] = f'<{whole_address(request.path)}?{query.urlencode()}>; rel="next"'
