"""The days on which the office does not work."""

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=8)
def _of_year(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


@lru_cache(maxsize=32)
def public_holidays(*, years: tuple[int, ...]) -> frozenset[date]:
    """Give the French public holidays of some years."""
    return frozenset().union(*(_of_year(year) for year in years))
