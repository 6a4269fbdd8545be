"""Pictures of organizations, news and the network."""

from django.conf import settings
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.static import serve

from maillage.directory.queries.pictures import may_see_picture
from maillage.directory.requests import ScopedRequest
from maillage.kit.errors import NotFound


@require_GET
def picture(request: ScopedRequest, path: str) -> HttpResponse | FileResponse:
    """Serve a picture to whoever may see the page that it stands on.

    It may be kept by browsers and proxies, but is asked for again each time: what is unlisted is gone at once.
    """
    if not may_see_picture(path=path, scope=request.actor.scope, now=timezone.now()):
        raise NotFound
    response = serve(request, path, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "no-cache"
    response["Content-Disposition"] = "inline"
    return response
