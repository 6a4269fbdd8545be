"""Every address of the platform."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve

from maillage.config.api import api
from maillage.config.api_docs import api_docs

urlpatterns = [
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("", include("maillage.accounts.urls")),
    path("compte/", include("allauth.urls")),
    path("", include("maillage.web.urls")),
    path("", include("maillage.matching.urls")),
    path("", include("maillage.directory.urls")),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}, name="media"),
]

handler404 = "maillage.web.views.errors.not_found"
handler500 = "maillage.web.views.errors.server_error"
