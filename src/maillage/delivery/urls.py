"""Addresses of delivery: a co-operative's desk, and its stores' own pages."""

from django.urls import include, path

from maillage.delivery.views import (
    choices,
    day,
    deliveries,
    embeds,
    figures,
    fleet,
    hand_overs,
    incidents,
    insertions,
    live,
    notices,
    order_imports,
    ordering,
    plans,
    prices,
    programs,
    recurring,
    service,
    shifts,
    statements,
    stores,
    tour,
    tours,
    tracking,
    warehouses,
)

app_name = "delivery"

set_up_patterns = [
    path("", service.home, name="home"),
    path("ouverture/", service.opening, name="opening"),
    path("reglages/", service.settings, name="settings"),
    path("fermeture/", service.closing, name="closing"),
    path("coursiers/", fleet.courier_list, name="courier_list"),
    path("coursiers/<int:courier_id>/", fleet.courier, name="courier"),
    path("coursiers/<int:courier_id>/depart/", fleet.courier_departure, name="courier_departure"),
    path("coursiers/<int:courier_id>/horaires/", shifts.week, name="courier_shifts"),
    path("coursiers/<int:courier_id>/jours/", shifts.exception_creation, name="shift_exception_creation"),
    path(
        "coursiers/<int:courier_id>/jours/<int:exception_id>/retrait/",
        shifts.exception_removal,
        name="shift_exception_removal",
    ),
    path("coursiers/<int:courier_id>/services/<int:shift_id>/retrait/", shifts.shift_removal, name="shift_removal"),
    path("depots/", warehouses.warehouse_list, name="warehouse_list"),
    path("depots/<int:warehouse_id>/", warehouses.warehouse, name="warehouse"),
    path("depots/<int:warehouse_id>/retrait/", warehouses.warehouse_removal, name="warehouse_removal"),
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
    path("mots/etiquettes/<int:tag_id>/", choices.tag, name="tag"),
    path("mots/raisons/<int:reason_id>/", choices.reason, name="reason"),
    path("commerces/<int:store_id>/raisons/", stores.store_reason, name="store_reason"),
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
    path("commerces/<int:store_id>/logiciels/", programs.store_programs, name="store_programs"),
    path("commerces/<int:store_id>/logiciels/messages/", programs.program_messages, name="program_messages"),
    path(
        "commerces/<int:store_id>/logiciels/<int:program_id>/retrait/",
        programs.program_revocation,
        name="program_revocation",
    ),
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
    path("livraisons.csv", deliveries.delivery_list_file, name="delivery_list_file"),
    path("livraisons/<int:delivery_number>/", deliveries.delivery, name="delivery"),
    path("livraisons/etiquettes.pdf", deliveries.labels, name="delivery_labels"),
    path("livraisons/<int:delivery_number>/annulation/", deliveries.cancellation, name="delivery_cancellation"),
    path("livraisons/<int:delivery_number>/prix/", deliveries.price, name="delivery_order_price"),
    path("incidents/", incidents.incident_list, name="incident_list"),
    path("incidents/<int:incident_id>/", incidents.incident, name="incident"),
]

day_patterns = [
    path("jour/", day.day, name="day"),
    path("jour/affectations/", day.assignment, name="assignment"),
    path("jour/retour/", day.day_undoing, name="day_undoing"),
    path("jour/annulations/", day.task_cancellation, name="task_cancellation"),
    path("jour/coursiers/<int:courier_id>/place/", day.placement, name="placement"),
    path("taches/<int:task_number>/", day.task, name="task"),
    path("taches/<int:task_number>/horaire/", day.task_time, name="task_time"),
]

plan_patterns = [
    path("", plans.plan_creation, name="plan_creation"),
    path("<uuid:plan_id>/", plans.plan, name="plan"),
    path("<uuid:plan_id>/arret/", plans.plan_cancellation, name="plan_cancellation"),
    path("<uuid:plan_id>/acceptation/", plans.plan_acceptance, name="plan_acceptance"),
    path("places/<int:delivery_number>/", insertions.insertion, name="insertion"),
    path("<uuid:plan_id>/retour/", plans.plan_undoing, name="plan_undoing"),
]

notice_patterns = [
    path("messages/", notices.journal, name="notices"),
    path("messages/reglages/", notices.settings, name="notice_settings"),
    path("messages/<uuid:notice_id>/envoi/", notices.sending, name="notice_sending"),
    path("commerces/<int:store_id>/messages/", notices.store_settings, name="store_notices"),
]

tracking_patterns = [
    path("<str:language>/pub/d/<str:tracking_key>", tracking.tracking, name="tracking"),
    path("<str:language>/pub/d/<str:tracking_key>/avis", tracking.rating, name="tracking_rating"),
    path("<str:language>/pub/d/<str:tracking_key>/messages", tracking.messages, name="tracking_messages"),
    path("<str:language>/pub/d/<str:tracking_key>/etat", tracking.frame, name="tracking_frame"),
    path("pub/sms/<str:sms_secret>", notices.sms_answer, name="sms_answer"),
]

day_tour_patterns = [
    path("jour/tournees/<int:tour_number>/", tours.day_tour, name="day_tour"),
]

live_patterns = [
    path("jour/direct/", live.day_live, name="day_live"),
    path("jour/velos/", live.day_bikes, name="day_bikes"),
]

