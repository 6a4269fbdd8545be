"""What every page's shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from maillage.accounts import queries
from maillage.accounts.types import Actor
from maillage.web.navigation import FOOT, MAIN, WORK, shown_links
from maillage.web.queries import unread_count

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
        "unread_count": _unread_count(actor),
    }


def _unread_count(actor: Actor | None) -> Any:
    # Lazy: fragments and pages without the bell do not ask.
    if actor is None or actor.user_id is None:
        return 0
    user_id = actor.user_id
    return SimpleLazyObject(lambda: unread_count(user_id=user_id))
