"""Counts of tries, once their window is over."""

from datetime import datetime

from maillage.accounts.models import WindowTries


def forget_past_tries(*, now: datetime) -> int:
    """Delete the counts whose window is over; gives how many."""
    deleted, _by_model = WindowTries.objects.filter(ends_at__lt=now).delete()
    return deleted
