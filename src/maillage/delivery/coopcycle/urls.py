"""The addresses of CoopCycle's API. Each view signs its caller in by itself: see `resource`."""

from django.urls import path, re_path

from maillage.delivery.coopcycle.resource import resource
from maillage.delivery.coopcycle.routes import (
    addresses,
    days,
    deliveries,
    describing,
    dispatch,
    elsewhere,
    entry,
    groups,
    imports,
    incident_actions,
    incidents,
    joining,
    labels,
    optimizations,
    orders,
    people,
    pictures,
    proofs,
    quotes,
    recurrence,
    riding,
    signing_in,
    stores,
    task_lists,
    tasks,
    tours,
    webhooks,
)
from maillage.delivery.coopcycle.untidy import tidied

app_name = "coopcycle"

_ENTRY = [
    path("api", resource(GET=entry.entry_point), name="entry_point"),
    path("api/docs", describing.page, name="docs"),
    path("api/docs.json", resource(GET=describing.openapi), name="openapi"),
    path("api/docs.jsonld", resource(GET=describing.hydra), name="hydra"),
    path("api/contexts/<str:name>", resource(GET=describing.context), name="context"),
    path("oauth2/token", entry.TokenView.as_view(), name="oauth2_token"),
    path("api/settings", resource(GET=entry.settings), name="settings"),
    path("api/me", resource(GET=entry.me, DELETE=people.erase_oneself), name="me"),
    path("api/me/addresses", resource(POST=people.add_address), name="own_addresses"),
    path("api/facebook/login", resource(POST=elsewhere.social), name="facebook_login"),
    path("api/google_sign_in/login", resource(POST=elsewhere.social), name="google_login"),
    path("api/sign_in_with_apple/login", resource(POST=elsewhere.social), name="apple_login"),
    path("api/centrifugo/token", resource(GET=elsewhere.no_socket), name="centrifugo"),
    path("api/centrifugo/token/refresh", resource(POST=elsewhere.no_socket), name="centrifugo_refresh"),
    path("api/login_check", resource(POST=signing_in.login), name="login"),
    path("api/register", resource(POST=joining.register), name="register"),
    path("api/register/confirm/<str:token>", resource(GET=joining.confirm), name="register_confirmation"),
    path("api/resetting/send-email", resource(POST=joining.ask_reset), name="reset_mail"),
    path("api/resetting/reset/<str:token>", resource(POST=joining.reset), name="reset"),
    path("api/token/refresh", resource(POST=signing_in.refresh), name="token_refresh"),
    path("api/token/check", resource(GET=signing_in.check), name="token_check"),
]

_STORES = [
    path("api/me/stores", resource(GET=stores.list_own_stores), name="own_stores"),
    path("api/stores", resource(GET=stores.list_stores), name="stores"),
    path("api/stores/<int:number>", resource(GET=stores.read_store, PATCH=stores.change_store), name="store"),
    path("api/stores/<int:number>/deliveries", resource(GET=stores.list_deliveries), name="store_deliveries"),
    path(
        "api/stores/<int:number>/addresses",
        resource(GET=stores.list_addresses, POST=stores.add_address),
        name="store_addresses",
    ),
    path("api/stores/<int:number>/time_slots", resource(GET=stores.list_time_slots), name="store_time_slots"),
    path("api/stores/<int:number>/packages", resource(GET=stores.list_packages), name="store_packages"),
    path("api/stores/<int:number>/payment_methods", resource(GET=stores.payment_methods), name="store_payments"),
    path("api/stores/<int:number>/pod_export", resource(POST=proofs.export), name="store_proofs"),
    path("api/stores/<int:number>/pod_export/count", resource(GET=proofs.count), name="store_proof_count"),
    path("api/time_slots", resource(GET=stores.list_all_time_slots), name="all_time_slots"),
    path("api/addresses", resource(GET=addresses.list_all), name="addresses"),
    path(
        "api/addresses/<int:number>",
        resource(GET=addresses.read, PATCH=addresses.change, DELETE=addresses.remove),
        name="address",
    ),
    path("api/pricing_rule_sets/<int:number>", resource(GET=quotes.read_rule_set), name="rule_set"),
    path("api/orders", resource(GET=orders.list_all), name="orders"),
    path("api/orders/<int:number>", resource(GET=orders.read), name="order"),
    path("api/orders/<int:number>/accept", resource(PUT=orders.accept), name="order_accept"),
    path("api/time_slots/choices", resource(GET=stores.own_choices), name="own_choices"),
    path("api/time_slots/<int:number>", resource(GET=stores.read_time_slot), name="time_slot"),
    path("api/time_slots/<int:number>/choices", resource(GET=stores.choices), name="time_slot_choices"),
]

