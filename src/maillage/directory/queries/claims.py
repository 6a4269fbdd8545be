"""Claims as the office sees them."""

from maillage.accounts.types import Scope
from maillage.directory.models import Claim
from maillage.directory.types import ClaimState
from maillage.kit.pages import KeyPage, page_by_key


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
