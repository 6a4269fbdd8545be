"""Addresses of delivery: a co-operative's desk, and its stores' own pages."""

from django.urls import include, path

from maillage.delivery.views import choices, day, deliveries, fleet, ordering, prices, service, stores, tour, tracking

app_name = "delivery"

set_up_patterns = [
    path("", service.home, name="home"),
    path("ouverture/", service.opening, name="opening"),
    path("reglages/", service.settings, name="settings"),
    path("fermeture/", service.closing, name="closing"),
    path("coursiers/", fleet.courier_list, name="courier_list"),
    path("coursiers/<int:courier_id>/", fleet.courier, name="courier"),
    path("coursiers/<int:courier_id>/depart/", fleet.courier_departure, name="courier_departure"),
    path("vehicules/", fleet.vehicle_list, name="vehicle_list"),
    path("vehicules/<int:vehicle_id>/", fleet.vehicle, name="vehicle"),
    path("vehicules/<int:vehicle_id>/retrait/", fleet.vehicle_removal, name="vehicle_removal"),
    path("zones/", choices.zone_list, name="zone_list"),
    path("zones/nouvelle/", choices.zone, name="zone_new"),
    path("zones/<int:zone_id>/", choices.zone, name="zone"),
    path("zones/<int:zone_id>/retrait/", choices.zone_removal, name="zone_removal"),
    path("creneaux/", choices.slot_list, name="slot_list"),
    path("creneaux/nouveau/", choices.slot, name="slot_new"),
    path("creneaux/<int:slot_id>/", choices.slot, name="slot"),
    path("creneaux/<int:slot_id>/retrait/", choices.slot_removal, name="slot_removal"),
    path("colis/nouveaux/", choices.package_set, name="package_set_new"),
    path("colis/<int:set_id>/", choices.package_set, name="package_set"),
    path("colis/<int:set_id>/retrait/", choices.package_set_removal, name="package_set_removal"),
    path("mots/", choices.word_list, name="word_list"),
    path("mots/etiquettes/", choices.tag_creation, name="tag_creation"),
    path("mots/etiquettes/<int:tag_id>/retrait/", choices.tag_removal, name="tag_removal"),
    path("mots/raisons/", choices.reason_creation, name="reason_creation"),
    path("mots/raisons/<int:reason_id>/retrait/", choices.reason_removal, name="reason_removal"),
    path("mots/jours-fermes/", choices.closed_creation, name="closed_creation"),
    path("mots/jours-fermes/<int:closed_id>/retrait/", choices.closed_removal, name="closed_removal"),
    path("commerces/", stores.store_list, name="store_list"),
    path("commerces/nouveau/", stores.store, name="store_new"),
    path("commerces/<int:store_id>/", stores.store, name="store"),
    path("commerces/<int:store_id>/personnes/", stores.store_person, name="store_person"),
    path(
        "commerces/<int:store_id>/personnes/<uuid:user_id>/retrait/",
        stores.store_person_removal,
        name="store_person_removal",
    ),
    path("commerces/<int:store_id>/fermeture/", stores.store_closing, name="store_closing"),
]

price_patterns = [
    path("", prices.rule_set_list, name="rule_set_list"),
    path("<int:rule_set_id>/", prices.rule_set, name="rule_set"),
    path("<int:rule_set_id>/retrait/", prices.rule_set_removal, name="rule_set_removal"),
    path("<int:rule_set_id>/essai/", prices.trial, name="rule_set_trial"),
    path("<int:rule_set_id>/regles/", prices.rule_creation, name="rule_creation"),
    path("<int:rule_set_id>/regles/<int:rule_id>/", prices.rule, name="rule"),
    path("<int:rule_set_id>/regles/<int:rule_id>/place/", prices.rule_place, name="rule_place"),
    path("<int:rule_set_id>/regles/<int:rule_id>/retrait/", prices.rule_removal, name="rule_removal"),
]

order_patterns = [
    path("commande/", ordering.entry, name="entry"),
    path("commande/prix/", ordering.entry_price, name="entry_price"),
    path("commande/adresses/", ordering.entry_places, name="entry_places"),
    path("livraisons/", deliveries.delivery_list, name="delivery_list"),
    path("livraisons/<int:delivery_number>/", deliveries.delivery, name="delivery"),
    path("livraisons/<int:delivery_number>/annulation/", deliveries.cancellation, name="delivery_cancellation"),
]

day_patterns = [
    path("jour/", day.day, name="day"),
    path("jour/affectations/", day.assignment, name="assignment"),
    path("jour/annulations/", day.task_cancellation, name="task_cancellation"),
    path("jour/coursiers/<int:courier_id>/place/", day.placement, name="placement"),
    path("taches/<int:task_number>/", day.task, name="task"),
    path("taches/<int:task_number>/horaire/", day.task_time, name="task_time"),
]

store_patterns = [
    path("", deliveries.own_stores, name="own_stores"),
    path("commerces/<int:store_id>/", deliveries.store_deliveries, name="store_deliveries"),
    path("commerces/<int:store_id>/commande/", ordering.store_order, name="store_order"),
    path("commerces/<int:store_id>/commande/prix/", ordering.store_price, name="store_price"),
    path("commerces/<int:store_id>/commande/adresses/", ordering.store_places, name="store_places"),
    path(
        "commerces/<int:store_id>/livraisons/<int:delivery_number>/", deliveries.store_delivery, name="store_delivery"
    ),
    path(
        "commerces/<int:store_id>/livraisons/<int:delivery_number>/annulation/",
        deliveries.store_cancellation,
        name="store_cancellation",
    ),
]

tour_patterns = [
    path("", tour.tour_list, name="tour_list"),
    path("ouvrier.js", tour.tour_worker, name="tour_worker"),
    path("application.webmanifest", tour.tour_manifest, name="tour_manifest"),
    path("<int:courier_id>/", tour.tour, name="tour"),
    path("<int:courier_id>/envois/", tour.tour_sending, name="tour_sending"),
    path("<int:courier_id>/photos/<uuid:photo_key>/", tour.tour_photo, name="tour_photo"),
    path("<int:courier_id>/position/", tour.tour_position, name="tour_position"),
    path("<int:courier_id>/bilan/", tour.tour_summary, name="tour_summary"),
]

urlpatterns = [
    path("<str:language>/pub/d/<str:tracking_key>", tracking.tracking, name="tracking"),
    path("livraison/", include(store_patterns)),
    path("tournee/", include(tour_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(order_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(day_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(set_up_patterns)),
    path("o/<slug:organization_slug>/livraison/tarifs/", include(price_patterns)),
]