_DELIVERIES = [
    path("api/deliveries", resource(POST=deliveries.create), name="delivery_list"),
    path("api/deliveries/from_tasks", resource(POST=deliveries.from_tasks), name="deliveries_from_tasks"),
    path("api/deliveries/suggest_optimizations", resource(POST=optimizations.suggest), name="optimizations"),
    path("api/deliveries/quotes", resource(POST=quotes.offer), name="quotes"),
    path("api/deliveries/quotes/<int:number>/confirm", resource(PUT=quotes.confirm), name="quote_confirmation"),
    path("api/deliveries/import_async", resource(POST=imports.import_deliveries), name="delivery_import"),
    path("api/delivery_import_queues/<int:number>", resource(GET=imports.read_deliveries), name="delivery_queue"),
    path("api/delivery_import_queues/<int:number>/csv", resource(GET=imports.download), name="delivery_queue_csv"),
    path(
        "api/delivery_import_queues/<int:number>/redownload",
        resource(GET=imports.download),
        name="delivery_queue_redownload",
    ),
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
    path("api/tasks", resource(GET=dispatch.list_tasks, POST=dispatch.create_task), name="tasks"),
    path("api/tasks/import", resource(POST=imports.import_tasks), name="tasks_import"),
    path("api/tasks/import_async", resource(POST=imports.queue_tasks), name="tasks_import_async"),
    path("api/task_import_queues/<int:number>", resource(GET=imports.read_tasks), name="tasks_queue"),
    path("api/tasks/done", resource(PUT=riding.many_done), name="many_done"),
    path("api/tasks/assign", resource(PUT=riding.assign_many), name="many_assigned"),
    path("api/tasks/images", resource(PUT=pictures.attach), name="many_pictured"),
    path("api/tasks/<int:number>", resource(GET=tasks.read, PUT=dispatch.change_task), name="task"),
    path("api/tasks/<int:number>/events", resource(GET=tasks.list_events), name="task_events"),
    path("api/tasks/<int:number>/context", resource(GET=tasks.read_context), name="task_context"),
    path("api/tasks/<int:number>/delivery_form_data", resource(GET=tasks.read_form), name="task_form"),
    path("api/tasks/<int:number>/failure_reasons", resource(GET=tasks.list_reasons), name="task_reasons"),
    path(
        "api/tasks/<int:number>/incidents",
        resource(GET=tasks.list_incidents, PUT=riding.note),
        name="task_incidents",
    ),
    path("api/tasks/<int:number>/start", resource(PUT=riding.start), name="task_start"),
    path("api/tasks/<int:number>/done", resource(PUT=riding.done), name="task_done"),
    path("api/tasks/<int:number>/failed", resource(PUT=riding.failed), name="task_failed"),
    path("api/tasks/<int:number>/assign", resource(PUT=riding.assign), name="task_assign"),
    path("api/tasks/<int:number>/unassign", resource(PUT=riding.unassign), name="task_unassign"),
    path("api/tasks/<int:number>/cancel", resource(PUT=dispatch.cancel), name="task_cancel"),
    path("api/tasks/<int:number>/restore", resource(PUT=dispatch.restore), name="task_restore"),
    path("api/tasks/<int:number>/reschedule", resource(PUT=dispatch.reschedule), name="task_reschedule"),
    path("api/tasks/<int:number>/duplicate", resource(POST=dispatch.duplicate), name="task_duplicate"),
    path("api/tasks/<int:number>/bio_deliver", resource(PUT=dispatch.bio_deliver), name="task_bio_deliver"),
    path("api/warehouses/<int:number>/relay", resource(POST=dispatch.relay), name="warehouse_relay"),
    path("api/tasks/<int:number>/append_to_comment", resource(PUT=riding.append_to_comment), name="task_comment"),
]

