"""A ceiling on how often something is done, kept in the cache."""

import time

from django.core.cache import cache

from maillage.kit.errors import TooMany


def count_try(*, key: str, limit: int, period_s: int) -> None:
    """Count one try of `key` in the present window of `period_s` seconds.

    Two tries at the very same instant may count as one: a ceiling, not an account.
    Raises: TooMany (over `limit` tries in the window).
    """
    # The window is in the name: a cache that forgets a count's age on writing cannot stretch it.
    name = f"throttle:{key}:{int(time.time()) // period_s}"
    tries = int(cache.get(name, 0)) + 1
    cache.set(name, tries, period_s)
    if tries > limit:
        raise TooMany
