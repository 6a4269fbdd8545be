"""Whom an invited organization has named, looked up in the directory."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from maillage.directory.queries.search import parse_search, search
from maillage.kit.errors import NotFound
from maillage.matching.models import Brief, Invitation
from maillage.matching.queries.records import invitations_of, kept_in

MOST_FOUND = 5


def proposed_partners(brief: Brief, /, *, invitation_id: UUID) -> dict[str, Any]:
    """Give the invitation, what was said, and the listed organizations that it may mean.

    Raises: NotFound (no such invitation of this brief, or nobody was named).
    """
    invitation = next((one for one in invitations_of(brief) if one.pk == invitation_id), None)
    if invitation is None or not invitation.proposed_partner:
        raise NotFound
    return {
        "invitation": invitation,
        "found": _found(invitation),
        "kept_ids": set(kept_in(brief_id=brief.pk)),
        "asked_ids": {one.organization_id for one in invitations_of(brief)},
    }


def _found(invitation: Invitation) -> list[Any]:
    query = QueryDict(mutable=True)
    query["q"] = invitation.proposed_partner
    return list(search(parse_search(query=query).request, with_facets=False).results)[:MOST_FOUND]
