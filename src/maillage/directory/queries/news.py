"""News of the network."""

from datetime import datetime

from maillage.directory.models import NewsItem


def latest_news(*, limit: int, now: datetime) -> list[NewsItem]:
    """Give the latest published news."""
    return list(NewsItem.objects.filter(published_at__lte=now).order_by("-published_at", "-pk")[:limit])
