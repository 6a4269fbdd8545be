"""Addresses of the path from a need to an award."""

from django.urls import include, path

from maillage.matching.views import (
    answer_documents,
    answer_files,
    answers,
    attachments,
    availability,
    board,
    briefs,
    candidates,
    decisions,
    document_box,
    groups,
    invitations,
    letters,
    needs,
    notices,
    opportunities,
    statistics,
    weights,
)
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

answer_file_patterns = [
    path(
        "o/<slug:organization_slug>/reponses/<uuid:answer_id>/fichiers/", answer_files.answer_files, name="answer_files"
    ),
    path(
        "o/<slug:organization_slug>/reponses/<uuid:answer_id>/fichiers/reprise/",
        answer_files.answer_files_taken_up,
        name="answer_files_taken_up",
    ),
    path(
        "o/<slug:organization_slug>/reponses/<uuid:answer_id>/fichiers/<uuid:file_id>/",
        answer_files.answer_file,
        name="answer_file",
    ),
    path(
        "o/<slug:organization_slug>/reponses/<uuid:answer_id>/fichiers/<uuid:file_id>/retrait/",
        answer_files.answer_file_removal,
        name="answer_file_removal",
    ),
    path(
        "besoins/suivi/<str:key>/reponses/<uuid:answer_id>/fichiers/<uuid:file_id>/",
        answer_files.buyer_answer_file,
        name="buyer_answer_file",
    ),
]

answer_patterns = [
    path("besoins/suivi/<str:key>/reponses/", decisions.buyer_answers, name="buyer_answers"),
    path("besoins/suivi/<str:key>/reponses/<uuid:answer_id>/choix/", decisions.buyer_award, name="buyer_award"),
    path("besoins/suivi/<str:key>/reponses/<uuid:answer_id>/refus/", decisions.buyer_refusal, name="buyer_refusal"),
    path("besoins/suivi/<str:key>/reponses/<uuid:answer_id>/questions/", decisions.buyer_question, name="buyer_question"),
    path(
        "besoins/suivi/<str:key>/reponses/<uuid:answer_id>/documents/<uuid:document_id>/",
        answer_documents.buyer_document,
        name="buyer_document",
    ),
    path("o/<slug:organization_slug>/reponses/", answers.answer_list, name="answer_list"),
    path("o/<slug:organization_slug>/reponses/<uuid:answer_id>/", include([
        path("", answers.answer, name="answer"),
        path("presentation/", answers.answer_basics, name="answer_basics"),
        path("textes/<slug:section>/", answers.answer_text, name="answer_text"),
        path("parties/nouvelle/", answers.answer_part_new, name="answer_part_new"),
        path("parties/<uuid:part_id>/", answers.answer_part, name="answer_part"),
        path("parties/<uuid:part_id>/retrait/", answers.answer_part_removal, name="answer_part_removal"),
        path("realisations/", answers.answer_references, name="answer_references"),
        path("commentaires/", answers.answer_comment, name="answer_comment"),
        path("signature/demande/", answers.answer_freeze, name="answer_freeze"),
        path("signature/", answers.answer_signature, name="answer_signature"),
        path("reprise/", answers.answer_reopening, name="answer_reopening"),
        path("questions/<uuid:question_id>/", answers.answer_reply, name="answer_reply"),
        path("documents/<uuid:document_id>/", answer_documents.answer_document, name="answer_document"),
        path("projets/<slug:kind>.pdf", answer_documents.answer_draft, name="answer_draft"),
    ])),
    path("reseau/besoins/<int:number>/reponses/<uuid:answer_id>/envoi/", decisions.answer_sending, name="answer_sending"),
    path("reseau/besoins/<int:number>/reponses/<uuid:answer_id>/choix/", decisions.answer_award, name="answer_award"),
    path("reseau/besoins/<int:number>/reponses/<uuid:answer_id>/refus/", decisions.answer_refusal, name="answer_refusal"),
]  # fmt: skip

