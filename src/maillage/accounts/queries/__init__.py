from maillage.accounts.queries.invitations import (
    invitation_by_key,
    invitations_of,
    refusal_of,
)
from maillage.accounts.queries.people import (
    NETWORK_CACHE_KEY,
    actor_of,
    actor_of_token,
    digest_of,
    emails_of_staff,
    network,
    organization_by_slug,
    organizations_of,
    people_of,
    tokens_of,
)
from maillage.accounts.queries.teams import office_team, roles_of, team_of

__all__ = [
    "NETWORK_CACHE_KEY",
    "actor_of",
    "actor_of_token",
    "digest_of",
    "emails_of_staff",
    "invitation_by_key",
    "invitations_of",
    "network",
    "office_team",
    "organization_by_slug",
    "organizations_of",
    "people_of",
    "refusal_of",
    "roles_of",
    "team_of",
    "tokens_of",
]
