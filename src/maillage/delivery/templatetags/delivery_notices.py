"""Words of messages."""

from collections.abc import Iterable
from typing import Any

from django import template

from maillage.delivery.labels import NOTICE_ICONS, NOTICE_MOMENTS, NOTICE_REASONS, NOTICE_STATES, NOTICE_TONES
from maillage.delivery.models import DeliveryRating, Task
from maillage.delivery.queries.notices import ratings_of_tasks
from maillage.delivery.types import NoticeMoment, NoticeState

register = template.Library()


@register.filter
def notice_moment(value: str) -> str:
    return str(NOTICE_MOMENTS[NoticeMoment(value)])


@register.filter
def notice_state(value: str) -> str:
    return str(NOTICE_STATES[NoticeState(value)])


@register.filter
def notice_reason(value: str) -> str:
    """Say why a message did not leave; what a gateway or a mail server answered stays as it is."""
    return str(NOTICE_REASONS.get(value, value))


@register.inclusion_tag("delivery/parts/badge.html")
def notice_badge(value: str) -> dict[str, Any]:
    state = NoticeState(value)
    return {"text": NOTICE_STATES[state], "tone": NOTICE_TONES[state], "icon_name": NOTICE_ICONS[state]}


@register.simple_tag
def ratings_of(tasks: Iterable[Task]) -> list[DeliveryRating]:
    """Give what recipients said of the stops that a page shows."""
    return ratings_of_tasks(tasks=tasks)
