"""Needs as programs read them: the office all, others their own."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q

from maillage.accounts.types import Actor, OrganizationRole
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.matching.models import Brief, BriefLot, BriefSkill
from maillage.matching.types import BriefState

_REASON = "the office's, else one's own: asked by the person, or by an organization that they edit"


def readable_briefs(actor: Actor, /) -> Any:
    """Give the rows of the needs that somebody may read."""
    rows = Brief.objects.across_scopes(reason=_REASON)
    if actor.is_facilitator:
        return rows
    edited = [pk for pk, role in actor.organization_roles.items() if role.rank >= OrganizationRole.EDITOR.rank]
    return rows.filter(Q(buyer_id=actor.user_id, buyer_id__isnull=False) | Q(buyer_organization_id__in=edited))


def brief_page(*, actor: Actor, state: BriefState | None = None, cursor: str = "") -> KeyPage[Any]:
    """Give the needs that somebody may read, latest first.

    Raises: BadCursor.
    """
    rows = readable_briefs(actor)
    if state is not None:
        rows = rows.filter(state=state.value)
    return page_by_key(rows, key=("-created_at", "-id"), cursor=cursor)


def readable_brief(*, actor: Actor, brief_id: UUID) -> Brief:
    """Give a need with its parts. Three queries.

    Raises: NotFound.
    """
    skills = (
        BriefSkill.objects.across_scopes(reason=_REASON).select_related("skill", "lot").order_by("-is_required", "pk")
    )
    parts: list[Prefetch[Any]] = [
        Prefetch("skills", queryset=skills),
        Prefetch("lots", queryset=BriefLot.objects.across_scopes(reason=_REASON).order_by("position")),
    ]
    found: Brief | None = readable_briefs(actor).prefetch_related(*parts).filter(pk=brief_id).first()
    if found is None:
        raise NotFound
    return found
