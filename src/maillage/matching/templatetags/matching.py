"""How briefs are told on pages."""

from typing import Any

from django import template

from maillage.matching.answer_labels import (
    ANSWER_STATE_LABELS,
    ANSWER_TONES,
    BUYER_REASON_LABELS,
    DOCUMENT_LABELS,
    FORM_LABELS,
)
from maillage.matching.documents.filling import money, rate
from maillage.matching.labels import (
    BUYER_STATE_LABELS,
    DECLINE_LABELS,
    INVITATION_LABELS,
    KIND_LABELS,
    ORIGIN_LABELS,
    STATE_LABELS,
)
from maillage.matching.models import Answer, Brief, Consortium, Invitation
from maillage.matching.presenters import budget_words
from maillage.matching.types import (
    AnswerState,
    BriefKind,
    BriefOrigin,
    BriefState,
    BuyerReason,
    ConsortiumForm,
    DeclineReason,
    DocumentKind,
    InvitationState,
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


@register.filter
def buyer_label(brief: Brief) -> str:
    """Tell who asks, in a few words."""
    if brief.buyer_organization is not None:
        return brief.buyer_organization.name
    return brief.buyer_organization_name or brief.buyer_name or brief.buyer_email


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
    return f"{share}\u202f%"
