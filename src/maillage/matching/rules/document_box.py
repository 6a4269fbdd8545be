"""Papers that every buyer asks for: how long each is good, which an answer needs, when its owner is reminded."""

import calendar
import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

# Duty of vigilance of whoever buys: from this amount, excluding VAT. Source: code du travail, art. R8222-1.
VIGILANCE_FROM_CENTS = 5_000_00
REMINDED_DAYS = (30, 7)
_SOON_DAYS = 30
_MONTHS_OF_YEAR = 12
# An Office file that announces so much more than it weighs is a trap for whoever opens it.
_HARMLESS = 20 * 2**20
_MOST_UNPACKED = 300 * 2**20
_MOST_RATIO = 100


class PaperKind(StrEnum):
    """What a paper of the document box is."""

    VIGILANCE = "vigilance"  # attestation de vigilance, Urssaf or MSA
    REGISTRATION = "registration"  # Kbis, RNE, avis de situation Sirene
    LIABILITY = "liability"  # professional liability insurance
    DECENNIAL = "decennial"  # ten-year insurance of building works
    TAX = "tax"  # attestation de régularité fiscale
    BANK = "bank"  # relevé d'identité bancaire
    LABEL = "label"  # labels, approvals, certificates
    OTHER = "other"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give pairs for a column's `choices`; the labels that people read stand in `document_box_labels.py`."""
        return [(kind.value, kind.value) for kind in cls]


# Of these an organization holds as many as it likes; of the others one is current.
MANY = (PaperKind.LABEL, PaperKind.OTHER)
CHECK_LIST = tuple(kind for kind in PaperKind if kind not in MANY)
# What makes an organization in order before anything is known of the work.
ALWAYS_ASKED = (PaperKind.VIGILANCE, PaperKind.REGISTRATION, PaperKind.LIABILITY)


class PaperState(StrEnum):
    """Where a paper stands on a day; read from its dates, so that no job has to turn it over at midnight."""

    CURRENT = "current"
    SOON = "soon"  # current, and ends within 30 days
    EXPIRED = "expired"
    REPLACED = "replaced"
    REMOVED = "removed"
    MISSING = "missing"


class Order(StrEnum):
    """Whether an organization has the papers that every buyer asks for."""

    IN_ORDER = "in-order"
    PARTLY = "partly"
    NOTHING = "nothing"  # its box holds none of them


@dataclass(frozen=True, slots=True)
class Orderliness:
    """How many of the papers that are always asked for are current."""

    current: int = 0

    @property
    def asked(self) -> int:
        return len(ALWAYS_ASKED)

    @property
    def order(self) -> Order:
        if self.current == self.asked:
            return Order.IN_ORDER
        return Order.PARTLY if self.current else Order.NOTHING


def months_after(day: date, months: int) -> date:
    """Give the day of the same number some months later, the month's last day when it has none.

    Source: code de procédure civile, art. 641.
    """
    year, month = divmod(day.year * _MONTHS_OF_YEAR + day.month - 1 + months, _MONTHS_OF_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def suggested_end(kind: PaperKind, issued_on: date, /) -> date | None:
    """Give the last day on which a paper is usually taken; nothing for what has no usual end.

    Vigilance: six months (code du travail, art. D8222-5). Registration: three months, by custom of buyers. Insurance: a
    year. Tax: the certificate of a year serves until its last day.
    """
    match kind:
        case PaperKind.VIGILANCE:
            return months_after(issued_on, 6)
        case PaperKind.REGISTRATION:
            return months_after(issued_on, 3)
        case PaperKind.LIABILITY | PaperKind.DECENNIAL:
            return months_after(issued_on, _MONTHS_OF_YEAR)
        case PaperKind.TAX:
            return date(issued_on.year, 12, 31)
        case _:
            return None


def state_on(
    today: date, /, *, expires_on: date | None, is_replaced: bool = False, is_removed: bool = False
) -> PaperState:
    """Say where a paper stands; on its last day it is still good."""
    if is_removed:
        return PaperState.REMOVED
    if is_replaced:
        return PaperState.REPLACED
    if expires_on is None:
        return PaperState.CURRENT
    left = (expires_on - today).days
    if left < 0:
        return PaperState.EXPIRED
    return PaperState.SOON if left <= _SOON_DAYS else PaperState.CURRENT


def reminder_step(today: date, /, *, expires_on: date | None) -> int | None:
    """Give the reminder that is due: 30 or 7; nothing before, without an end, or after it."""
    if expires_on is None:
        return None
    left = (expires_on - today).days
    if left < 0:
        return None
    return min((days for days in REMINDED_DAYS if left <= days), default=None)


def required_papers(
    *, amount_cents: int | None, is_public_buyer: bool = False, is_works: bool = False
) -> tuple[PaperKind, ...]:
    """Say which papers an answer needs of each partner, in the order of the check list.

    `amount_cents`: the whole operation, excluding VAT; nothing when it is not known yet, which asks for all. A public
    buyer also asks for tax and bank papers, whatever the amount; works ask for the ten-year insurance.
    Source: code du travail, art. L8222-1 and R8222-1; code de la commande publique, art. R2143-6 to R2143-10; code des
    assurances, art. L241-1.
    """
    needed: set[PaperKind] = set()
    if amount_cents is None or amount_cents >= VIGILANCE_FROM_CENTS:
        needed |= {PaperKind.VIGILANCE, PaperKind.REGISTRATION, PaperKind.LIABILITY}
    if is_public_buyer:
        needed |= {PaperKind.VIGILANCE, PaperKind.REGISTRATION, PaperKind.LIABILITY, PaperKind.TAX, PaperKind.BANK}
    if is_works:
        needed |= {PaperKind.LIABILITY, PaperKind.DECENNIAL}
    return tuple(kind for kind in PaperKind if kind in needed)


def orderliness(current_kinds: Mapping[str, Iterable[str]], /) -> dict[str, Orderliness]:
    """Count, for each organization, the papers always asked for among the kinds that it holds and that are current."""
    asked = {kind.value for kind in ALWAYS_ASKED}
    return {name: Orderliness(len(asked & set(kinds))) for name, kinds in current_kinds.items()}


def is_bomb(content: bytes, /) -> bool:
    """Say whether an Office file would grow beyond reason when opened; what it announces is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return False
    return unpacked > _HARMLESS and unpacked > min(_MOST_UNPACKED, _MOST_RATIO * len(content))
