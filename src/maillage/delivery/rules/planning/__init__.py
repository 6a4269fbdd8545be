"""The plan of a day: who rides what, in which order. Seconds are those since the day's midnight began; metres."""

from maillage.delivery.rules.planning.solving import Budget, solved
from maillage.delivery.rules.planning.timeline import Timeline, TimelineStop, timeline_of
from maillage.delivery.rules.planning.types import (
    DayRider,
    DaySolution,
    DayTask,
    DayToPlan,
    NotPlaced,
    UnplacedReason,
)

__all__ = [
    "Budget",
    "DayRider",
    "DaySolution",
    "DayTask",
    "DayToPlan",
    "NotPlaced",
    "Timeline",
    "TimelineStop",
    "UnplacedReason",
    "solved",
    "timeline_of",
]