document_box_patterns = [
    path("o/<slug:organization_slug>/documents/", document_box.paper_list, name="paper_list"),
    path("o/<slug:organization_slug>/documents/ajout/", document_box.paper_new, name="paper_new"),
    path("o/<slug:organization_slug>/documents/<uuid:paper_id>/", document_box.paper, name="paper"),
    path("o/<slug:organization_slug>/documents/<uuid:paper_id>/correction/", document_box.paper_correction, name="paper_correction"),
    path("o/<slug:organization_slug>/documents/<uuid:paper_id>/retrait/", document_box.paper_removal, name="paper_removal"),
    path("o/<slug:organization_slug>/documents/<uuid:paper_id>/retour/", document_box.paper_return, name="paper_return"),
    path(
        "o/<slug:organization_slug>/documents/partages/<uuid:share_id>/fin/",
        document_box.paper_share_end,
        name="paper_share_end",
    ),
    path("o/<slug:organization_slug>/reponses/<uuid:answer_id>/papiers/", document_box.answer_papers, name="answer_papers"),
    path(
        "o/<slug:organization_slug>/reponses/<uuid:answer_id>/papiers/<uuid:share_id>/",
        document_box.answer_paper,
        name="answer_paper",
    ),
    path(
        "besoins/suivi/<str:key>/reponses/<uuid:answer_id>/papiers/<uuid:share_id>/",
        document_box.buyer_answer_paper,
        name="buyer_answer_paper",
    ),
]  # fmt: skip

member_patterns = [
    path("o/<slug:organization_slug>/invitations/", invitations.invitation_list, name="invitation_list"),
    path("o/<slug:organization_slug>/besoins/nouveau/", needs.member_need_new, name="member_need_new"),
]

office_patterns = [
    path("reseau/besoins/chiffres/", statistics.statistics, name="statistics"),
    path("reseau/besoins/chiffres/<int:year>/rapport/", statistics.report, name="report"),
    path("reseau/besoins/chiffres/<int:year>.csv", statistics.statistics_table, name="statistics_table"),
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

_GROUPS = "reseau/besoins/<int:number>/groupements/"
group_patterns = [
    path(_GROUPS, groups.groups, name="groups"),
    path(f"{_GROUPS}choix/", groups.team_choice, name="team_choice"),
    path(f"{_GROUPS}nouveau/", groups.consortium_new, name="consortium_new"),
    path(f"{_GROUPS}<uuid:consortium_id>/mandataire/", groups.consortium_lead, name="consortium_lead"),
    path(f"{_GROUPS}<uuid:consortium_id>/partenaires/", groups.consortium_partner, name="consortium_partner"),
    path(f"{_GROUPS}<uuid:consortium_id>/dissolution/", groups.consortium_end, name="consortium_end"),
    path(
        "o/<slug:organization_slug>/groupements/<uuid:consortium_id>/depart/", groups.leaving, name="consortium_leaving"
    ),
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

attachment_patterns = [
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
    path("besoins/suivi/<str:key>/fichiers/", attachments.buyer_attachments, name="buyer_attachments"),
    path("besoins/suivi/<str:key>/fichiers/<uuid:file_id>/", attachments.buyer_attachment, name="buyer_attachment"),
    path("besoins/suivi/<str:key>/fichiers/<uuid:file_id>/retrait/", attachments.buyer_attachment_removal, name="buyer_attachment_removal"),
    path("sollicitations/<str:key>/fichiers/<uuid:file_id>/", attachments.invited_attachment, name="invited_attachment"),
    path("reseau/besoins/<int:number>/fichiers/", attachments.office_attachments, name="office_attachments"),
    path("reseau/besoins/<int:number>/fichiers/<uuid:file_id>/", attachments.office_attachment, name="office_attachment"),
    path(
        "reseau/besoins/<int:number>/fichiers/<uuid:file_id>/retrait/", attachments.office_attachment_removal,
        name="office_attachment_removal",
    ),
]  # fmt: skip

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
    path(f"{_WORK}parts/reponse/", acting.coproduction_shares_answer, name="coproduction_shares_answer"),
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

urlpatterns = [
    *public_patterns,
    *answer_patterns,
    *answer_file_patterns,
    *document_box_patterns,
    *member_patterns,
    *office_patterns,
    *group_patterns,
    *opportunity_patterns,
    *attachment_patterns,
    *ranking_patterns,
    *coproduction_patterns,
]