_COURIERS = [
    path("api/me/tasks/<str:day>", resource(GET=days.own_day), name="own_day"),
    path("api/me/location", resource(POST=days.keep_location), name="own_location"),
    path("api/me/remote_push_tokens", resource(POST=days.add_push_token), name="push_tokens"),
    path("api/me/remote_push_tokens/<path:token>", resource(DELETE=days.remove_push_token), name="push_token"),
    path("api/barcode", resource(GET=days.scan), name="barcode"),
    path("tasks/label", resource(GET=labels.show), name="label"),
    path("api/task_images", resource(POST=pictures.add_task_image), name="new_task_image"),
    path("api/incident_images", resource(POST=pictures.add_incident_image), name="new_incident_image"),
    path("api/pictures/<str:token>", resource(GET=pictures.show), name="picture"),
    path("api/incidents", resource(GET=incidents.list_all, POST=incidents.report), name="incidents"),
    path(
        "api/incidents/<int:number>",
        resource(GET=incidents.read, PUT=incidents.change, PATCH=incidents.change),
        name="incident",
    ),
    path("api/incidents/<int:number>/action", resource(PUT=incident_actions.act), name="incident_action"),
    path("api/incidents/<int:number>/comments", resource(POST=incidents.comment), name="incident_comments"),
    path("api/incidents/<int:number>/metadata", resource(POST=incidents.add_metadata), name="incident_metadata"),
]

_DISPATCH = [
    path("api/task_lists", resource(GET=task_lists.list_days, POST=task_lists.open_day), name="day_lists"),
    path("api/task_lists/v2", resource(GET=task_lists.list_days_by_identifier), name="day_lists_v2"),
    path(
        "api/task_lists/<int:number>",
        resource(GET=task_lists.read_day, PATCH=task_lists.change_day),
        name="day_list",
    ),
    path("api/task_lists/<int:number>/optimize", resource(GET=task_lists.optimize), name="day_list_optimized"),
    path(
        "api/task_lists/set_items/<str:day>/<str:username>", resource(PUT=task_lists.set_items), name="day_list_items"
    ),
    path("api/tours", resource(GET=tours.list_all, POST=tours.create), name="tours"),
    path("api/tours/<int:number>", resource(GET=tours.read, PUT=tours.change, DELETE=tours.remove), name="tour"),
    path("api/tags", resource(GET=dispatch.list_tags), name="tags"),
    path("api/users", resource(GET=people.list_all), name="users"),
    path("api/users/<int:number>", resource(GET=people.read, PUT=people.change), name="user"),
    path("api/restaurants", resource(GET=dispatch.nothing), name="restaurants"),
    path("api/me/restaurants", resource(GET=dispatch.nothing), name="own_restaurants"),
]

_RECURRENCE = [
    path("api/recurrence_rules", resource(GET=recurrence.list_all, POST=recurrence.create), name="recurrence_rules"),
    path(
        "api/recurrence_rules/generate_orders",
        resource(GET=recurrence.generate_orders, POST=recurrence.generate_orders),
        name="recurrence_orders",
    ),
    path(
        "api/recurrence_rules/<int:number>",
        resource(GET=recurrence.read, PUT=recurrence.change, DELETE=recurrence.remove),
        name="recurrence_rule",
    ),
    path("api/recurrence_rules/<int:number>/between", resource(POST=recurrence.between), name="recurrence_between"),
]

_GROUPS = [
    path("api/task_groups", resource(POST=groups.create), name="groups"),
    path(
        "api/task_groups/<int:number>",
        resource(GET=groups.read, PUT=groups.change, DELETE=groups.remove),
        name="group",
    ),
    path("api/task_groups/<int:number>/tasks", resource(POST=groups.add), name="group_tasks"),
    path("api/tasks/<int:number>/group", resource(DELETE=groups.leave), name="task_group"),
]

_unknown = tidied(resource(**dict.fromkeys(("GET", "POST", "PUT", "PATCH", "DELETE"), entry.unknown)))

urlpatterns = [
    *_ENTRY,
    *_STORES,
    *_DELIVERIES,
    *_TASKS,
    *_COURIERS,
    *_DISPATCH,
    *_RECURRENCE,
    *_GROUPS,
    # Last: an address with a slash too many is the one that it means; what nobody answers at is refused in this API's words.
    re_path(r"^[/]+api(?P<path>)$", _unknown, name="unknown"),
    re_path(r"^[/]*oauth2/(?P<path>.*)$", _unknown, name="unknown"),
    re_path(r"^[/]*api/(?P<path>.*)$", _unknown, name="unknown"),
]
