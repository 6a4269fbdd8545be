from django.urls import path

from maillage.accounts.views import account, invitations, network, teams

app_name = "accounts"

urlpatterns = [
    path("compte/", account.account, name="account"),
    path("compte/profil/", account.details, name="details"),
    path("compte/jetons/", account.token_creation, name="token_creation"),
    path("compte/jetons/<uuid:token_id>/revocation/", account.token_revocation, name="token_revocation"),
    path("compte/donnees/", account.export, name="export"),
    path("compte/effacement/", account.erasure, name="erasure"),
    path("invitations/<str:key>/", invitations.invitation, name="invitation"),
    path("o/<slug:organization_slug>/equipe/", teams.team, name="team_people"),
    path("o/<slug:organization_slug>/equipe/<uuid:user_id>/role/", teams.member_role, name="team_role"),
    path("o/<slug:organization_slug>/equipe/<uuid:user_id>/retrait/", teams.member_removal, name="team_removal"),
    path(
        "o/<slug:organization_slug>/equipe/invitations/<uuid:invitation_id>/renvoi/",
        teams.invitation_resend,
        name="team_invitation_resend",
    ),
    path(
        "o/<slug:organization_slug>/equipe/invitations/<uuid:invitation_id>/revocation/",
        teams.invitation_revocation,
        name="team_invitation_revocation",
    ),
    path("o/<slug:organization_slug>/depart/", teams.leaving, name="leaving"),
    path("reseau/reglages/", network.network_settings, name="network_settings"),
    path("charte/", network.charter, name="charter"),
    path("a-propos/", network.about, name="about"),
    path("reseau/equipe/", teams.team, name="office_people"),
    path("reseau/equipe/<uuid:user_id>/role/", teams.member_role, name="office_role"),
    path("reseau/equipe/<uuid:user_id>/retrait/", teams.member_removal, name="office_removal"),
    path(
        "reseau/equipe/invitations/<uuid:invitation_id>/renvoi/",
        teams.invitation_resend,
        name="office_invitation_resend",
    ),
    path(
        "reseau/equipe/invitations/<uuid:invitation_id>/revocation/",
        teams.invitation_revocation,
        name="office_invitation_revocation",
    ),
]
