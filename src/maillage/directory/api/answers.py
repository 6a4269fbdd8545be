"""What answers of the API share: what may be refused, how pages follow one another."""

from django.http import HttpRequest, HttpResponse

from maillage.directory.queries.published import whole_address
from maillage.kit.api import READ_PROBLEMS, WRITE_PROBLEMS

__all__ = ["READ_PROBLEMS", "WRITE_PROBLEMS", "link_to_next"]


def link_to_next(request: HttpRequest, response: HttpResponse, *, cursor: str) -> None:
    """Say in the headers where the next page is.

    Source: RFC 8288.
    """
    if cursor:
        query = request.GET.copy()
        query["cursor"] = cursor
        response["Link"] = f'<{whole_address(request.path)}?{query.urlencode()}>; rel="next"'
