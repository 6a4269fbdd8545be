"""Words of messages."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from maillage.delivery.labels import NOTICE_MOMENTS, NOTICE_REASONS, NOTICE_STATES, NOTICE_TONES
from maillage.delivery.models import DeliveryRating, Task
from maillage.delivery.queries.notices import ratings_of_tasks
from maillage.delivery.types import NoticeMoment, NoticeState
from maillage.web.templatetags.ui import badge

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


@register.simple_tag
def notice_badge(value: str) -> SafeString:
    state = NoticeState(value)
    return badge(str(NOTICE_STATES[state]), NOTICE_TONES[state])


@register.simple_tag
def ratings_of(tasks: Iterable[Task]) -> list[DeliveryRating]:
    """Give what recipients said of the stops that a page shows."""
    return ratings_of_tasks(tasks=tasks)
