"""How briefs are told on pages."""

from typing import Any

from django import template

from maillage.matching.labels import (
    BUYER_STATE_LABELS,
    DECLINE_LABELS,
    INVITATION_LABELS,
    KIND_LABELS,
    ORIGIN_LABELS,
    STATE_LABELS,
)
from maillage.matching.models import Brief, Invitation
from maillage.matching.presenters import budget_words
from maillage.matching.types import BriefKind, BriefOrigin, BriefState, DeclineReason, InvitationState

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
