"""The permission table: one line a route. It is enforced by the middleware and is the source of the tests.

Keys are view names, `namespace:name`. A value is one level, or a level for each HTTP method. A route without a line
is closed, and fails the tests.
"""

from maillage.accounts.types import AccessLevel
from maillage.config.permissions_of_delivery import COMPATIBLE_API, DELIVERY, Access

PUBLIC = AccessLevel.PUBLIC
SIGNED_IN = AccessLevel.SIGNED_IN
MEMBER = AccessLevel.MEMBER
EDITOR = AccessLevel.EDITOR
OWNER = AccessLevel.OWNER
FACILITATOR = AccessLevel.FACILITATOR
ADMINISTRATOR = AccessLevel.ADMINISTRATOR
DEVELOPMENT = AccessLevel.DEVELOPMENT

SHELL: dict[str, Access] = {
    "media": PUBLIC,
    "web:home": PUBLIC,
    "web:health": PUBLIC,
    "web:theme": PUBLIC,
    "web:street_tile": PUBLIC,
    "web:language": PUBLIC,
    "web:appearance": PUBLIC,
    "web:notification_list": SIGNED_IN,
    "web:notification_reading": SIGNED_IN,
    "web:notification_opening": SIGNED_IN,
    "web:parked_list": ADMINISTRATOR,
    "web:parked_retry": ADMINISTRATOR,
    "web:webhook_list": ADMINISTRATOR,
    "web:webhook": ADMINISTRATOR,
    "web:webhook_test": ADMINISTRATOR,
    "web:webhook_switch": ADMINISTRATOR,
    "web:webhook_secret": ADMINISTRATOR,
    "web:webhook_removal": ADMINISTRATOR,
    "web:webhook_replay": ADMINISTRATOR,
    "web:gallery": DEVELOPMENT,
    "web:gallery_points": DEVELOPMENT,
    "web:gallery_suggestions": DEVELOPMENT,
    "web:mail_list": DEVELOPMENT,
    "web:mail_message": DEVELOPMENT,
}

ACCOUNTS: dict[str, Access] = {
    "accounts:account": SIGNED_IN,
    "accounts:details": SIGNED_IN,
    "accounts:token_creation": SIGNED_IN,
    "accounts:token_revocation": SIGNED_IN,
    "accounts:export": SIGNED_IN,
    "accounts:erasure": SIGNED_IN,
    "accounts:invitation": {"GET": PUBLIC, "POST": SIGNED_IN},
    "accounts:team_people": OWNER,
    "accounts:team_role": OWNER,
    "accounts:team_removal": OWNER,
    "accounts:team_invitation_resend": OWNER,
    "accounts:team_invitation_revocation": OWNER,
    "accounts:leaving": MEMBER,
    "accounts:network_settings": ADMINISTRATOR,
    "accounts:charter": PUBLIC,
    "accounts:about": PUBLIC,
    "accounts:office_people": ADMINISTRATOR,
    "accounts:office_role": ADMINISTRATOR,
    "accounts:office_removal": ADMINISTRATOR,
    "accounts:office_invitation_resend": ADMINISTRATOR,
    "accounts:office_invitation_revocation": ADMINISTRATOR,
}

# Names given by django-allauth, which checks by itself what its public routes need.
SIGN_IN: dict[str, Access] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_email_verification_sent": PUBLIC,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": PUBLIC,
    "account_confirm_password_reset_code": PUBLIC,
    "account_complete_password_reset": PUBLIC,
    "account_password_reset_completed": PUBLIC,
    "account_request_login_code": PUBLIC,
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": PUBLIC,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_login_webauthn": PUBLIC,
}

