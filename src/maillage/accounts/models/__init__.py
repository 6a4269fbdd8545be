from maillage.accounts.models.network import Network, NetworkAssignment
from maillage.accounts.models.organizations import ROLE_LABELS, Affiliation, Membership, Organization
from maillage.accounts.models.tokens import ApiToken, Invitation
from maillage.accounts.models.tries import WindowTries
from maillage.accounts.models.users import User

__all__ = [
    "ROLE_LABELS",
    "Affiliation",
    "ApiToken",
    "Invitation",
    "Membership",
    "Network",
    "NetworkAssignment",
    "Organization",
    "User",
    "WindowTries",
]
