from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.http import QueryDict

from maillage.directory.queries.search import SearchPage, parse_search, search
from tests.directory.search import corpus


@pytest.fixture
def directory(db: None) -> dict[str, UUID]:
    """The corpus, listed and indexed; ids by `name@commune`."""
    corpus.load_taxonomy()
    return corpus.load()


@pytest.fixture
def find(directory: dict[str, UUID]) -> Callable[..., SearchPage]:
    """Search by a query string, as a page does."""

    def found(query: str = "", **options: Any) -> SearchPage:
        return search(parse_search(query=QueryDict(query)).request, **options)

    return found


def names(page: SearchPage) -> list[str]:
    return [hit.name for hit in page.results]
