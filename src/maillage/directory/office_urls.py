"""Addresses of the network's office: the dashboard, duplicates, affiliations."""

from django.urls import path

from maillage.directory.views import dashboard, duplicates

office_patterns = [
    path("reseau/", dashboard.dashboard, name="dashboard"),
    path("reseau/fiches/", dashboard.listing_queue, name="listing_queue"),
    path("reseau/modifications/", dashboard.edit_queue, name="edit_queue"),
    path("reseau/doublons/", duplicates.duplicate_list, name="duplicate_list"),
    path("reseau/doublons/recherche/", duplicates.duplicate_search, name="duplicate_search"),
    path("reseau/doublons/<uuid:pair_id>/fusion/", duplicates.duplicate_merge, name="duplicate_merge"),
    path("reseau/doublons/<uuid:pair_id>/distinction/", duplicates.duplicate_distinction, name="duplicate_distinction"),
    path("reseau/doublons/fusions/<uuid:merge_id>/annulation/", duplicates.merge_undoing, name="merge_undoing"),
]
