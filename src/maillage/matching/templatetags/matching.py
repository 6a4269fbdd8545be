"""How briefs are told on pages."""

from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.kit.amounts import money
from maillage.matching.answer_labels import (
    ANSWER_STATE_LABELS,
    ANSWER_TONES,
    BUYER_REASON_LABELS,
    DOCUMENT_LABELS,
    FILE_LABELS,
    FORM_LABELS,
)
from maillage.matching.documents.filling import rate
from maillage.matching.labels import (
    BUYER_STATE_LABELS,
    DECLINE_LABELS,
    INVITATION_LABELS,
    KIND_LABELS,
    OPPORTUNITY_LABELS,
    ORIGIN_LABELS,
    RUN_ORIGIN_LABELS,
    RUN_STATE_LABELS,
    STATE_LABELS,
)
from maillage.matching.models import Answer, AnswerFile, Brief, Consortium, Invitation, NoticesRun, Opportunity
from maillage.matching.presenters import budget_words, buyer_label
from maillage.matching.presenters_of_opportunities import why
from maillage.matching.queries.opportunities import Shown
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import (
    AnswerFileKind,
    AnswerState,
    BriefKind,
    BriefOrigin,
    BriefState,
    BuyerReason,
    ConsortiumForm,
    DeclineReason,
    DocumentKind,
    InvitationState,
    NoticesOrigin,
    NoticesState,
    OpportunityState,
)

register = template.Library()


@register.filter
def state_label(state: Any) -> Any:
    """Tell a state as the office says it; takes a state or a brief."""
    return STATE_LABELS[BriefState(state.state if isinstance(state, Brief) else state)]


@register.filter
def buyer_state(brief: Brief) -> Any:
    """Tell where a brief stands as its buyer reads it."""
    return BUYER_STATE_LABELS[BriefState(brief.state)]


@register.filter
def next_state(brief: Brief) -> BriefState | None:
    """Give the step of the path that comes after a brief's own; nothing at its end."""
    steps = (*OPEN_STATES, None)
    return steps[steps.index(BriefState(brief.state)) + 1] if brief.state in OPEN_STATES else None


@register.filter
def kind_label(brief: Brief) -> Any:
    """Tell what the buyer hopes for."""
    return KIND_LABELS[BriefKind(brief.kind)]


@register.filter
def origin_label(brief: Brief) -> Any:
    """Tell by what way a brief came in."""
    return ORIGIN_LABELS[BriefOrigin(brief.origin)]


@register.filter
def budget(brief: Brief) -> str:
    """Tell the budget; nothing when none was said."""
    return budget_words(brief.budget_least_cents, brief.budget_most_cents, includes_vat=brief.budget_includes_vat)


register.filter(buyer_label)


@register.filter
def invitation_state(invitation: Invitation) -> Any:
    """Tell where an invitation stands."""
    return INVITATION_LABELS[InvitationState(invitation.state)]


@register.filter
def decline_reason(invitation: Invitation) -> Any:
    """Tell why an organization has declined."""
    return DECLINE_LABELS[DeclineReason(invitation.reason)]


@register.filter
def answer_state(answer: Answer) -> Any:
    """Tell where an answer stands."""
    return ANSWER_STATE_LABELS[AnswerState(answer.state)]


@register.filter
def answer_tone(answer: Answer) -> str:
    """Give the tone of an answer's badge."""
    return ANSWER_TONES[AnswerState(answer.state)]


@register.filter
def consortium_form(consortium: Consortium) -> Any:
    """Tell how partners are bound to the buyer."""
    return FORM_LABELS[ConsortiumForm(consortium.form)]


@register.filter
def buyer_reason(answer: Answer) -> Any:
    """Tell why a buyer did not take an answer."""
    return BUYER_REASON_LABELS[BuyerReason(answer.buyer_reason)] if answer.buyer_reason else ""


@register.filter
def document_label(document: Any) -> Any:
    """Tell what a document is; takes a document or its kind."""
    return DOCUMENT_LABELS[DocumentKind(getattr(document, "kind", document))]


_OPPORTUNITY_TONES = {
    OpportunityState.OPEN: "thread",
    OpportunityState.CORRECTED: "warning",
    OpportunityState.CANCELLED: "danger",
    OpportunityState.AWARDED: "success",
    OpportunityState.EXPIRED: "neutral",
}


@register.filter
def opportunity_state(row: Opportunity) -> Any:
    """Tell where a published call stands."""
    return OPPORTUNITY_LABELS[OpportunityState(row.state)]


@register.filter
def opportunity_tone(row: Opportunity) -> str:
    """Give the tone of a call's state."""
    return _OPPORTUNITY_TONES[OpportunityState(row.state)]


@register.filter
def why_it_suits(call: Shown) -> str:
    """Say why a call suits an organization."""
    return why(call)


@register.filter
def notice_number(key: str) -> str:
    """Give the number of a notice as its bulletin prints it."""
    bulletin, _colon, number = key.partition(":")
    return f"{bulletin.upper()} {number}"


@register.filter
def euros(cents: int) -> str:
    """Write cents as an amount in euros."""
    return money(cents)


@register.filter
def vat_rate(basis_points: int) -> str:
    """Write a rate of VAT."""
    return rate(basis_points)


@register.filter
def in_percent(share: int) -> str:
    """Write a share that is in percent already."""
    return f"{share}\u202f%" if (get_language() or "fr").startswith("fr") else f"{share}%"


@register.filter
def whole_euros(cents: int) -> str:
    """Tell an amount excluding VAT in whole euros."""
    return _("%(amount)s excl. VAT") % {"amount": money(cents, places=0)}


@register.filter
def run_state(run: NoticesRun) -> Any:
    """Tell where a reading of notices stands."""
    return RUN_STATE_LABELS[NoticesState(run.state)]


@register.filter
def run_origin(run: NoticesRun) -> Any:
    """Tell by what way notices came in."""
    return RUN_ORIGIN_LABELS[NoticesOrigin(run.origin)]


@register.simple_tag
def other_columns(state: Any) -> SafeString:
    """Give the options of the columns to which a card may go, the next one chosen: the same for each card of a column."""
    return _other_columns(str(state), get_language() or "")


@lru_cache(maxsize=64)
def _other_columns(state: str, language: str) -> SafeString:
    here = OPEN_STATES.index(BriefState(state))
    following = OPEN_STATES[here + 1] if here + 1 < len(OPEN_STATES) else OPEN_STATES[here - 1]
    others = [
        (other.value, " selected" if other is following else "", str(STATE_LABELS[other]))
        for other in OPEN_STATES
        if other.value != state
    ]
    return format_html_join("", '<option value="{}"{}>{}</option>', others)


@register.filter
def file_kind(row: AnswerFile) -> Any:
    """Tell what a file of an answer is."""
    return FILE_LABELS[AnswerFileKind(row.kind)]
