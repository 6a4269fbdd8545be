"""News as RSS."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from maillage.accounts.queries import network
from maillage.directory.models import NewsItem
from maillage.directory.queries.news import latest_news
from maillage.directory.queries.published import whole_address
from maillage.directory.revalidation import asks_each_time, open_to_all_sites
from maillage.kit.markdown import render_markdown

ITEMS = 30


class NewsFeed(Feed):
    """The latest news, whole texts."""

    feed_type = Rss201rev2Feed

    def title(self) -> str:
        return _("News of %(network)s") % {"network": network().name}

    def description(self) -> str:
        return network().sentence or self.title()

    def link(self) -> str:
        return whole_address(reverse("directory:news_list"))

    def feed_url(self) -> str:
        return whole_address(reverse("directory:news_feed"))

    def items(self) -> list[NewsItem]:
        return latest_news(limit=ITEMS, now=timezone.now())

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(render_markdown(item.text) or item.summary)

    def item_link(self, item: NewsItem) -> str:
        return whole_address(reverse("directory:news_item", args=[item.slug]))

    def item_guid(self, item: NewsItem) -> str:
        return f"urn:uuid:{item.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: NewsItem) -> datetime | None:
        return item.published_at


@open_to_all_sites
@asks_each_time
def news_feed(request: HttpRequest) -> Any:
    response = NewsFeed()(request)
    # The framework gives the time of the latest item, which says nothing of an item taken back.
    response.headers.pop("Last-Modified", None)
    return response
