from maillage.accounts.services.apps import (
    MAIL_TASK,
    ask_new_password,
    choose_password_by_key,
    confirm_sign_up,
    mail_key,
    sign_up_from_app,
)
from maillage.accounts.services.invitations import (
    accept_invitation,
    forget_old_invitations,
    invite,
    key_of,
    resend_invitation,
    revoke_invitation,
)
from maillage.accounts.services.mailing import language_of, send_mail_in_language
from maillage.accounts.services.memberships import change_role, end_membership, grant_role
from maillage.accounts.services.network import change_network
from maillage.accounts.services.office import assign_network_role
from maillage.accounts.services.organizations import create_organization
from maillage.accounts.services.personal_data import (
    erase_account,
    erase_own_account,
    export_account,
    export_own_data,
)
from maillage.accounts.services.slugs import free_slug, reserved_slugs
from maillage.accounts.services.tokens import SCOPES, create_token, revoke_token
from maillage.accounts.services.tries import forget_past_tries
from maillage.accounts.services.users import add_user, change_own_details, remember_language

__all__ = [
    "MAIL_TASK",
    "SCOPES",
    "accept_invitation",
    "add_user",
    "ask_new_password",
    "assign_network_role",
    "change_network",
    "change_own_details",
    "change_role",
    "choose_password_by_key",
    "confirm_sign_up",
    "create_organization",
    "create_token",
    "end_membership",
    "erase_account",
    "erase_own_account",
    "export_account",
    "export_own_data",
    "forget_old_invitations",
    "forget_past_tries",
    "free_slug",
    "grant_role",
    "invite",
    "key_of",
    "language_of",
    "mail_key",
    "remember_language",
    "resend_invitation",
    "reserved_slugs",
    "revoke_invitation",
    "revoke_token",
    "send_mail_in_language",
    "sign_up_from_app",
]
