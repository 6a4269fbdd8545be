from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from maillage.directory.queries import news, showcase

LATEST_REFERENCES = 6
LATEST_NEWS = 3
TIES_DRAWN = 60


def home(request: HttpRequest) -> HttpResponse:
    """Show the network at a glance: find, the map, what it does, what is new."""
    page = {
        "figures": showcase.network_figures(),
        "sectors": showcase.counted_sectors(),
        "references": showcase.latest_references(limit=LATEST_REFERENCES),
        "ties": showcase.latest_ties(limit=TIES_DRAWN),
        "news": news.latest_news(limit=LATEST_NEWS, now=timezone.now()),
    }
    return render(request, "web/home.html", page)
