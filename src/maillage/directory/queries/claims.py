"""Claims as the office and their claimants see them."""

from uuid import UUID

from maillage.accounts.types import Actor, Scope
from maillage.directory.models import Claim, Profile
from maillage.directory.types import ClaimMethod, ClaimState, Listing
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key

CLAIMABLE = (Listing.LISTED.value, Listing.DRAFT.value)


def claims_page(*, scope: Scope, is_open: bool = True, cursor: str = "") -> KeyPage[Claim]:
    """Give the claims, those that wait alone when `is_open`, latest first.

    Raises: BadCursor.
    """
    rows = Claim.objects.within(scope).select_related("organization", "user", "decided_by")
    if is_open:
        rows = rows.filter(state=ClaimState.OPEN.value, method="approval")
    return page_by_key(rows, key=("-created_at", "-id"), cursor=cursor)


def count_waiting_claims(*, scope: Scope) -> int:
    """Count the claims that wait for the office's approval."""
    return int(Claim.objects.within(scope).filter(state=ClaimState.OPEN.value, method="approval").count())


def claim_to_confirm(*, actor: Actor, slug: str, claim_id: UUID) -> Claim:
    """Give the actor's own claim by code of the organization at this address, with its organization.

    Raises: NotFound (also: somebody else's claim, and a page that was withdrawn meanwhile).
    """
    if actor.user_id is None:
        raise NotFound
    claim = (
        Claim.objects.across_scopes(reason="one's own claim, found by its link")
        .select_related("organization")
        .filter(pk=claim_id, user_id=actor.user_id, method=ClaimMethod.CODE.value, organization__slug=slug)
        .first()
    )
    pages = Profile.objects.across_scopes(reason="whether a page may be claimed")
    if claim is None or not pages.filter(pk=claim.organization_id, listing__in=CLAIMABLE).exists():
        raise NotFound
    return claim
