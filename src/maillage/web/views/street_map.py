from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from maillage.geodata.street_map import street_tile


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def tile(request: HttpRequest, version: str, zoom: int, column: int, row: int) -> HttpResponse:
    """Give a tile of the installed street map; an empty one where nothing is drawn. Another map has another `version`."""
    found = street_tile(home=settings.MAILLAGE_HOME, zoom=zoom, column=column, row=row)
    response = HttpResponse(found or b"", content_type="application/vnd.mapbox-vector-tile")
    if found:
        response["Content-Encoding"] = "gzip"
    return response
