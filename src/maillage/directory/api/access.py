"""Who calls the API and how often they may."""

from typing import Any

from maillage.accounts.types import Actor
from maillage.kit.api import READING, WRITING, BearerToken, RateLimit, ScopeLacking, actor_with


def reader(request: Any) -> Actor:
    """Give who reads: somebody whose token may read what is theirs, else a visitor."""
    actor: Actor = request.actor
    return actor if "directory:read" in (actor.token_scopes or ()) else Actor()


__all__ = ["READING", "WRITING", "BearerToken", "RateLimit", "ScopeLacking", "actor_with", "reader"]
