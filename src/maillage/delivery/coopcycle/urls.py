"""The addresses of CoopCycle's API. Each view signs its caller in by itself: see `resource`."""

from django.urls import path, re_path

from maillage.delivery.coopcycle.resource import resource
from maillage.delivery.coopcycle.routes import deliveries, entry, quotes, stores, tasks, webhooks

app_name = "coopcycle"

_ENTRY = [
    path("api", resource(GET=entry.entry_point), name="entry_point"),
    path("oauth2/token", entry.TokenView.as_view(), name="oauth2_token"),
    path("api/settings", resource(GET=entry.settings), name="settings"),
    path("api/me", resource(GET=entry.me), name="me"),
]

_STORES = [
    path("api/me/stores", resource(GET=stores.list_own_stores), name="own_stores"),
    path("api/stores", resource(GET=stores.list_stores), name="stores"),
    path("api/stores/<int:number>", resource(GET=stores.read_store), name="store"),
    path("api/stores/<int:number>/deliveries", resource(GET=stores.list_deliveries), name="store_deliveries"),
    path(
        "api/stores/<int:number>/addresses",
        resource(GET=stores.list_addresses, POST=stores.add_address),
        name="store_addresses",
    ),
    path("api/stores/<int:number>/time_slots", resource(GET=stores.list_time_slots), name="store_time_slots"),
    path("api/stores/<int:number>/packages", resource(GET=stores.list_packages), name="store_packages"),
    path("api/stores/<int:number>/payment_methods", resource(GET=stores.payment_methods), name="store_payments"),
    path("api/time_slots/choices", resource(GET=stores.own_choices), name="own_choices"),
    path("api/time_slots/<int:number>", resource(GET=stores.read_time_slot), name="time_slot"),
    path("api/time_slots/<int:number>/choices", resource(GET=stores.choices), name="time_slot_choices"),
]

_DELIVERIES = [
    path("api/deliveries", resource(POST=deliveries.create), name="delivery_list"),
    path("api/deliveries/assert", resource(POST=quotes.check), name="assertion"),
    path(
        "api/deliveries/<int:number>",
        resource(GET=deliveries.read, PUT=deliveries.change, DELETE=deliveries.cancel),
        name="delivery",
    ),
    path("api/deliveries/<int:number>/pick", resource(PUT=deliveries.pick), name="delivery_pick"),
    path("api/deliveries/<int:number>/drop", resource(PUT=deliveries.drop), name="delivery_drop"),
    path("api/retail_prices/calculate", resource(POST=quotes.price), name="price"),
    path("api/webhooks", resource(POST=webhooks.create), name="webhooks"),
    path("api/webhooks/<int:number>", resource(GET=webhooks.read, DELETE=webhooks.remove), name="webhook"),
]

_TASKS = [
    path("api/tasks/<int:number>", resource(GET=tasks.read), name="task"),
    path("api/tasks/<int:number>/events", resource(GET=tasks.list_events), name="task_events"),
    path("api/tasks/<int:number>/context", resource(GET=tasks.read_context), name="task_context"),
]

_UNKNOWN = dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), entry.unknown)

urlpatterns = [
    *_ENTRY,
    *_STORES,
    *_DELIVERIES,
    *_TASKS,
    # Last: what nobody answers at is refused in this API's words too.
    re_path(r"^api/(?P<path>.*)$", resource(**_UNKNOWN), name="unknown"),
]
