"""Signed addresses that open one thing to whoever holds them; withdrawn by raising the generation of the thing."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from maillage.kit.errors import DomainError, NotFound


class LinkEnded(DomainError):
    message = _("This link has ended. Write to the network if you still need it.")
    status = 410
    code = "link_ended"


def sign_key(identifier: UUID, *, generation: int, purpose: str) -> str:
    """Give the secret part of a private address; the same each time, so that every e-mail may carry it."""
    plain = urlsafe_b64encode(identifier.bytes).decode().rstrip("=")
    return Signer(salt=f"maillage.matching.{purpose}").sign(f"{plain}.{generation}").replace(":", "~")


def read_key(key: str, *, purpose: str) -> tuple[UUID, int]:
    """Give the id and the generation that a key was signed for.

    Raises: NotFound (forged).
    """
    try:
        signed = Signer(salt=f"maillage.matching.{purpose}").unsign(key.replace("~", ":"))
        plain, generation = signed.rsplit(".", 1)
        return UUID(bytes=urlsafe_b64decode(plain + "==")), int(generation)
    except (BadSignature, NotBase64, ValueError):
        raise NotFound from None
