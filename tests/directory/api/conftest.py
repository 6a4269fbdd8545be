from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from maillage.accounts import services
from maillage.accounts.models import User
from tests.directory.search import corpus
from tests.factories import acting


@pytest.fixture
def directory(db: None) -> dict[str, UUID]:
    """The corpus of the search tests, listed and indexed."""
    corpus.load_taxonomy()
    return corpus.load()


@pytest.fixture
def api() -> Callable[..., Any]:
    """Ask the API as a program does: no cookies, a token when given."""

    def asked(address: str, *, method: str = "GET", token: str = "", **options: Any) -> Any:
        headers = {**options.pop("headers", {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        return Client().generic(method, f"/api/v1{address}", headers=headers, **options)

    return asked


@pytest.fixture
def token_of(now: Any) -> Callable[..., str]:
    def made(user: User, *scopes: str) -> str:
        from django.utils import timezone

        scopes = scopes or ("directory:read", "directory:write")
        _row, secret = services.create_token(
            actor=acting(user), user_id=user.pk, name="logiciel", scopes=scopes, now=timezone.now()
        )
        return secret

    return made
