"""Addresses of the network's office: the dashboard, duplicates, affiliations."""

from django.urls import path

from maillage.directory.views import duplicates

office_patterns = [
    path("reseau/doublons/", duplicates.duplicate_list, name="duplicate_list"),
    path("reseau/doublons/recherche/", duplicates.duplicate_search, name="duplicate_search"),
    path("reseau/doublons/<uuid:pair_id>/fusion/", duplicates.duplicate_merge, name="duplicate_merge"),
    path("reseau/doublons/<uuid:pair_id>/distinction/", duplicates.duplicate_distinction, name="duplicate_distinction"),
    path("reseau/doublons/fusions/<uuid:merge_id>/annulation/", duplicates.merge_undoing, name="merge_undoing"),
]
