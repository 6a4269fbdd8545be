"""How long a failing delivery waits between attempts. No database."""

from dataclasses import dataclass
from datetime import UTC, datetime

from maillage.stream.jobs import MAX_ATTEMPTS, RETRY


@dataclass
class Job:
    attempts: int


def test_the_wait_between_attempts_grows_fourfold():
    waits = []
    for already in range(MAX_ATTEMPTS - 1):
        decision = RETRY.get_retry_decision(exception=RuntimeError(), job=Job(attempts=already))
        waits.append(round((decision.retry_at - datetime.now(UTC)).total_seconds()))

    assert waits == [4, 16, 64, 256, 1024]
