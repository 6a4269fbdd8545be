"""How common work is told on pages."""

from typing import Any

from django import template
from django.utils.formats import number_format

from maillage.kit import amounts
from maillage.matching.coproduction_labels import (
    ACT_LABELS,
    COPRODUCTION_LABELS,
    COPRODUCTION_TONES,
    CRITERION_LABELS,
    MOVE_LABELS,
)
from maillage.matching.queries.coproductions import Act
from maillage.matching.types import CoproductionState, ReviewCriterion

register = template.Library()


@register.filter
def work_state(state: Any) -> Any:
    """Tell the state of a coproduction."""
    return COPRODUCTION_LABELS[CoproductionState(state)]


@register.filter
def work_tone(state: Any) -> str:
    """Give the tone of a state's badge."""
    return COPRODUCTION_TONES[CoproductionState(state)][0]


@register.filter
def work_icon(state: Any) -> str:
    """Give the icon of a state's badge."""
    return COPRODUCTION_TONES[CoproductionState(state)][1]


@register.filter
def move_label(state: Any) -> Any:
    """Tell what a move does, as on its button."""
    return MOVE_LABELS[CoproductionState(state)]


@register.filter
def act_label(act: Act) -> Any:
    """Tell what was done."""
    return COPRODUCTION_LABELS[CoproductionState(act.word)] if act.is_move else ACT_LABELS.get(act.word, act.word)


@register.filter
def criterion_label(name: str) -> Any:
    """Tell a criterion of a review."""
    return CRITERION_LABELS[ReviewCriterion(name)]


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """Write an amount; whole ones without cents."""
    return "" if cents is None else amounts.money(cents, currency=currency, places=None)


@register.filter
def hours(minutes: int) -> str:
    """Write a time: 3 h 30."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    gap = "\N{NARROW NO-BREAK SPACE}"
    return f"{sign}{whole}{gap}h{gap}{rest:02d}" if rest else f"{sign}{whole}{gap}h"


@register.filter
def mean(marks: tuple[int, ...]) -> str:
    """Write the mean of marks with one decimal."""
    return number_format(round(sum(marks) / len(marks), 1), decimal_pos=1)


@register.filter
def percent_of(part: float, whole: float) -> str:
    """Give a part as a percentage for a drawing, with a point."""
    return f"{100 * part / whole:.2f}" if whole else "0"


@register.filter
def point(value: float) -> str:
    """Write a coordinate with a point, whatever the language."""
    return f"{value:.2f}"


@register.filter
def agreed_by(decision: Any, organization_id: Any) -> bool:
    """Say whether an organization agrees to a decision."""
    return bool(decision.is_agreed_by(organization_id))


@register.filter
def waits_for(line: Any, organization_id: Any) -> bool:
    """Say whether an organization has still to accept."""
    return bool(line.waits_for(organization_id))
