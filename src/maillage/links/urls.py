"""Addresses of the mesh: what everybody sees, an organization's own links, the office."""

from django.urls import path

from maillage.links.views import introductions, network, organizations

app_name = "links"

public_patterns = [
    path("liens/", network.public_network, name="network"),
    path("liens/graphe.json", network.public_graph, name="network_graph"),
    path("liens/liens.csv", network.public_file, name="network_file"),
    path("liens/chemin/", network.public_path, name="path"),
    path("liens/mesures/", network.measures, name="measures"),
    path("annuaire/<slug:slug>/liens/", organizations.public_links, name="public_links"),
    path("presentations/<str:key>/", introductions.introduction, name="introduction"),
    path("presentations/<str:key>/reponse/", introductions.introduction_answer, name="introduction_answer"),
]

_OWN = "o/<slug:organization_slug>/liens/"
member_patterns = [
    path(_OWN, organizations.organization_links, name="organization_links"),
    path(f"{_OWN}liens.csv", organizations.organization_file, name="organization_file"),
    path(f"{_OWN}declaration/", organizations.declaration_new, name="declaration_new"),
    path(
        f"{_OWN}<uuid:declaration_id>/confirmation/",
        organizations.declaration_confirmation,
        name="declaration_confirmation",
    ),
    path(f"{_OWN}<uuid:declaration_id>/refus/", organizations.declaration_refusal, name="declaration_refusal"),
    path(f"{_OWN}<uuid:declaration_id>/fin/", organizations.declaration_end, name="declaration_end"),
]

office_patterns = [
    path("reseau/liens/", network.office_network, name="office_network"),
    path("reseau/liens/graphe.json", network.office_graph, name="office_graph"),
    path("reseau/liens/liens.csv", network.office_file, name="office_file"),
    path("reseau/liens/chemin/", network.office_path, name="office_path"),
    path("reseau/liens/fragilites/", network.anatomy, name="anatomy"),
    path("reseau/liens/structures/<slug:slug>/", organizations.office_links, name="office_links"),
    path("reseau/liens/presentations/", introductions.introduction_list, name="introduction_list"),
    path(
        "reseau/liens/presentations/<uuid:introduction_id>/proposition/",
        introductions.introduction_proposal,
        name="introduction_proposal",
    ),
    path(
        "reseau/liens/presentations/<uuid:introduction_id>/mise-de-cote/",
        introductions.introduction_setting_aside,
        name="introduction_setting_aside",
    ),
    path(
        "reseau/liens/presentations/<uuid:introduction_id>/rencontre/",
        introductions.introduction_meeting,
        name="introduction_meeting",
    ),
]

urlpatterns = [*public_patterns, *member_patterns, *office_patterns]
