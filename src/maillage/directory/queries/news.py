"""News of the network: what is published for all, drafts for the office."""

from datetime import datetime
from uuid import UUID

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.directory.models import NewsItem
from maillage.directory.queries.profiles import listed_slugs
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key


def latest_news(*, limit: int, now: datetime) -> list[NewsItem]:
    """Give the latest published news."""
    rows = NewsItem.objects.filter(published_at__lte=now).select_related("organization")
    return list(rows.order_by("-published_at", "-pk")[:limit])


def news_page(*, now: datetime, cursor: str = "") -> KeyPage[NewsItem]:
    """Give a page of published news, latest first.

    Raises: BadCursor.
    """
    rows = NewsItem.objects.filter(published_at__lte=now).select_related("organization")
    return page_by_key(rows, key=("-published_at", "-id"), cursor=cursor, size=12)


def news_drafts() -> list[NewsItem]:
    """Give what is written and not published, for the office."""
    return list(NewsItem.objects.filter(published_at__isnull=True).order_by("-created_at")[:50])


def news_by_slug(*, actor: Actor, slug: str, now: datetime) -> NewsItem:
    """Give a published item, or any to the office.

    Raises: NotFound.
    """
    rows = NewsItem.objects.select_related("organization").filter(slug=slug)
    if not actor.is_facilitator:
        rows = rows.filter(published_at__lte=now)
    found = rows.first()
    if found is None:
        raise NotFound
    return found


def news_or_none(*, news_id: UUID) -> NewsItem | None:
    """Give an item by its id, if there is one."""
    return NewsItem.objects.select_related("organization").filter(pk=news_id).first()


def public_address_of(organization: Organization | None) -> str:
    """Give the slug of an organization that has a public page, empty otherwise."""
    return "" if organization is None else listed_slugs([organization.pk]).get(organization.pk, ("", ""))[0]
