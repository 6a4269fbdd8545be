"""How papers of the document box are told on pages."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.matching.document_box_labels import ORDER_TONES, PAPER_HINTS, PAPER_LABELS, STATE_TONES
from maillage.matching.models import Paper
from maillage.matching.queries.document_box import PaperLine
from maillage.matching.rules.document_box import Order, Orderliness, PaperKind, PaperState

register = template.Library()


@register.filter
def paper_label(paper: Any) -> Any:
    """Tell what a paper is; takes a paper or a kind."""
    if isinstance(paper, Paper):
        return paper.title or PAPER_LABELS[PaperKind(paper.kind)]
    return PAPER_LABELS[PaperKind(paper)]


@register.filter
def paper_hint(kind: PaperKind) -> Any:
    """Tell where a paper comes from."""
    return PAPER_HINTS[kind]


@register.filter
def paper_state(line: PaperLine) -> str:
    """Tell where a line of the check list stands."""
    paper, left = line.paper, line.days_left or 0
    if paper is None:
        return _("Missing")
    if line.state is PaperState.SOON and left:
        return ngettext("Ends in %(days)s day", "Ends in %(days)s days", left) % {"days": left}
    if line.state is PaperState.SOON:
        return _("Ends today")
    if line.state is PaperState.REPLACED:
        return _("Replaced")
    if paper.expires_on is None:
        return _("In the box")
    said = _("Out of date since %(day)s") if line.state is PaperState.EXPIRED else _("Good until %(day)s")
    return said % {"day": date_format(paper.expires_on, "SHORT_DATE_FORMAT")}


@register.filter
def paper_tone(line: PaperLine) -> str:
    """Give the tone of a line's badge."""
    return STATE_TONES[line.state]


@register.filter
def orderliness_for(known: Mapping[UUID, Orderliness], organization_id: UUID) -> Orderliness:
    """Give what is known of one organization."""
    return known.get(organization_id, Orderliness())


@register.filter
def order_words(one: Orderliness) -> str:
    """Tell in a few words whether an organization has the papers that every buyer asks for."""
    if one.order is Order.IN_ORDER:
        return _("Papers in order")
    if one.order is Order.NOTHING:
        return _("No papers in the box")
    return _("Papers: %(current)s of %(asked)s") % {"current": one.current, "asked": one.asked}


@register.filter
def order_tone(one: Orderliness) -> str:
    """Give the tone of the sign."""
    return ORDER_TONES[one.order]
