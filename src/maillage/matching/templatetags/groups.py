"""How consortia are told on pages."""

from typing import Any

from django import template

from maillage.matching.labels_of_teams import ANSWER_STATE_LABELS, CONSORTIUM_FORM_SHORT
from maillage.matching.models import Answer, Consortium
from maillage.matching.types import AnswerState, ConsortiumForm

register = template.Library()


@register.filter
def consortium_form(consortium: Consortium) -> Any:
    """Tell how partners are bound."""
    return CONSORTIUM_FORM_SHORT[ConsortiumForm(consortium.form)]


@register.filter
def answer_state(answer: Answer) -> Any:
    """Tell where an answer stands."""
    return ANSWER_STATE_LABELS[AnswerState(answer.state)]
