"""A ceiling on how often something is done, counted in the database that all processes share."""

import hashlib
import time

from django.db import connection

from maillage.kit.errors import TooMany

# The table is `accounts.models.WindowTries`: kit, which has no models, knows it by its columns alone.
_COUNT_ONE = """
insert into throttle_tries as known (window_key, tries, ends_at) values (%s, 1, to_timestamp(%s))
on conflict (window_key) do update set tries = known.tries + 1 returning tries
"""


def count_try(*, key: str, limit: int, period_s: int) -> None:
    """Count one try of `key` in the present window of `period_s` seconds.

    Raises: TooMany (over `limit` tries in the window).
    """
    if tries_in_window(key=key, period_s=period_s) > limit:
        raise TooMany


def tries_in_window(*, key: str, period_s: int) -> int:
    """Count one try of `key` and give how many the present window of `period_s` seconds holds, this one included.

    One statement reads and writes: of tries at the same instant, each gets a number of its own. Inside a transaction the
    try counts when it is committed, and tries of the same key wait for that.
    """
    window = int(time.time()) // period_s
    # Keys hold addresses of machines and people: what is kept cannot be read back.
    digest = hashlib.blake2b(f"{key}:{period_s}:{window}".encode(), digest_size=16).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ONE, [digest, (window + 1) * period_s])
        return int(cursor.fetchone()[0])
