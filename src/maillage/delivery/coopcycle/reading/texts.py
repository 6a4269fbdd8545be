"""Texts, times and numbers as clients write them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.refusals import Refused
from maillage.delivery.rules.times import Interval, TimeTextError, instant_of, interval_of

_LONGEST = 4000


def text_in(given: Mapping[str, Any], key: str, *, longest: int = _LONGEST) -> str:
    """Give a text; null, false and nothing at all are none.

    Raises: Refused (something else than a text).
    """
    value = given.get(key)
    if value is None or value is False:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refused(f'The type of the "{key}" attribute must be "string", "{_type(value)}" given.')
    return str(value).replace("\x00", "")[:longest]


def object_in(given: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Give an object, empty for none.

    Raises: Refused.
    """
    value = given.get(key)
    if value in (None, False, "", []):
        return {}
    if not isinstance(value, dict):
        raise Refused(f'The type of the "{key}" attribute must be "array", "{_type(value)}" given.')
    return value


def list_in(given: Mapping[str, Any], key: str, *, most: int = 1000) -> list[Any]:
    """Give a list, empty for none.

    Raises: Refused.
    """
    value = given.get(key)
    if value in (None, False, "", {}):
        return []
    if not isinstance(value, list):
        raise Refused(f'The type of the "{key}" attribute must be "array", "{_type(value)}" given.')
    if len(value) > most:
        raise Refused(_("Too many values in “%(key)s”: at most %(most)s.") % {"key": key, "most": most})
    return value


def instant_in(text: object, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """Read a time; nothing is none.

    Raises: Refused.
    """
    if text in (None, False, ""):
        return None
    if not isinstance(text, str):
        raise Refused(f"Failed to parse time string ({str(text)[:40]}).")
    try:
        return instant_of(text, now=now, zone=zone)
    except TimeTextError:
        raise Refused(f"Failed to parse time string ({text[:80]}).") from None


def interval_in(value: object, *, now: datetime, zone: ZoneInfo) -> Interval | None:
    """Read a time slot: a text, or a pair of times.

    Raises: Refused.
    """
    if value in (None, False, "", []):
        return None
    if not isinstance(value, str | list):
        raise Refused("task.timeSlot.invalid")
    try:
        return interval_of(value, now=now, zone=zone)
    except TimeTextError:
        raise Refused("task.timeSlot.invalid") from None


def _type(value: object) -> str:
    return {"dict": "array", "list": "array", "str": "string", "NoneType": "null"}.get(
        type(value).__name__, type(value).__name__
    )
