"""What the templates of links ask besides the shell's tags."""

from typing import Any

from django import template
from django.urls import reverse

from maillage.links.labels import DECLARATION_LABELS, INTRODUCTION_LABELS, KIND_ICONS
from maillage.links.models import Declaration, Introduction
from maillage.links.sentences import declared_words, waits_for_us
from maillage.links.services.keys import key_for
from maillage.links.types import STANDING, DeclarationState, IntroductionState, LinkKind

register = template.Library()


@register.filter
def other_of(row: Any, organization: Any) -> Any:
    """Give the other of the two."""
    return row.right if row.left_id == organization.pk else row.left


@register.filter
def is_said_by(declaration: Declaration, organization: Any) -> bool:
    """Say whether an organization has declared it itself."""
    return bool(declaration.origin_id == organization.pk)


@register.filter
def kind_icon(kind: str) -> str:
    """Name the icon of a kind."""
    return KIND_ICONS[LinkKind(kind)]


@register.filter
def declaration_state(declaration: Declaration, organization: Any) -> Any:
    """Say where a declaration stands, for one of the two."""
    state = DeclarationState(declaration.state)
    if state is DeclarationState.PENDING and declaration.origin_id != organization.pk:
        return waits_for_us()
    return DECLARATION_LABELS[state]


@register.filter
def declaration_sentence(declaration: Declaration, organization: Any) -> str:
    """Say what was declared, from one's own side."""
    return declared_words(LinkKind(declaration.kind), is_ours=declaration.origin_id == organization.pk)


@register.filter
def lasts(declaration: Declaration) -> bool:
    """Say whether it is something that lasts until it ends."""
    return LinkKind(declaration.kind) in STANDING


@register.filter
def introduction_state(introduction: Introduction) -> Any:
    """Say where an introduction stands."""
    return INTRODUCTION_LABELS[IntroductionState(introduction.state)]


@register.filter
def introduction_url(introduction: Introduction, organization: Any) -> str:
    """Give the address at which an organization answers an introduction."""
    return reverse("links:introduction", args=[key_for(introduction, organization_id=organization.pk)])
