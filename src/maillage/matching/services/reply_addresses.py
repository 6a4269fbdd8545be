"""The address of each thread: who answers a message of ours writes to it, and is known by it."""

import re
from base64 import b32decode, b32encode
from binascii import Error as NotBase32
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from maillage.kit.errors import NotFound
from maillage.matching.models import Brief, Invitation

MAILBOX = "besoin"
_MAC_BYTES = 10
_ADDRESS = re.compile(rf"^{MAILBOX}\+([biop])([a-z2-7]{{26}})([a-z2-7]{{16}})@", re.IGNORECASE)


class Party(StrEnum):
    """Who writes to an address, and of what."""

    BUYER = "b"
    INVITED = "i"
    OFFICE_TO_BUYER = "o"
    OFFICE_TO_INVITED = "p"


@dataclass(frozen=True, slots=True)
class Known:
    """What an address stands for."""

    party: Party
    brief: Brief
    invitation: Invitation | None


def reply_address(party: Party, about: Brief | Invitation, /) -> str:
    """Give the address of a thread; none when the host has set no domain for e-mail that comes in.

    Letters and figures alone, the same in small and capital: some servers change them. Raising the generation of the
    private link ends it too.
    """
    if not settings.MAILLAGE_MAIL_DOMAIN:
        return ""
    name = b32encode(about.pk.bytes).decode().rstrip("=").lower()
    return f"{MAILBOX}+{party.value}{name}{_mac(party, about)}@{settings.MAILLAGE_MAIL_DOMAIN}"


def known_by(address: str, /) -> Known:
    """Give what an address stands for.

    Raises: NotFound (none of ours, forged, or ended).
    """
    found = _ADDRESS.match(address.strip())
    if found is None:
        raise NotFound
    party, name, mac = Party(found[1].lower()), found[2], found[3].lower()
    try:
        identifier = UUID(bytes=b32decode(name.upper() + "======"))
    except (NotBase32, ValueError):
        raise NotFound from None
    invitation = _invitation(identifier) if party in (Party.INVITED, Party.OFFICE_TO_INVITED) else None
    brief = invitation.brief if invitation is not None else _brief(identifier)
    if brief is None or not constant_time_compare(mac, _mac(party, invitation or brief)):
        raise NotFound
    return Known(party, brief, invitation)


def _mac(party: Party, about: Brief | Invitation) -> str:
    said = f"{party.value}:{about.pk.hex}:{about.link_generation}"
    digest = salted_hmac("maillage.matching.reply", said, algorithm="sha256").digest()
    return b32encode(digest[:_MAC_BYTES]).decode().lower()


def _brief(identifier: UUID) -> Brief | None:
    rows = Brief.objects.across_scopes(reason="an e-mail that comes in is known by its address")
    found: Brief | None = rows.filter(pk=identifier).first()
    return found


def _invitation(identifier: UUID) -> Invitation | None:
    rows = Invitation.objects.across_scopes(reason="an e-mail that comes in is known by its address")
    found: Invitation | None = rows.select_related("brief", "organization").filter(pk=identifier).first()
    return found
