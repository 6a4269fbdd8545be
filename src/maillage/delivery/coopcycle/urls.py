"""The addresses of CoopCycle's API. Each view signs its caller in by itself: see `resource`."""

from django.urls import path, re_path

from maillage.delivery.coopcycle.resource import resource
from maillage.delivery.coopcycle.routes import deliveries, entry, stores

app_name = "coopcycle"

urlpatterns = [
    path("api", resource(GET=entry.entry_point), name="entry_point"),
    path("oauth2/token", entry.TokenView.as_view(), name="oauth2_token"),
    path("api/settings", resource(GET=entry.settings), name="settings"),
    path("api/me", resource(GET=entry.me), name="me"),
    path("api/stores/<int:number>", resource(GET=stores.read_store), name="store"),
    path("api/time_slots/<int:number>", resource(GET=stores.read_time_slot), name="time_slot"),
    path("api/deliveries", resource(POST=deliveries.create), name="delivery_list"),
    path(
        "api/deliveries/<int:number>", resource(GET=deliveries.read, DELETE=deliveries.cancel), name="delivery"
    ),
    # Last: what nobody answers at is refused in this API's words too.
    re_path(r"^api/(?P<path>.*)$", resource(GET=entry.unknown, POST=entry.unknown), name="unknown"),
]
