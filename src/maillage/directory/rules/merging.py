"""Which of two values stays when two organizations become one."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from maillage.directory.types import EvidenceKind, Listing, Source

# Fields of which one value stays; those named together are chosen together.
CHOSEN_TOGETHER: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "legal_name": ("legal_name",),
    "siren": ("siren",),
    "legal_form_code": ("legal_form_code",),
    "family": ("family",),
    "pitch": ("pitch",),
    "description": ("description",),
    "founded_on": ("founded_on",),
    "headcount_band": ("headcount_band",),
    "naf_code": ("naf_code", "naf_nomenclature"),
    "rna": ("rna",),
    "website": ("website",),
    "opening_hours": ("opening_hours",),
    "served": ("served_kind", "served_places", "served_radius_km"),
    "logo": ("logo",),
}
# Fields that hold several values: those of both stay.
JOINED = ("trade_names", "languages", "social_links")
_SAYS_NOTHING = {"unsaid", "autre", "NN"}
_PROOF = [EvidenceKind.NAF, EvidenceKind.CLAIMED, EvidenceKind.DIPLOMA, EvidenceKind.LABEL, EvidenceKind.REFERENCE]


class Side(StrEnum):
    KEPT = "kept"
    ABSORBED = "absorbed"


def default_side(
    *, field: str, kept: Mapping[str, Any], absorbed: Mapping[str, Any],
    kept_said: Mapping[str, Any], absorbed_said: Mapping[str, Any],
) -> Side:  # fmt: skip
    """Choose a value: one that says something, then of the better source, then the more recent; the kept one's else.

    `kept_said`, `absorbed_said`: provenance, field name → `{"source", "at"}`.
    """
    name = CHOSEN_TOGETHER[field][0]
    if is_empty(absorbed.get(name)) or kept.get(name) == absorbed.get(name):
        return Side.KEPT
    if is_empty(kept.get(name)):
        return Side.ABSORBED
    ours, theirs = _standing(kept_said.get(field)), _standing(absorbed_said.get(field))
    return Side.ABSORBED if theirs > ours else Side.KEPT


def is_empty(value: Any, /) -> bool:
    """Say whether a value tells nothing."""
    return value is None or value == "" or value in ([], {}) or (isinstance(value, str) and value in _SAYS_NOTHING)


def _standing(said: Mapping[str, Any] | None) -> tuple[int, str]:
    if not said or said.get("source") not in Source:
        return (-len(Source), "")
    return (-Source(said["source"]).rank, str(said.get("at") or ""))


def joined(first: Any, second: Any, /) -> Any:
    """Join two lists without repetition, or two mappings, the first one's values first."""
    if isinstance(first, Mapping):
        return {**second, **first}
    return list(dict.fromkeys([*first, *second]))


def joined_listing(*states: str) -> Listing:
    """Give the listing of the two as one: withdrawn when either was at its owner's wish, else shown when either was."""
    found = {Listing(state) for state in states}
    wanted = (Listing.UNLISTED, Listing.LISTED, Listing.PENDING, Listing.DRAFT, Listing.REFUSED, Listing.CLOSED)
    return next(state for state in wanted if state in found)


def better_proof(first: str, second: str, /) -> bool:
    """Say whether the second kind of evidence supports a skill better than the first."""
    return _PROOF.index(EvidenceKind(second)) > _PROOF.index(EvidenceKind(first))
