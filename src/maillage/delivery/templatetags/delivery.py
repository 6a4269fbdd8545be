"""What templates ask of delivery besides the shell's tags."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import formats, timezone
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join

from maillage.accounts.types import AccessLevel
from maillage.delivery import labels
from maillage.delivery.failure_words import reason_words as failure_words
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.evidence import picture_path as signed_path
from maillage.delivery.queries.evidence import written_reason
from maillage.delivery.queries.handover_codes import code_of
from maillage.kit.amounts import money
from maillage.kit.errors import NotFound

register = template.Library()
_WEIGHT_LINE = re.compile(r"^(\d+)\.(\d\d) kg$", re.MULTILINE)


@register.simple_tag(takes_context=True)
def delivery_door(context: template.Context, organization: Any) -> str:
    """Say which door to delivery somebody has in an organization: "desk", "offer" or none."""
    actor = context.get("actor")
    if actor is None or not actor.may(AccessLevel.EDITOR, organization_id=organization.pk):
        return ""
    try:
        service_of(organization_id=organization.pk)
    except NotFound:
        return "offer" if actor.may(AccessLevel.OWNER, organization_id=organization.pk) else ""
    return "desk"


@register.filter
def handover_code(task: Any) -> str:
    """Give the code that whoever receives a drop-off gives."""
    return code_of(task)


@register.filter
def task_type(value: str) -> Any:
    return labels.TASK_TYPES.get(value, value)  # type: ignore[call-overload]  # a text that is no such value stays itself


@register.inclusion_tag("delivery/parts/badge.html")
def task_badge(state: Any) -> dict[str, Any]:
    """Draw a task's state."""
    return {"text": labels.TASK_STATES[state], "tone": labels.TASK_TONES[state], "icon_name": labels.TASK_ICONS[state]}


@register.filter
def task_state(value: Any) -> Any:
    return labels.TASK_STATES.get(value, value)


@register.inclusion_tag("delivery/parts/badge.html")
def delivery_badge(state: str) -> dict[str, Any]:
    """Draw a delivery's state."""
    return {
        "text": labels.DELIVERY_STATES[state], "tone": labels.DELIVERY_TONES[state],
        "icon_name": labels.DELIVERY_ICONS[state],
    }  # fmt: skip


@register.filter
def event_name(value: str) -> Any:
    return labels.EVENTS.get(value, value)


@register.filter
def reason_words(reason: Any) -> str:
    """Give the words of a reason of failure of a list."""
    return failure_words(code=reason.code, written=reason.description)


@register.filter
def incident_title(incident: Any) -> str:
    """Give what an incident is called: the words of its reason, unless somebody gave it a title."""
    return failure_words(code=incident.failure_code, written=incident.title)


@register.filter
def event_words(event: Any) -> str:
    """Give why something happened and what was noted; programs that send a code alone have it noted as well."""
    code, notes = str(event.data.get("reason") or ""), str(event.data.get("notes") or "")
    said = (failure_words(code=code, written=written_reason(event)) if code else "", "" if notes == code else notes)
    return " · ".join(words for words in said if words)


@register.filter
def picture_path(file: Any) -> str:
    """Give the path of a picture, signed for a week."""
    return signed_path(file.name or "")


@register.filter
def origin_name(value: Any) -> Any:
    return labels.ORIGINS.get(value, value)


@register.filter
def price_change(value: Any) -> Any:
    return labels.PRICE_CHANGES.get(value, value)


@register.filter
def vehicle_kind(value: Any) -> Any:
    return labels.VEHICLE_KINDS.get(value, value)


@register.filter
def strategy_name(value: Any) -> Any:
    return labels.STRATEGIES.get(value, value)


@register.filter
def target_name(value: Any) -> Any:
    return labels.TARGETS.get(value, value)


@register.filter
def review_reason(value: str) -> Any:
    return labels.REVIEW_REASONS.get(value.partition(":")[0], value)


@register.filter
def with_code(text: str) -> str:
    """Write what stands between backticks as code."""
    parts = text.split("`")
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", part) if place % 2 else part,) for place, part in enumerate(parts))
    )


@register.filter
def euros(cents: int | None) -> str:
    """Write cents as an amount: 12,50 €."""
    return "—" if cents is None else money(cents)


@register.filter
def kilograms(grams: int | None) -> str:
    """Write grams as kilograms: 2,5 kg."""
    if not grams:
        return ""
    shown = (
        number_format(round(grams / 1000, 2), use_l10n=True).rstrip("0").rstrip(",.") if grams % 1000 else grams // 1000
    )
    return f"{shown}\N{NARROW NO-BREAK SPACE}kg"


@register.filter
def weights_told(comment: str) -> str:
    """Write the load below a pickup's comment, which programs read as `6.00 kg`, in the reader's language."""
    return _WEIGHT_LINE.sub(lambda found: kilograms(int(found[1]) * 1000 + int(found[2]) * 10), comment)


@register.filter
def minutes(count: int | None) -> str:
    """Write minutes as people say them: 0 min, 45 min, 2 h 05."""
    hours, rest = divmod(int(count or 0), 60)
    space = "\N{NARROW NO-BREAK SPACE}"
    return f"{hours}{space}h{space}{rest:02}" if hours else f"{rest}{space}min"


@register.filter
def clock(instant: datetime | None, zone: str) -> str:
    """Write the time that clocks of a zone show."""
    return "" if instant is None else formats.time_format(instant.astimezone(ZoneInfo(zone)).time(), "TIME_FORMAT")


@register.filter
def civil_day(instant: datetime | None, zone: str) -> date | None:
    """Give the day on which an instant falls in a zone."""
    return None if instant is None else instant.astimezone(ZoneInfo(zone)).date()


@register.simple_tag
def window(after: datetime, before: datetime, zone: str, with_day: bool = True) -> str:
    """Write a window: mar 3 mars, 14:00 – 15:30; with both days when it spans several."""
    place = ZoneInfo(zone)
    start, end = after.astimezone(place), before.astimezone(place)
    hours = f"{_time(start)}\N{NARROW NO-BREAK SPACE}–\N{NARROW NO-BREAK SPACE}{_time(end)}"
    if start.date() != end.date():
        return f"{_day(start)} {_time(start)} – {_day(end)} {_time(end)}"
    return f"{_day(start)}, {hours}" if with_day else hours


def _day(moment: datetime) -> str:
    return formats.date_format(moment.date(), "D j F")


def _time(moment: datetime) -> str:
    return formats.time_format(moment.time(), "TIME_FORMAT")


@register.filter
def is_late(task: Any) -> bool:
    """Say whether a task that is not done has passed its window."""
    return task.state in {"TODO", "DOING"} and task.before < timezone.now()


@register.filter
def hours(seconds: int) -> str:
    """Write a length of time: 7 h 05."""
    minutes = round(seconds / 60)
    return f"{minutes // 60}\N{NARROW NO-BREAK SPACE}h\N{NARROW NO-BREAK SPACE}{minutes % 60:02}"
