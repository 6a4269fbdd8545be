"""What templates ask of hand-overs."""

import re
from dataclasses import dataclass
from typing import Any

from django import template

from maillage.delivery.labels import HAND_OVER_REASONS, HAND_OVER_STATES, HAND_OVER_TONES
from maillage.delivery.models import Address, Delivery, HandOver, Task
from maillage.delivery.queries.hand_overs import FULL, OPEN_STATES, candidates, hand_over_of, stops_outside
from maillage.delivery.templatetags.delivery import window
from maillage.delivery.types import HandOverReason, HandOverState

register = template.Library()
_TOLD = (*OPEN_STATES, HandOverState.DONE.value, HandOverState.CANCELLED.value)
_SENT_BACK = (HandOverState.DECLINED.value, HandOverState.EXPIRED.value, HandOverState.RETURNED.value)
_POSTCODE_AND_TOWN = re.compile(r"\b(\d{5} [^,]+)")


@dataclass(frozen=True, slots=True)
class Here:
    """What a delivery's page says of its hand-over. `is_free`: nobody rides it, and it is proposed to nobody."""

    row: HandOver | None
    is_taker: bool
    is_free: bool
    outside: bool
    # Who serves every address of a delivery that the day has no room for.
    others: tuple[str, ...] = ()
    # The last proposal, when it came back and nobody rides the delivery yet.
    sent_back: HandOver | None = None


@register.simple_tag(takes_context=True)
def hand_over_here(context: template.Context, delivery: Delivery) -> Here:
    """Say whether a delivery of the desk is handed over, or may be."""
    actor = context["desk"]
    row = hand_over_of(actor=actor, delivery_id=delivery.pk)
    tasks: list[Task] = [task for task in delivery.tasks.all() if task.state != "CANCELLED"]
    is_free = bool(tasks) and all(
        task.state == "TODO" and task.courier_id is None and task.ridden_for_id is None for task in tasks
    )
    is_free = is_free and (row is None or row.state not in OPEN_STATES)
    outside = is_free and bool(stops_outside(actor=actor, tasks=tasks))
    others: tuple[str, ...] = ()
    if is_free and not outside and FULL in delivery.review_reasons:
        others = tuple(one.organization.name for one in candidates(actor=actor, tasks=tasks) if one.takes_all)
    is_back = is_free and row is not None and row.state in _SENT_BACK and row.organization_id == actor.organization_id
    sent_back = row if is_back else None
    if row is not None and row.state not in _TOLD:
        row = None
    return Here(row, row is not None and row.taker_id == actor.organization_id, is_free, outside, others, sent_back)


@register.inclusion_tag("delivery/parts/badge.html")
def hand_over_badge(state: str) -> dict[str, Any]:
    """Draw a hand-over's state."""
    known = HandOverState(state)
    tone, icon_name = HAND_OVER_TONES[known]
    return {"text": HAND_OVER_STATES[known], "tone": tone, "icon_name": icon_name}


@register.filter
def hand_over_reason(value: str) -> Any:
    return HAND_OVER_REASONS[HandOverReason(value)]


@register.filter
def town(address: Address) -> str:
    """Name the town of an address and no more: what is shown before a delivery is taken on."""
    if address.locality:
        return " ".join(filter(None, (address.postal_code, address.locality)))
    found = _POSTCODE_AND_TOWN.search(address.street_address)
    return found[1] if found else address.postal_code or "…"


@register.filter
def hand_over_route(row: HandOver) -> str:
    """Write a delivery's way in towns."""
    towns = [town(task.address) for task in row.delivery.tasks.all() if task.state != "CANCELLED"]
    return " → ".join(name for place, name in enumerate(towns) if place == 0 or name != towns[place - 1])


@register.simple_tag
def hand_over_window(row: HandOver, zone: str) -> str:
    """Write when a delivery is due."""
    tasks = [task for task in row.delivery.tasks.all() if task.state != "CANCELLED"] or list(row.delivery.tasks.all())
    return window(tasks[-1].after, tasks[-1].before, zone) if tasks else ""
