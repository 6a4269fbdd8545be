"""When something happened, by a phone whose clock may be wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

# A slow network takes this long at most: below it a clock is taken at its word.
TOLERANCE: Final = timedelta(minutes=2)
OLDEST: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class TrueTime:
    """`offset_s`: what was added to the phone's time, 0 when its clock was right."""

    at: datetime
    offset_s: int = 0


def true_time(*, said: datetime, sent: datetime, heard: datetime) -> TrueTime:
    """Correct the instant that a phone says by how far its clock was off when it sent; never later than the hearing.

    `said`, `sent`: by the phone's clock; `heard`: by the server's. Nothing is older than a fortnight.
    """
    offset = heard - sent
    if abs(offset) <= TOLERANCE:
        offset = timedelta()
    at = min(max(said + offset, heard - OLDEST), heard)
    return TrueTime(at, round(offset.total_seconds()))