DIRECTORY: dict[str, Access] = {
    "directory:search": PUBLIC,
    "directory:map": PUBLIC,
    "directory:map_points": PUBLIC,
    "directory:suggestions": PUBLIC,
    "directory:place_suggestions": PUBLIC,
    "directory:sector_list": PUBLIC,
    "directory:reference_list": PUBLIC,
    "directory:saved_search_list": SIGNED_IN,
    "directory:saved_search_removal": SIGNED_IN,
    "directory:office_contact": PUBLIC,
    "directory:office_contact_sent": PUBLIC,
    "directory:office_messages": FACILITATOR,
    "directory:claim": SIGNED_IN,
    "directory:claim_confirmation": SIGNED_IN,
    "directory:claim_list": FACILITATOR,
    "directory:claim_decision": FACILITATOR,
    "directory:office_message_handling": FACILITATOR,
    "directory:import_list": FACILITATOR,
    "directory:import_run": FACILITATOR,
    "directory:import_columns": FACILITATOR,
    "directory:import_start": FACILITATOR,
    "directory:import_correction": FACILITATOR,
    "directory:import_cancellation": FACILITATOR,
    "directory:import_rejects": FACILITATOR,
    "directory:import_undo": FACILITATOR,
    "directory:profile": PUBLIC,
    "directory:contact": PUBLIC,
    "directory:contact_sent": PUBLIC,
    "directory:organization_home": MEMBER,
    "directory:consents": OWNER,
    "directory:listing_change": EDITOR,
    "directory:divergence": EDITOR,
    "directory:message_list": EDITOR,
    "directory:message_handling": EDITOR,
    "directory:section_list": EDITOR,
    "directory:history": MEMBER,
    "directory:restoration": EDITOR,
    "directory:place_new": EDITOR,
    "directory:place_edit": EDITOR,
    "directory:reference_new": EDITOR,
    "directory:reference_edit": EDITOR,
    "directory:section_edit": EDITOR,
    "directory:profile_listing": FACILITATOR,
    "directory:edit_review": FACILITATOR,
    "directory:dashboard": FACILITATOR,
    "directory:listing_queue": FACILITATOR,
    "directory:edit_queue": FACILITATOR,
    "directory:duplicate_list": FACILITATOR,
    "directory:duplicate_search": FACILITATOR,
    "directory:duplicate_merge": FACILITATOR,
    "directory:duplicate_distinction": FACILITATOR,
    "directory:merge_undoing": FACILITATOR,
    "directory:join": PUBLIC,
    "directory:join_new": SIGNED_IN,
    "directory:organization_suggestions": PUBLIC,
    "directory:commune_suggestions": PUBLIC,
    "directory:territory_suggestions": PUBLIC,
    "directory:address_suggestions": PUBLIC,
    "directory:siren_verdict": SIGNED_IN,
    "directory:family_choice": SIGNED_IN,
    "directory:news_list": PUBLIC,
    "directory:news_item": PUBLIC,
    "directory:news_new": FACILITATOR,
    "directory:news_edit": FACILITATOR,
    "directory:news_publication": FACILITATOR,
    "directory:taxonomy": ADMINISTRATOR,
    "directory:sector_new": ADMINISTRATOR,
    "directory:sector_edit": ADMINISTRATOR,
    "directory:skill_new": ADMINISTRATOR,
    "directory:skill_edit": ADMINISTRATOR,
    "directory:skill_merger": ADMINISTRATOR,
    "directory:term_retirement": ADMINISTRATOR,
}

_READ: Access = {"GET": PUBLIC}
_OWN: Access = {"GET": SIGNED_IN, "PATCH": SIGNED_IN}  # whose it is, the services decide

REUSE: dict[str, Access] = {
    "directory:export_csv": PUBLIC,
    "directory:export_csv_data": PUBLIC,
    "directory:export_xlsx": PUBLIC,
    "directory:export_geojson": PUBLIC,
    "directory:export_jsonld": PUBLIC,
    "directory:export_gogocarto": PUBLIC,
    "directory:export_gogocarto_csv": PUBLIC,
    "directory:news_feed": PUBLIC,
    "directory:open_data": PUBLIC,
    "directory:sitemap": PUBLIC,
    "directory:sitemap_pages": PUBLIC,
    "directory:sitemap_profiles": PUBLIC,
    "directory:robots": PUBLIC,
    "directory:murmurations_profile": PUBLIC,
    "directory:murmurations_nodes": PUBLIC,
    "directory:embed_builder": PUBLIC,
    "directory:embed_search": PUBLIC,
    "directory:embed_map": PUBLIC,
    "directory:embed_script": PUBLIC,
    "api_docs": PUBLIC,
}

