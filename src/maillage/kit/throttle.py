"""A ceiling on how often something is done, kept in the cache."""

from django.core.cache import cache

from maillage.kit.errors import TooMany


def count_try(*, key: str, limit: int, period_s: int) -> None:
    """Count one try of `key` in the present window of `period_s` seconds.

    Raises: TooMany (over `limit` tries in the window).
    """
    name = f"throttle:{key}"
    cache.add(name, 0, period_s)
    try:
        tries = cache.incr(name)
    except ValueError:  # the window ended between the two lines
        cache.set(name, 1, period_s)
        tries = 1
    if tries > limit:
        raise TooMany
