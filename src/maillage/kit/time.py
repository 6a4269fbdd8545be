"""Days and half-open intervals in a place's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_bounds(*, day: date, zone: str) -> tuple[datetime, datetime]:
    """Give `[start, end)` of a civil day of `zone` (IANA name) in UTC; days of clock change last 23 or 25 hours."""
    place = ZoneInfo(zone)
    start = datetime.combine(day, time(), tzinfo=place)
    end = datetime.combine(day + timedelta(days=1), time(), tzinfo=place)
    return start.astimezone(UTC), end.astimezone(UTC)
