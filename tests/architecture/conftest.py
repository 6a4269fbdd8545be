import pytest
from django.http import HttpResponse


@pytest.fixture
def plain_refusals(monkeypatch):
    """Refuse without drawing a page: hundreds of visits that end so would take minutes."""
    monkeypatch.setattr("maillage.config.urls.handler404", lambda request, exception=None: HttpResponse(status=404))
