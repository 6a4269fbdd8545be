"""Addresses of the path from a need to an award."""

from django.urls import path

from maillage.matching.views import board, briefs, candidates, invitations, needs
from maillage.matching.views.coproductions import acting, ending, lists, pages, planning

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

_WORKS = "o/<slug:organization_slug>/coproductions/"
_WORK = f"{_WORKS}<uuid:coproduction_id>/"
coproduction_patterns = [
    path("coproductions/agenda/<str:key>.ics", lists.coproduction_calendar_feed, name="coproduction_calendar"),
    path("coproductions/avis/<str:key>/", ending.coproduction_buyer_review, name="coproduction_buyer_review"),
    path(_WORKS, lists.coproduction_list, name="coproduction_list"),
    path(f"{_WORKS}export.csv", lists.coproduction_export, name="coproduction_export"),
    path(f"{_WORKS}agenda/", lists.coproduction_calendar_renewal, name="coproduction_calendar_renewal"),
    path(f"{_WORKS}nouvelle/", acting.coproduction_new, name="coproduction_new"),
    path(_WORK, pages.coproduction, name="coproduction"),
    path(f"{_WORK}description/", acting.coproduction_details, name="coproduction_details"),
    path(f"{_WORK}etat/", acting.coproduction_move, name="coproduction_move"),
    path(f"{_WORK}participation/", acting.coproduction_participation, name="coproduction_participation"),
    path(f"{_WORK}partenaires/", acting.coproduction_partner, name="coproduction_partner"),
    path(f"{_WORK}mandataire/", acting.coproduction_lead, name="coproduction_lead"),
    path(f"{_WORK}role/", acting.coproduction_role, name="coproduction_role"),
    path(f"{_WORK}parts/", acting.coproduction_shares, name="coproduction_shares"),
    path(f"{_WORK}jalons/", planning.milestone_new, name="milestone_new"),
    path(f"{_WORK}jalons/<uuid:milestone_id>/", planning.milestone, name="milestone"),
    path(f"{_WORK}livrables/", planning.deliverable_new, name="deliverable_new"),
    path(f"{_WORK}livrables/<uuid:deliverable_id>/", planning.deliverable, name="deliverable"),
    path(f"{_WORK}livrables/<uuid:deliverable_id>/remise/", planning.delivery, name="delivery"),
    path(f"{_WORK}temps/", acting.coproduction_entry, name="coproduction_entry"),
    path(f"{_WORK}temps/<uuid:entry_id>/correction/", acting.coproduction_correction, name="coproduction_correction"),
    path(f"{_WORK}decisions/", acting.coproduction_decision, name="coproduction_decision"),
    path(f"{_WORK}decisions/<uuid:decision_id>/accord/", acting.coproduction_agreement, name="coproduction_agreement"),
    path(f"{_WORK}fichiers/", acting.coproduction_file_new, name="coproduction_file_new"),
    path(f"{_WORK}fichiers/<uuid:file_id>/", pages.coproduction_file, name="coproduction_file"),
    path(f"{_WORK}avis/", ending.coproduction_review, name="coproduction_review"),
    path(f"{_WORK}publication/", ending.coproduction_publication, name="coproduction_publication"),
    path(f"{_WORK}publication/accord/", ending.coproduction_consent, name="coproduction_consent"),
    path("reseau/coproductions/", lists.coproduction_office, name="coproduction_office"),
    path("reseau/coproductions/export.csv", lists.coproduction_office_export, name="coproduction_office_export"),
    path("reseau/coproductions/<uuid:coproduction_id>/", pages.coproduction_for_office, name="coproduction_for_office"),
    path(
        "reseau/coproductions/<uuid:coproduction_id>/fichiers/<uuid:file_id>/",
        pages.coproduction_office_file,
        name="coproduction_office_file",
    ),
]

urlpatterns = [*public_patterns, *member_patterns, *office_patterns, *coproduction_patterns]
