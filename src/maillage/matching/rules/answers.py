"""Sums, shares, gaps and signatures of a common answer."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

FIRST_LINK = "0" * 64


@dataclass(frozen=True, slots=True)
class PartGiven:
    """What somebody says of a part. `amount_cents` excludes VAT; `vat_basis_points`: 2000 is 20 %."""

    title: str
    description: str = ""
    amount_cents: int = 0
    vat_basis_points: int = 2000
    starts_on: date | None = None
    ends_on: date | None = None
    lot_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartPriced:
    """What sums need of a part."""

    organization_id: UUID
    amount_cents: int
    vat_basis_points: int


@dataclass(frozen=True, slots=True)
class VatLine:
    """VAT at one rate; amounts in cents."""

    basis_points: int
    base_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in cents; `shares`: each partner's amount excluding VAT."""

    net_cents: int
    vat: tuple[VatLine, ...]
    shares: Mapping[UUID, int]

    @property
    def vat_cents(self) -> int:
        return sum(line.vat_cents for line in self.vat)

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.vat_cents

    def percent(self, organization_id: UUID) -> int:
        """Give a partner's share of the whole, rounded for reading."""
        return round(100 * self.shares.get(organization_id, 0) / self.net_cents) if self.net_cents else 0


def vat_of(*, base_cents: int, basis_points: int) -> int:
    """Give VAT in cents, half a cent rounded up."""
    return (2 * base_cents * basis_points + 10_000) // 20_000


def totals_of(parts: Iterable[PartPriced], /) -> Totals:
    """Sum parts; VAT is computed by rate on the sum of its bases and rounded once (EN 16931, BR-CO-17)."""
    bases: dict[int, int] = {}
    shares: dict[UUID, int] = {}
    for part in parts:
        bases[part.vat_basis_points] = bases.get(part.vat_basis_points, 0) + part.amount_cents
        shares[part.organization_id] = shares.get(part.organization_id, 0) + part.amount_cents
    lines = tuple(
        VatLine(rate, base, vat_of(base_cents=base, basis_points=rate)) for rate, base in sorted(bases.items())
    )
    return Totals(sum(bases.values()), lines, shares)


class Gap(StrEnum):
    """What is missing before partners can sign."""

    NO_PART = "no-part"
    PART_WITHOUT_AMOUNT = "part-without-amount"  # its title
    PARTNER_WITHOUT_PART = "partner-without-part"  # the organization's name
    NO_METHOD = "no-method"
    NO_LEAD = "no-lead"
    LOT_UNCOVERED = "lot-uncovered"  # its title
    ONE_IN_A_CONSORTIUM = "one-in-a-consortium"


@dataclass(frozen=True, slots=True)
class GapFound:
    gap: Gap
    name: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What gaps are looked for in. `parts`: (organization, lot, title, amount); `lots`, `partners`: names by id."""

    parts: Sequence[tuple[UUID, UUID | None, str, int]]
    partners: Mapping[UUID, str]
    lots: Mapping[UUID, str]
    method: str
    has_lead: bool
    is_alone: bool


def gaps_of(draft: Draft, /) -> tuple[GapFound, ...]:
    """List what is missing; a document with gaps is not signed."""
    found: list[GapFound] = []
    if not draft.has_lead:
        found.append(GapFound(Gap.NO_LEAD))
    if len(draft.partners) < 2 and not draft.is_alone:
        found.append(GapFound(Gap.ONE_IN_A_CONSORTIUM))
    if not draft.parts:
        found.append(GapFound(Gap.NO_PART))
    found += [
        GapFound(Gap.PART_WITHOUT_AMOUNT, title)
        for _owner, _lot, title, amount_cents in draft.parts
        if not amount_cents
    ]
    doing = {owner for owner, _lot, _title, _amount in draft.parts}
    if draft.parts:
        found += [GapFound(Gap.PARTNER_WITHOUT_PART, name) for pk, name in draft.partners.items() if pk not in doing]
    covered = {lot for _owner, lot, _title, _amount in draft.parts}
    if draft.parts and None not in covered:
        found += [GapFound(Gap.LOT_UNCOVERED, title) for pk, title in draft.lots.items() if pk not in covered]
    if not draft.method.strip():
        found.append(GapFound(Gap.NO_METHOD))
    return tuple(found)


def canonical(content: Mapping[str, Any], /) -> str:
    """Give the one text of a JSON value: keys sorted, no spaces, no escapes (after RFC 8785)."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest_of(content: Mapping[str, Any], /) -> str:
    """Give the SHA-256 of a content's canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Signature:
    """The facts of a sign-off, in the words that the chain is made of. `signed_at`: ISO 8601, UTC."""

    organization_id: str
    name: str
    role: str
    digest: str
    signed_at: str


def link_of(previous: str, signature: Signature, /) -> str:
    """Give the next link of a chain of signatures: SHA-256 over the one before and the facts (Haber and Stornetta 1991)."""
    facts = [
        previous, signature.organization_id, signature.name, signature.role, signature.digest, signature.signed_at,
    ]  # fmt: skip
    return hashlib.sha256(canonical({"chain": facts}).encode()).hexdigest()


def broken_at(chain: Sequence[tuple[Signature, str]], /) -> int | None:
    """Give the place of the first signature that does not fit its link, None when all do."""
    previous = FIRST_LINK
    for place, (signature, link) in enumerate(chain):
        if link_of(previous, signature) != link:
            return place
        previous = link
    return None