MATCHING: dict[str, Access] = {
    "matching:need_new": PUBLIC,
    "matching:need_reading": PUBLIC,
    "matching:need_sent": PUBLIC,
    "matching:own_needs": SIGNED_IN,
    # Whoever holds the private link is the buyer: the signature in the address is the key.
    "matching:buyer_brief": PUBLIC,
    "matching:buyer_confirmation": PUBLIC,
    "matching:buyer_message": PUBLIC,
    "matching:buyer_withdrawal": PUBLIC,
    "matching:invitation": PUBLIC,
    "matching:invitation_acceptance": PUBLIC,
    "matching:invitation_refusal": PUBLIC,
    "matching:invitation_deadline": PUBLIC,
    "matching:invitation_list": MEMBER,
    "matching:member_need_new": EDITOR,
    "matching:board": FACILITATOR,
    "matching:closed_list": FACILITATOR,
    "matching:brief_new": FACILITATOR,
    "matching:brief": FACILITATOR,
    "matching:brief_correction": FACILITATOR,
    "matching:brief_move": FACILITATOR,
    "matching:brief_owner": FACILITATOR,
    "matching:brief_action": FACILITATOR,
    "matching:brief_note": FACILITATOR,
    "matching:brief_message": FACILITATOR,
    "matching:candidates": FACILITATOR,
    "matching:wave": FACILITATOR,
    "matching:invitation_withdrawal": FACILITATOR,
    "matching:candidate_choice": FACILITATOR,
    "matching:buyer_answers": PUBLIC,
    "matching:buyer_award": PUBLIC,
    "matching:buyer_refusal": PUBLIC,
    "matching:buyer_question": PUBLIC,
    "matching:buyer_document": PUBLIC,
    "matching:answer_list": MEMBER,
    "matching:answer": MEMBER,
    "matching:answer_basics": EDITOR,
    "matching:answer_text": EDITOR,
    "matching:answer_part_new": EDITOR,
    "matching:answer_part": EDITOR,
    "matching:answer_part_removal": EDITOR,
    "matching:answer_references": EDITOR,
    "matching:answer_comment": MEMBER,
    "matching:answer_freeze": EDITOR,
    "matching:answer_signature": EDITOR,
    "matching:answer_reopening": EDITOR,
    "matching:answer_reply": EDITOR,
    "matching:answer_document": MEMBER,
    "matching:answer_draft": MEMBER,
    "matching:answer_files": EDITOR,
    "matching:answer_files_taken_up": EDITOR,
    "matching:answer_file": MEMBER,
    "matching:answer_file_removal": EDITOR,
    "matching:buyer_answer_file": PUBLIC,  # the key of the address opens it, once the answer is sent
    "matching:paper_list": MEMBER,
    "matching:paper_new": EDITOR,
    "matching:paper": MEMBER,
    "matching:paper_correction": EDITOR,
    "matching:paper_removal": EDITOR,
    "matching:paper_return": EDITOR,
    "matching:paper_share_end": EDITOR,
    "matching:answer_papers": EDITOR,
    "matching:answer_paper": EDITOR,
    "matching:buyer_answer_paper": PUBLIC,
    "matching:answer_sending": FACILITATOR,
    "matching:answer_award": FACILITATOR,
    "matching:answer_refusal": FACILITATOR,
    "matching:statistics": FACILITATOR,
    "matching:report": FACILITATOR,
    "matching:statistics_table": FACILITATOR,
    "matching:groups": FACILITATOR,
    "matching:team_choice": FACILITATOR,
    "matching:consortium_new": FACILITATOR,
    "matching:consortium_lead": FACILITATOR,
    "matching:consortium_partner": FACILITATOR,
    "matching:consortium_end": FACILITATOR,
    "matching:consortium_leaving": EDITOR,
    "matching:candidate_addition": FACILITATOR,
    # Papers of a need: the key of the address opens them, the services say which.
    "matching:buyer_attachments": PUBLIC,
    "matching:buyer_attachment": PUBLIC,
    "matching:buyer_attachment_removal": PUBLIC,
    "matching:invited_attachment": PUBLIC,
    "matching:office_attachments": FACILITATOR,
    "matching:office_attachment": FACILITATOR,
    "matching:office_attachment_removal": FACILITATOR,
    "matching:invited_message": PUBLIC,
    "matching:message_to_invited": FACILITATOR,
    "matching:brief_plan": FACILITATOR,
    "matching:proposal": FACILITATOR,
    # Published calls for tender.
    "matching:opportunity_list": FACILITATOR,
    "matching:opportunity_export": FACILITATOR,
    "matching:opportunity": FACILITATOR,
    "matching:opportunity_brief": FACILITATOR,
    "matching:notices_run_list": FACILITATOR,
    "matching:notices_run": FACILITATOR,
    "matching:member_opportunity_list": MEMBER,
    "matching:member_opportunity": MEMBER,
    "matching:opportunity_interest": EDITOR,
    "matching:opportunity_letters": EDITOR,
    "matching:opportunity_farewell": PUBLIC,  # the signature in the address is the key
    "matching:past_candidates": FACILITATOR,
    "matching:network_weights": ADMINISTRATOR,
    "matching:absence_list": EDITOR,
    "matching:absence_removal": EDITOR,
}

