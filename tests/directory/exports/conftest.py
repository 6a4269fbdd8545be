from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.directory.search import corpus


@pytest.fixture
def directory(db: None) -> dict[str, UUID]:
    """The corpus of the search tests, listed and indexed."""
    corpus.load_taxonomy()
    return corpus.load()


def whole(response: Any) -> bytes:
    """Give the body of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def get(path: str, **headers: str) -> Any:
    """Ask as somebody without cookies."""
    return Client().get(path, headers=headers)
