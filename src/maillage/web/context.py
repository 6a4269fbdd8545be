"""What every page's shell shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from maillage.accounts import queries


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the network, the actor and the settings that the shell draws with."""
    actor = getattr(request, "actor", None)
    return {
        "network": queries.network(),
        "actor": actor,
        "languages": settings.LANGUAGES,
        "is_development": settings.MAILLAGE_DEVELOPMENT,
        "base_url": settings.MAILLAGE_BASE_URL,
    }
