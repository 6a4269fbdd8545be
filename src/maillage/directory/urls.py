"""Addresses of the directory: public pages, an organization's own space, the office."""

from django.urls import path

from maillage.directory.former_slugs import following_merges
from maillage.directory.office_urls import office_patterns
from maillage.directory.reuse_urls import reuse_patterns
from maillage.directory.views import (
    claims,
    explore,
    form_help,
    imports,
    listing,
    news,
    office_messages,
    profiles,
    saved_searches,
    search,
    space,
    taxonomy,
)
from maillage.directory.views.editing import history, sections

app_name = "directory"

finding_patterns = [
    path("annuaire/", search.search, name="search"),
    path("annuaire/carte/", search.full_map, name="map"),
    path("annuaire/carte/points", search.map_points, name="map_points"),
    path("annuaire/suggestions", search.suggestions, name="suggestions"),
    path("annuaire/lieux", search.place_suggestions, name="place_suggestions"),
    path("annuaire/metiers/", explore.sector_list, name="sector_list"),
    path("annuaire/realisations/", explore.reference_list, name="reference_list"),
    path("compte/recherches/", saved_searches.saved_search_list, name="saved_search_list"),
    path(
        "compte/recherches/<uuid:search_id>/retrait/", saved_searches.saved_search_removal, name="saved_search_removal"
    ),
]

office_message_patterns = [
    path("contact/", office_messages.office_contact, name="office_contact"),
    path("contact/envoye/", office_messages.office_contact_sent, name="office_contact_sent"),
    path("reseau/messages/", office_messages.office_message_list, name="office_messages"),
    path(
        "reseau/messages/<uuid:message_id>/traitement/",
        office_messages.office_message_handling,
        name="office_message_handling",
    ),
]

claim_patterns = [
    path("annuaire/<slug:slug>/revendication/", claims.claim, name="claim"),
    path("annuaire/<slug:slug>/revendication/<uuid:claim_id>/", claims.claim_confirmation, name="claim_confirmation"),
    path("reseau/revendications/", claims.claim_list, name="claim_list"),
    path("reseau/revendications/<uuid:claim_id>/decision/", claims.claim_decision, name="claim_decision"),
]

space_patterns = [
    path("o/<slug:organization_slug>/", space.home, name="organization_home"),
    path("o/<slug:organization_slug>/inscription/", space.listing_change, name="listing_change"),
    path("o/<slug:organization_slug>/publication/", space.consents, name="consents"),
    path("o/<slug:organization_slug>/divergences/<int:divergence_id>/", space.divergence, name="divergence"),
    path("o/<slug:organization_slug>/messages/", space.message_list, name="message_list"),
    path(
        "o/<slug:organization_slug>/messages/<uuid:message_id>/traitement/",
        space.message_handling,
        name="message_handling",
    ),
    path("o/<slug:organization_slug>/profil/", sections.section_list, name="section_list"),
    path("o/<slug:organization_slug>/profil/historique/", history.history, name="history"),
    path(
        "o/<slug:organization_slug>/profil/historique/<uuid:edit_id>/restauration/",
        history.restoration,
        name="restoration",
    ),
    path("o/<slug:organization_slug>/profil/places/nouveau/", sections.place_new, name="place_new"),
    path("o/<slug:organization_slug>/profil/places/<uuid:place_id>/", sections.place_edit, name="place_edit"),
    path("o/<slug:organization_slug>/profil/references/nouvelle/", sections.reference_new, name="reference_new"),
    path(
        "o/<slug:organization_slug>/profil/references/<uuid:reference_id>/",
        sections.reference_edit,
        name="reference_edit",
    ),
    path("o/<slug:organization_slug>/profil/<slug:section>/", sections.section_edit, name="section_edit"),
    path("reseau/profils/<slug:slug>/inscription/", space.profile_listing, name="profile_listing"),
    path("reseau/modifications/<uuid:edit_id>/", space.edit_review, name="edit_review"),
]

listing_patterns = [
    path("annuaire/referencer/", listing.join, name="join"),
    path("annuaire/referencer/nouvelle/", listing.join_new, name="join_new"),
    path("annuaire/suggestions/structures", listing.organization_suggestions, name="organization_suggestions"),
    path("annuaire/suggestions/communes", listing.commune_suggestions, name="commune_suggestions"),
    path("annuaire/suggestions/territoires", listing.territory_suggestions, name="territory_suggestions"),
    path("annuaire/suggestions/adresses", form_help.address_suggestions, name="address_suggestions"),
    path("annuaire/verification/siren", form_help.siren_verdict, name="siren_verdict"),
    path("annuaire/verification/famille", form_help.family_choice, name="family_choice"),
]

news_patterns = [
    path("actualites/", news.news_list, name="news_list"),
    path("actualites/<slug:slug>/", news.news_item, name="news_item"),
    path("reseau/actualites/nouvelle/", news.news_new, name="news_new"),
    path("reseau/actualites/<uuid:news_id>/", news.news_edit, name="news_edit"),
    path("reseau/actualites/<uuid:news_id>/publication/", news.news_publication, name="news_publication"),
]

taxonomy_patterns = [
    path("reseau/taxonomie/", taxonomy.taxonomy, name="taxonomy"),
    path("reseau/taxonomie/secteurs/nouveau/", taxonomy.sector_new, name="sector_new"),
    path("reseau/taxonomie/secteurs/<slug:sector_slug>/", taxonomy.sector_edit, name="sector_edit"),
    path("reseau/taxonomie/competences/nouvelle/", taxonomy.skill_new, name="skill_new"),
    path("reseau/taxonomie/competences/<slug:skill_slug>/", taxonomy.skill_edit, name="skill_edit"),
    path("reseau/taxonomie/competences/<slug:skill_slug>/fusion/", taxonomy.skill_merger, name="skill_merger"),
    path("reseau/taxonomie/<slug:term_slug>/retrait/", taxonomy.term_retirement, name="term_retirement"),
]

import_patterns = [
    path("reseau/imports/", imports.import_list, name="import_list"),
    path("reseau/imports/<uuid:run_id>/", imports.import_run, name="import_run"),
    path("reseau/imports/<uuid:run_id>/colonnes/", imports.import_columns, name="import_columns"),
    path("reseau/imports/<uuid:run_id>/lancement/", imports.import_start, name="import_start"),
    path("reseau/imports/<uuid:run_id>/correction/", imports.import_correction, name="import_correction"),
    path("reseau/imports/<uuid:run_id>/arret/", imports.import_cancellation, name="import_cancellation"),
    path("reseau/imports/<uuid:run_id>/rejets.csv", imports.import_rejects, name="import_rejects"),
    path("reseau/imports/<uuid:run_id>/retrait/", imports.import_undo, name="import_undo"),
]

# A profile's address is any slug: it stands after every other page of the directory.
profile_patterns = [
    path("annuaire/<slug:slug>/", following_merges(profiles.profile), name="profile"),
    path("annuaire/<slug:slug>/contact/", following_merges(profiles.contact), name="contact"),
    path("annuaire/<slug:slug>/contact/envoye/", profiles.contact_sent, name="contact_sent"),
]

urlpatterns = [
    *finding_patterns,
    *office_message_patterns,
    *claim_patterns,
    *space_patterns,
    *listing_patterns,
    *news_patterns,
    *taxonomy_patterns,
    *reuse_patterns,
    *office_patterns,
    *import_patterns,
    *profile_patterns,
]
