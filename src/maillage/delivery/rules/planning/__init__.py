"""The plan of a day: who rides what, in which order. Seconds are those since the day's midnight began; metres."""

from maillage.delivery.rules.planning.inserting import ListPlace, places_in_lists
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
    "ListPlace",
    "NotPlaced",
    "Timeline",
    "TimelineStop",
    "UnplacedReason",
    "places_in_lists",
    "solved",
    "timeline_of",
]
