"""Addresses of the path from a need to an award."""

from django.urls import path

from maillage.matching.views import availability, board, briefs, candidates, invitations, needs, weights

app_name = "matching"

public_patterns = [
    path("besoins/deposer/", needs.need_new, name="need_new"),
    path("besoins/lecture/", needs.need_reading, name="need_reading"),
    path("besoins/envoye/", needs.need_sent, name="need_sent"),
    path("besoins/mes-besoins/", needs.own_needs, name="own_needs"),
    path("besoins/suivi/<str:key>/", needs.buyer_brief, name="buyer_brief"),
    path("besoins/suivi/<str:key>/confirmation/", needs.buyer_confirmation, name="buyer_confirmation"),
    path("besoins/suivi/<str:key>/message/", needs.buyer_message, name="buyer_message"),
    path("besoins/suivi/<str:key>/retrait/", needs.buyer_withdrawal, name="buyer_withdrawal"),
    path("sollicitations/<str:key>/", invitations.invitation, name="invitation"),
    path("sollicitations/<str:key>/oui/", invitations.acceptance, name="invitation_acceptance"),
    path("sollicitations/<str:key>/non/", invitations.refusal, name="invitation_refusal"),
    path("sollicitations/<str:key>/echeance.ics", invitations.deadline, name="invitation_deadline"),
]

member_patterns = [
    path("o/<slug:organization_slug>/invitations/", invitations.invitation_list, name="invitation_list"),
    path("o/<slug:organization_slug>/besoins/nouveau/", needs.member_need_new, name="member_need_new"),
]

office_patterns = [
    path("reseau/besoins/", board.board, name="board"),
    path("reseau/besoins/clos/", board.closed, name="closed_list"),
    path("reseau/besoins/nouveau/", briefs.brief_new, name="brief_new"),
    path("reseau/besoins/<int:number>/", briefs.brief, name="brief"),
    path("reseau/besoins/<int:number>/correction/", briefs.brief_correction, name="brief_correction"),
    path("reseau/besoins/<int:number>/etat/", briefs.brief_move, name="brief_move"),
    path("reseau/besoins/<int:number>/responsable/", briefs.brief_owner, name="brief_owner"),
    path("reseau/besoins/<int:number>/action/", briefs.brief_action, name="brief_action"),
    path("reseau/besoins/<int:number>/notes/", briefs.brief_note, name="brief_note"),
    path("reseau/besoins/<int:number>/messages/", briefs.brief_message, name="brief_message"),
    path("reseau/besoins/<int:number>/invitations/", invitations.wave, name="wave"),
    path(
        "reseau/besoins/<int:number>/invitations/<uuid:invitation_id>/retrait/",
        invitations.withdrawal,
        name="invitation_withdrawal",
    ),
    path("reseau/besoins/<int:number>/candidats/", candidates.candidates, name="candidates"),
    path("reseau/besoins/<int:number>/candidats/choix/", candidates.candidate_choice, name="candidate_choice"),
]

ranking_patterns = [
    path(
        "reseau/besoins/<int:number>/classements/<uuid:ranking_id>/", candidates.past_candidates, name="past_candidates"
    ),
    path("reseau/reglages/classement/", weights.network_weights_page, name="network_weights"),
    path("o/<slug:organization_slug>/disponibilites/", availability.absence_list, name="absence_list"),
    path(
        "o/<slug:organization_slug>/disponibilites/<uuid:absence_id>/retrait/",
        availability.absence_removal,
        name="absence_removal",
    ),
]

urlpatterns = [*public_patterns, *member_patterns, *office_patterns, *ranking_patterns]
