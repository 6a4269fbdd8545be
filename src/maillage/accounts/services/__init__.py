from maillage.accounts.services.organizations import create_organization, free_slug, grant_role
from maillage.accounts.services.tokens import create_token, revoke_token
from maillage.accounts.services.users import add_user, assign_network_role

__all__ = [
    "add_user",
    "assign_network_role",
    "create_organization",
    "create_token",
    "free_slug",
    "grant_role",
    "revoke_token",
]
