"""Time slots: what a shop's customers may choose from."""

from maillage.delivery.rules.time_slots.choosing import choices, is_offered, public_holidays
from maillage.delivery.rules.time_slots.opening_hours import hours_text, ranges_of_hours
from maillage.delivery.rules.time_slots.types import (
    DAYS,
    Choice,
    SlotError,
    SlotFault,
    SlotRule,
    WeeklyRange,
    clock_min,
    clock_text,
    days_of_interval,
    interval_text,
    notice_of,
    notice_text,
    ranges_of_specifications,
)

__all__ = [
    "DAYS",
    "Choice",
    "SlotError",
    "SlotFault",
    "SlotRule",
    "WeeklyRange",
    "choices",
    "clock_min",
    "clock_text",
    "days_of_interval",
    "hours_text",
    "interval_text",
    "is_offered",
    "notice_of",
    "notice_text",
    "public_holidays",
    "ranges_of_hours",
    "ranges_of_specifications",
]
