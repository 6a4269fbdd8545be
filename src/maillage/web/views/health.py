from django.db import connection
from django.http import HttpRequest, JsonResponse

from maillage import __version__


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers: for load balancers and `maillage run` itself."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok", "version": __version__})
