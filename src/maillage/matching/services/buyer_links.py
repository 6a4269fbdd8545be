"""The buyer's private link: signed, so that every e-mail may carry it; withdrawn by raising the brief's generation."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from maillage.kit.errors import DomainError, NotFound
from maillage.matching.models import Brief

LIVES_AFTER_END = timedelta(days=365)
_signer = Signer(salt="maillage.matching.buyer")


class LinkEnded(DomainError):
    """The brief was closed a year ago, or its link was withdrawn."""

    status = 410
    code = "link_ended"


def key_of(brief: Brief, /) -> str:
    """Give the secret part of a brief's private address."""
    plain = urlsafe_b64encode(brief.pk.bytes).decode().rstrip("=")
    return _signer.sign(f"{plain}.{brief.link_generation}").replace(":", "~")


def address_of(brief: Brief, /) -> str:
    """Give the absolute address of a brief's private page."""
    return f"{settings.MAILLAGE_BASE_URL}{reverse('matching:buyer_brief', args=[key_of(brief)])}"


def brief_of_key(key: str, *, now: datetime, for_update: bool = False) -> Brief:
    """Give the brief that a private address opens.

    Raises: NotFound (forged or unknown), LinkEnded.
    """
    try:
        plain, generation = _signer.unsign(key.replace("~", ":")).rsplit(".", 1)
        brief_id = UUID(bytes=urlsafe_b64decode(plain + "=="))
    except (BadSignature, NotBase64, ValueError):
        raise NotFound from None
    rows = Brief.objects.across_scopes(reason="the holder of the private link is the buyer")
    brief: Brief | None = (rows.select_for_update() if for_update else rows).filter(pk=brief_id).first()
    if brief is None:
        raise NotFound
    if str(brief.link_generation) != generation or (brief.closed_at and brief.closed_at < now - LIVES_AFTER_END):
        raise LinkEnded
    return brief
