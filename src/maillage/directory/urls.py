"""Addresses of the directory: public pages, an organization's own space, the office."""

from django.urls import path

from maillage.directory.views import explore, needs, profiles, saved_searches, search

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
    path("compte/recherches/<uuid:search_id>/retrait/", saved_searches.saved_search_removal, name="saved_search_removal"),
]

need_patterns = [
    path("besoins/deposer/", needs.brief, name="brief"),
    path("besoins/envoye/", needs.brief_sent, name="brief_sent"),
    path("reseau/messages/", needs.office_messages, name="office_messages"),
    path("reseau/messages/<uuid:message_id>/traitement/", needs.office_message_handling, name="office_message_handling"),
]

# A profile's address is any slug: it stands after every other page of the directory.
profile_patterns = [
    path("annuaire/<slug:slug>/", profiles.profile, name="profile"),
    path("annuaire/<slug:slug>/contact/", profiles.contact, name="contact"),
    path("annuaire/<slug:slug>/contact/envoye/", profiles.contact_sent, name="contact_sent"),
]

urlpatterns = [
    *finding_patterns,
    *need_patterns,
    *profile_patterns,
]
