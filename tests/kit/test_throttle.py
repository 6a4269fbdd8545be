"""Ceilings hold when many come at once: real threads, each on its own connection."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection
from django.test import RequestFactory

from maillage.accounts import services
from maillage.accounts.models import WindowTries
from maillage.kit.api import RateLimit
from maillage.kit.errors import TooMany
from maillage.kit.throttle import count_try

pytestmark = pytest.mark.django_db
CLIENTS, EACH = 6, 25
AGES = 10**9  # seconds: no window ends in the middle of a test
LATER = datetime(2300, 1, 1, tzinfo=UTC)


def passed(attempt) -> int:
    """Count the attempts let through, of six clients that start together."""
    start = Barrier(CLIENTS)

    def run(_client):
        try:
            start.wait(timeout=10)
            return sum(attempt() for _number in range(EACH))
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return sum(pool.map(run, range(CLIENTS)))


def forget_all() -> int:
    """Forget what the threads committed, as the nightly work does, on a connection of its own."""

    def run():
        try:
            return services.forget_past_tries(now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


def test_six_clients_at_once_pass_as_often_as_one(settings, monkeypatch, django_assert_num_queries):
    settings.MAILLAGE_API_VISITOR_LIMIT = 40
    monkeypatch.setattr("maillage.kit.api.WINDOW_S", AGES)
    request = RequestFactory().get("/api/v1/labels", REMOTE_ADDR="203.0.113.9")

    def try_once():
        try:
            count_try(key="visitor@example.org", limit=30, period_s=AGES)
        except TooMany:
            return False
        return True

    try:
        assert passed(lambda: RateLimit(name="read").allow_request(request)) == 40
        assert passed(try_once) == 30
    finally:
        forgotten = forget_all()

    # One short row for each key, none of which says whose it is.
    assert (forgotten, WindowTries.objects.count()) == (2, 0)
    with django_assert_num_queries(1):
        count_try(key="visitor@example.org", limit=1, period_s=AGES)
    with pytest.raises(TooMany):
        count_try(key="visitor@example.org", limit=1, period_s=AGES)


def test_only_windows_that_are_over_are_forgotten():
    count_try(key="a", limit=1, period_s=AGES)
    ends_at = WindowTries.objects.get().ends_at

    assert (services.forget_past_tries(now=ends_at), services.forget_past_tries(now=LATER)) == (0, 1)
