"""What every page's shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
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
        "theme": _theme(request),
        "navigation": shown_links(MAIN, request=request, actor=actor),
        "work_navigation": shown_links(WORK, request=request, actor=actor),
        "foot_navigation": shown_links(FOOT, request=request, actor=actor),
        "is_development": settings.MAILLAGE_DEVELOPMENT,
        "base_url": settings.MAILLAGE_BASE_URL,
        "unread_count": _unread_count(actor),
        "own_organizations": SimpleLazyObject(lambda: _own_organizations(actor)),
    }


def _theme(request: HttpRequest) -> str:
    """Give the choice made on this device, else the one kept with the account."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    person = getattr(request, "user", None)
    kept = person.theme if person is not None and person.is_authenticated else ""
    return next((theme for theme in (chosen, kept) if theme in THEMES), "")


def _own_organizations(actor: Actor | None) -> list[dict[str, str]]:
    if actor is None or not actor.organization_roles:
        return []
    return [
        {"label": row.name, "url": reverse("directory:organization_home", kwargs={"organization_slug": row.slug})}
        for row in queries.organizations_of(actor=actor)
    ]


def _unread_count(actor: Actor | None) -> Any:
    # Lazy: fragments and pages without the bell do not ask.
    if actor is None or actor.user_id is None:
        return 0
    user_id = actor.user_id
    return SimpleLazyObject(lambda: unread_count(user_id=user_id))
