"""Every address of the platform."""

from django.urls import include, path

from maillage.config.api import api
from maillage.config.api_docs import api_docs
from maillage.directory.views.pictures import picture

urlpatterns = [
    path("api/v1/docs", api_docs, name="api_docs"),
    path("api/v1/", api.urls),
    path("", include("maillage.accounts.urls")),
    path("compte/", include("allauth.urls")),
    path("", include("maillage.web.urls")),
    path("", include("maillage.matching.urls")),
    path("", include("maillage.delivery.urls")),
    path("", include("maillage.links.urls")),
    path("", include("maillage.directory.urls")),
    path("", include("maillage.delivery.coopcycle.urls")),
    path("media/<path:path>", picture, name="media"),
]

handler404 = "maillage.web.views.errors.not_found"
handler500 = "maillage.web.views.errors.server_error"
