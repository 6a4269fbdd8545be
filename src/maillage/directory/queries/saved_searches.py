"""The searches that people keep."""

from django.db.models import QuerySet

from maillage.accounts.types import Actor
from maillage.directory.models import SavedSearch


def saved_searches_of(*, actor: Actor) -> QuerySet[SavedSearch]:
    """Give one's own kept searches; none for a visitor."""
    return SavedSearch.objects.filter(user_id=actor.user_id) if actor.user_id else SavedSearch.objects.none()
