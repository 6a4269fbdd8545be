"""Signed addresses of introductions: whoever holds one answers for one of the two organizations."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from maillage.kit.errors import NotFound
from maillage.links.models import Introduction

_SALT = "maillage.links.introduction"


def key_for(introduction: Introduction, /, *, organization_id: UUID) -> str:
    """Give the secret part of the address at which one of the two answers; the same each time."""
    plain = urlsafe_b64encode(introduction.pk.bytes + organization_id.bytes).decode().rstrip("=")
    return Signer(salt=_SALT).sign(f"{plain}.{introduction.link_generation}").replace(":", "~")


def address_for(introduction: Introduction, /, *, organization_id: UUID, answer: str = "") -> str:
    """Give the absolute address; `answer` (oui, non) is the button that stands first there: a visit alone answers nothing."""
    path = reverse("links:introduction", args=[key_for(introduction, organization_id=organization_id)])
    return f"{settings.MAILLAGE_BASE_URL}{path}{f'?reponse={answer}' if answer else ''}"


def read_key(key: str, /) -> tuple[UUID, UUID, int]:
    """Give the introduction, the organization and the generation that a key was signed for.

    Raises: NotFound (forged).
    """
    try:
        plain, generation = Signer(salt=_SALT).unsign(key.replace("~", ":")).rsplit(".", 1)
        both = urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
        return UUID(bytes=both[:16]), UUID(bytes=both[16:]), int(generation)
    except (BadSignature, NotBase64, ValueError):
        raise NotFound from None
