"""What every page's shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from maillage.accounts import queries
from maillage.web.navigation import FOOT, MAIN, WORK, shown_links

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the network, the actor and the settings that the shell draws with."""
    actor = getattr(request, "actor", None)
    return {
        "network": queries.network(),
        "actor": actor,
        "languages": settings.LANGUAGES,
        "theme": theme if (theme := request.COOKIES.get(THEME_COOKIE, "")) in THEMES else "",
        "navigation": shown_links(MAIN, request=request, actor=actor),
        "work_navigation": shown_links(WORK, request=request, actor=actor),
        "foot_navigation": shown_links(FOOT, request=request, actor=actor),
        "is_development": settings.MAILLAGE_DEVELOPMENT,
        "base_url": settings.MAILLAGE_BASE_URL,
    }
