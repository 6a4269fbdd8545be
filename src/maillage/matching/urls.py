"""Addresses of the path from a need to an award."""

from django.urls import path

from maillage.matching.views import (
    board,
    briefs,
    candidates,
    invitations,
    letters,
    needs,
    notices,
    opportunities,
    papers,
)

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

opportunity_patterns = [
    path("reseau/besoins/<int:number>/candidats/ajout/", candidates.candidate_addition, name="candidate_addition"),
    path("reseau/opportunites/", opportunities.opportunity_list, name="opportunity_list"),
    path("reseau/opportunites/export.csv", opportunities.opportunity_export, name="opportunity_export"),
    path("reseau/opportunites/lectures/", notices.notices_run_list, name="notices_run_list"),
    path("reseau/opportunites/lectures/<uuid:run_id>/", notices.notices_run, name="notices_run"),
    path("reseau/opportunites/<uuid:opportunity_id>/", opportunities.opportunity, name="opportunity"),
    path("reseau/opportunites/<uuid:opportunity_id>/besoin/", opportunities.opportunity_brief, name="opportunity_brief"),
    path("o/<slug:organization_slug>/opportunites/", opportunities.member_list, name="member_opportunity_list"),
    path("o/<slug:organization_slug>/opportunites/lettre/", opportunities.letters, name="opportunity_letters"),
    path(
        "o/<slug:organization_slug>/opportunites/<uuid:opportunity_id>/", opportunities.member_page,
        name="member_opportunity",
    ),
    path(
        "o/<slug:organization_slug>/opportunites/<uuid:opportunity_id>/interet/", opportunities.interest,
        name="opportunity_interest",
    ),
    path("opportunites/desabonnement/<str:key>/", opportunities.farewell, name="opportunity_farewell"),
]  # fmt: skip

paper_patterns = [
    path(
        "reseau/besoins/<int:number>/invitations/<uuid:invitation_id>/proposition/", invitations.proposal,
        name="proposal",
    ),
    path("reseau/besoins/<int:number>/suite/", board.brief_plan, name="brief_plan"),
    path("sollicitations/<str:key>/message/", letters.invited_message, name="invited_message"),
    path(
        "reseau/besoins/<int:number>/invitations/<uuid:invitation_id>/messages/", letters.message_to_invited,
        name="message_to_invited",
    ),
    path("besoins/suivi/<str:key>/fichiers/", papers.buyer_papers, name="buyer_papers"),
    path("besoins/suivi/<str:key>/fichiers/<uuid:file_id>/", papers.buyer_paper, name="buyer_paper"),
    path("besoins/suivi/<str:key>/fichiers/<uuid:file_id>/retrait/", papers.buyer_paper_removal, name="buyer_paper_removal"),
    path("sollicitations/<str:key>/fichiers/<uuid:file_id>/", papers.invited_paper, name="invited_paper"),
    path("reseau/besoins/<int:number>/fichiers/", papers.office_papers, name="office_papers"),
    path("reseau/besoins/<int:number>/fichiers/<uuid:file_id>/", papers.office_paper, name="office_paper"),
    path(
        "reseau/besoins/<int:number>/fichiers/<uuid:file_id>/retrait/", papers.office_paper_removal,
        name="office_paper_removal",
    ),
]  # fmt: skip

urlpatterns = [*public_patterns, *member_patterns, *office_patterns, *opportunity_patterns, *paper_patterns]
