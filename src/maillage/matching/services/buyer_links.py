"""The buyer's private page."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from maillage.kit.errors import NotFound
from maillage.matching.models import Brief
from maillage.matching.services.private_links import LinkEnded, read_key, sign_key

LIVES_AFTER_END = timedelta(days=365)


def key_of(brief: Brief, /) -> str:
    """Give the secret part of a brief's private address."""
    return sign_key(brief.pk, generation=brief.link_generation, purpose="buyer")


def address_of(brief: Brief, /) -> str:
    """Give the absolute address of a brief's private page."""
    return f"{settings.MAILLAGE_BASE_URL}{reverse('matching:buyer_brief', args=[key_of(brief)])}"


def brief_of_key(key: str, *, now: datetime, for_update: bool = False) -> Brief:
    """Give the brief that a private address opens.

    Raises: NotFound (forged or unknown), LinkEnded (closed a year ago, or withdrawn).
    """
    brief_id, generation = read_key(key, purpose="buyer")
    rows = Brief.objects.across_scopes(reason="the holder of the private link is the buyer")
    brief: Brief | None = (rows.select_for_update() if for_update else rows).filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    if brief.link_generation != generation or (brief.closed_at and brief.closed_at < now - LIVES_AFTER_END):
        raise LinkEnded
    return brief