store_patterns = [
    path("", deliveries.own_stores, name="own_stores"),
    path("commerces/<int:store_id>/", deliveries.store_deliveries, name="store_deliveries"),
    path("commerces/<int:store_id>/livraisons.csv", deliveries.store_deliveries_file, name="store_deliveries_file"),
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

recurring_patterns = [
    path("livraison/commerces/<int:store_id>/regulieres/", recurring.store_recurring_list, name="store_recurring_list"),
    path(
        "livraison/commerces/<int:store_id>/regulieres/jours/",
        recurring.store_recurring_days,
        name="store_recurring_days",
    ),
    path(
        "livraison/commerces/<int:store_id>/regulieres/nouvelle/",
        recurring.store_recurring_new,
        name="store_recurring_new",
    ),
    path(
        "livraison/commerces/<int:store_id>/regulieres/<int:recurring_id>/",
        recurring.store_recurring,
        name="store_recurring",
    ),
    path(
        "livraison/commerces/<int:store_id>/regulieres/<int:recurring_id>/pause/",
        recurring.store_recurring_pause,
        name="store_recurring_pause",
    ),
    path(
        "livraison/commerces/<int:store_id>/regulieres/<int:recurring_id>/jour/",
        recurring.store_recurring_day,
        name="store_recurring_day",
    ),
    path(
        "livraison/commerces/<int:store_id>/regulieres/<int:recurring_id>/arret/",
        recurring.store_recurring_end,
        name="store_recurring_end",
    ),
    path("o/<slug:organization_slug>/livraison/regulieres/", recurring.recurring_list, name="recurring_list"),
]

import_patterns = [
    path("livraison/commerces/<int:store_id>/livraisons/etiquettes.pdf", deliveries.store_labels, name="store_labels"),
    path("livraison/commerces/<int:store_id>/imports/", order_imports.store_imports, name="store_imports"),
    path(
        "livraison/commerces/<int:store_id>/imports/<uuid:import_id>/", order_imports.store_import, name="store_import"
    ),
    path(
        "livraison/commerces/<int:store_id>/imports/<uuid:import_id>/commande/",
        order_imports.store_import_order,
        name="store_import_order",
    ),
    path(
        "livraison/commerces/<int:store_id>/imports/<uuid:import_id>/rejets.csv",
        order_imports.store_import_rejects,
        name="store_import_rejects",
    ),
    path("livraison/modeles/<str:kind>.csv", order_imports.model_file, name="import_model"),
    path("o/<slug:organization_slug>/livraison/imports/", order_imports.imports, name="imports"),
    path("o/<slug:organization_slug>/livraison/imports/<uuid:import_id>/", order_imports.one_import, name="one_import"),
    path(
        "o/<slug:organization_slug>/livraison/imports/<uuid:import_id>/commande/",
        order_imports.import_order,
        name="import_order",
    ),
    path(
        "o/<slug:organization_slug>/livraison/imports/<uuid:import_id>/rejets.csv",
        order_imports.import_rejects,
        name="import_rejects",
    ),
]

embed_patterns = [
    path("pub/commande/<str:form_key>/", embeds.public_order, name="public_order"),
    path("pub/commande/<str:form_key>/prix/", embeds.public_price, name="public_price"),
    path("pub/commande/<str:form_key>/adresses/", embeds.public_places, name="public_places"),
    path("pub/confirmation/<str:wish_key>/", embeds.wish, name="wish"),
    path("livraison/commerces/<int:store_id>/formulaire/", embeds.store_form, name="store_form"),
]

figure_patterns = [
    path("chiffres/", figures.figures, name="figures"),
    path("chiffres/<str:table>.csv", figures.figures_table, name="figures_table"),
]

statement_patterns = [
    path("", statements.statement_list, name="statement_list"),
    path("commerces/<int:store_id>/<str:month>/", statements.store_statement, name="store_statement"),
    path("commerces/<int:store_id>/<str:month>/cloture/", statements.store_month_closing, name="store_month_closing"),
    path("coursiers/<int:courier_id>/<str:month>/", statements.courier_statement, name="courier_statement"),
    path(
        "coursiers/<int:courier_id>/<str:month>/cloture/",
        statements.courier_month_closing,
        name="courier_month_closing",
    ),
    path("partenaires/<slug:partner_slug>/<str:month>/", statements.partner_statement, name="partner_statement"),
    path(
        "partenaires/<slug:partner_slug>/<str:month>/cloture/",
        statements.partner_month_closing,
        name="partner_month_closing",
    ),
]

own_statement_patterns = [
    path("commerces/<int:store_id>/releves/", statements.own_store_months, name="own_store_months"),
    path("mes-courses/", statements.own_rides, name="own_rides"),
    path("mes-courses/<int:courier_id>/releves/", statements.own_courier_months, name="own_courier_months"),
]

hand_over_patterns = [
    path("relais/", hand_overs.hand_over_list, name="hand_over_list"),
    path("relais/<uuid:hand_over_id>/", hand_overs.hand_over, name="hand_over"),
    path("relais/<uuid:hand_over_id>/reponse/", hand_overs.hand_over_answer, name="hand_over_answer"),
    path("relais/<uuid:hand_over_id>/fin/", hand_overs.hand_over_end, name="hand_over_end"),
    path("livraisons/<int:delivery_number>/relais/", hand_overs.proposal, name="proposal"),
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
    *embed_patterns,
    *recurring_patterns,
    *import_patterns,
    *tracking_patterns,
    path("livraison/", include(store_patterns)),
    path("tournee/", include(tour_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(order_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(day_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(day_tour_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(live_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(notice_patterns)),
    path("o/<slug:organization_slug>/livraison/jour/plans/", include(plan_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(set_up_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(figure_patterns)),
    path("o/<slug:organization_slug>/livraison/", include(hand_over_patterns)),
    path("o/<slug:organization_slug>/livraison/releves/", include(statement_patterns)),
    path("livraison/", include(own_statement_patterns)),
    path("o/<slug:organization_slug>/livraison/tarifs/", include(price_patterns)),
]