COPRODUCTIONS: dict[str, Access] = {
    # Whoever holds the secret address reads the calendar, or reviews as the buyer.
    "matching:coproduction_calendar": PUBLIC,
    "matching:coproduction_buyer_review": PUBLIC,
    "matching:coproduction_list": MEMBER,
    "matching:coproduction_export": MEMBER,
    "matching:coproduction_calendar_renewal": EDITOR,
    "matching:coproduction_new": EDITOR,
    "matching:coproduction": MEMBER,
    "matching:coproduction_details": EDITOR,
    "matching:coproduction_move": EDITOR,
    "matching:coproduction_participation": EDITOR,
    "matching:coproduction_partner": EDITOR,
    "matching:coproduction_lead": EDITOR,
    "matching:coproduction_role": EDITOR,
    "matching:coproduction_shares": EDITOR,
    "matching:coproduction_shares_answer": EDITOR,
    "matching:milestone_new": EDITOR,
    "matching:milestone": EDITOR,
    "matching:deliverable_new": EDITOR,
    "matching:deliverable": EDITOR,
    "matching:delivery": EDITOR,
    "matching:coproduction_entry": EDITOR,
    "matching:coproduction_correction": EDITOR,
    "matching:coproduction_decision": EDITOR,
    "matching:coproduction_agreement": EDITOR,
    "matching:coproduction_file_new": EDITOR,
    "matching:coproduction_file": MEMBER,
    "matching:coproduction_review": EDITOR,
    "matching:coproduction_publication": EDITOR,
    "matching:coproduction_consent": EDITOR,
    "matching:coproduction_office": FACILITATOR,
    "matching:coproduction_office_export": FACILITATOR,
    "matching:coproduction_for_office": FACILITATOR,
    "matching:coproduction_office_file": FACILITATOR,
}

LINKS: dict[str, Access] = {
    "links:network": PUBLIC,
    "links:network_graph": PUBLIC,
    "links:network_file": PUBLIC,
    "links:path": PUBLIC,
    "links:measures": PUBLIC,
    "links:public_links": PUBLIC,
    # Whoever holds the private link answers for one of the two: the signature in the address is the key.
    "links:introduction": PUBLIC,
    "links:introduction_answer": PUBLIC,
    "links:organization_links": MEMBER,
    "links:organization_file": MEMBER,
    "links:declaration_new": EDITOR,
    "links:declaration_confirmation": EDITOR,
    "links:declaration_refusal": EDITOR,
    "links:declaration_end": EDITOR,
    "links:office_network": FACILITATOR,
    "links:office_graph": FACILITATOR,
    "links:office_file": FACILITATOR,
    "links:office_path": FACILITATOR,
    "links:anatomy": FACILITATOR,
    "links:office_links": FACILITATOR,
    "links:introduction_list": FACILITATOR,
    "links:introduction_proposal": FACILITATOR,
    "links:introduction_setting_aside": FACILITATOR,
    "links:introduction_meeting": FACILITATOR,
}

API: dict[str, Access] = {
    "api:openapi-json": _READ,
    "api:api-root": _READ,
    "api:organization_list": _READ,
    "api:organization": _READ,
    "api:organization_links": _READ,
    "api:section_presentation": _OWN,
    "api:section_skills": _OWN,
    "api:section_offers": _OWN,
    "api:sector_list": _READ,
    "api:skill_list": _READ,
    "api:label_list": _READ,
    "api:place_list": _READ,
    "api:reference_list": _READ,
    "api:news_list": _READ,
    "api:brief_suggestion": {"POST": PUBLIC},
    "api:brief_list": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "api:brief": {"GET": SIGNED_IN},
    "api:brief_shortlist": {"GET": SIGNED_IN},
    "api:brief_consortia": {"GET": SIGNED_IN},
    "api:brief_answers": {"GET": SIGNED_IN},
}

ROUTES: dict[str, Access] = (
    SHELL | ACCOUNTS | SIGN_IN | DIRECTORY | REUSE | MATCHING | COPRODUCTIONS | LINKS | DELIVERY | API | COMPATIBLE_API
)


class RouteWithoutPermission(LookupError):
    """The route has no line in the permission table, so nobody may enter."""


class MethodWithoutPermission(LookupError):
    """The route's line does not name this method; `allowed` are those that it names."""

    def __init__(self, view_name: str, *, method: str, allowed: list[str]) -> None:
        super().__init__(f"{method} {view_name}")
        self.allowed = allowed


def access_level(view_name: str, *, method: str | None = "GET") -> AccessLevel:
    """Give who may enter a route by a method (HEAD as GET).

    Raises: RouteWithoutPermission, MethodWithoutPermission.
    """
    access = ROUTES.get(view_name)
    if access is None:
        raise RouteWithoutPermission(view_name)
    if isinstance(access, AccessLevel):
        return access
    wanted = "GET" if method == "HEAD" else method or "GET"
    level = access.get(wanted, access.get("*"))
    if level is None:
        raise MethodWithoutPermission(view_name, method=wanted, allowed=sorted(access))
    return level
