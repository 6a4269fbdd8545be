"""Which kinds of the social economy an enterprise belongs to, and why we think so.

Source: INSEE's legal categories (level III); law 2014-856 of 31 July 2014, article 1.
"""

from __future__ import annotations

import re
from functools import lru_cache

from maillage.directory.importing.cleaning.text import folded
from maillage.directory.importing.types import ActivityCode, FamilyGuess, SocialEconomy, State

_CODES_BY_KIND = {
    "scop": "5458 5558 5658",
    "coop": "5460 5560 5660 5203 5307 5309 5195",
    "coop_union": "5459 5559 5659",
    "coop_conso": "5451 5551 5651 6551",
    "coop_artisans": "5453 5553 5653",
    "coop_commercants": "5552 5652",
    "coop_maritime": "5454 5554 5654 6554",
    "coop_transport": "5455 5555 5655",
    "coop_construction": "5443 5543 5643 6543",
    "coop_hlm": "5547 5647",
    "cuma": "6316",
    "coop_agricole": "6317 6318",
    "coop_civile": "6558 6560",
    "coop_bancaire": "5192 5193 5194 5196 6100 6595 6596 5191",
    "association": "9220 9221 9222 9223 9230 9260",
    "mutuelle": "8210 8250 8290 6411",
    "fondation": "9300",
}
KIND_OF_LEGAL_FORM = {code: kind for kind, codes in _CODES_BY_KIND.items() for code in codes.split()}
"""INSEE's legal category → kind; a category that is not here says nothing (a SAS may be a co-operative)."""

_COMMERCIAL_FORMS = frozenset("5499 5710 5720 5599 5699 5498 5306 5202 5410 5510 5610 5770 6585".split())
_GENERIC = frozenset({"coop"})
_ASSOCIATIONS_OUTSIDE = frozenset({"94.11Z", "94.12Z", "94.20Z", "94.91Z", "94.92Z"})
_APPROVALS = frozenset({"ei", "aci", "ai", "etti", "geiq", "ea", "eatt", "esat", "esus", "siae"})

_NAME_RULES = (
    ("scic", re.compile(r"\bscic\b|\bsociete cooperative d ?interet collectif\b")),
    ("scop", re.compile(r"\bscop\b|\bsociete cooperative (?:et participative|ouvriere|de production)\b")),
    ("cae", re.compile(r"\bcae\b|\bcooperative d ?activites? et d ?emploi\b")),
    ("cuma", re.compile(r"\bcuma\b")),
    ("coop", re.compile(r"\bcooperatives?\b")),
)
_LABEL_RULES = (
    ("association", re.compile(r"\bassociation\b|\bloi 1901\b")),
    ("mutuelle", re.compile(r"\bmutuelle\b")),
    ("fondation", re.compile(r"\bfondation\b|\bfonds de dotation\b")),
)


def family_of(*, legal_form: str, names: str, label: str = "", social_economy_flag: str = "") -> FamilyGuess:
    """Deduce the kinds from the legal category, then from words in the names.

    `names`: every name of the enterprise, joined; `label`: a legal form in words, which is taken as certain.
    """
    if label:
        stated = _kinds_in(label) | {kind for kind, words in _LABEL_RULES if words.search(folded(label))}
        if stated:
            return FamilyGuess(_most_precise(stated), "kind.stated", is_certain=True)
    by_code = KIND_OF_LEGAL_FORM.get(legal_form)
    if by_code and by_code != "coop" and not by_code.startswith("scop"):
        return FamilyGuess(frozenset({by_code}), "kind.legal_form", is_certain=True)
    by_name = _kinds_in(names)
    if by_code:
        kinds = _most_precise({by_code} | by_name)
        rule = "kind.legal_form" if kinds == {by_code} else "kind.legal_form_and_name"
        return FamilyGuess(kinds, rule, is_certain=kinds == {by_code})
    if by_name and not legal_form.startswith(("92", "7", "93", "82", "84", "91")):
        return FamilyGuess(_most_precise(by_name), "kind.name")
    if social_economy_flag == "O" and legal_form in _COMMERCIAL_FORMS:
        return FamilyGuess(frozenset({"societe_ess"}), "kind.social_economy_company")
    return FamilyGuess()


def _most_precise(kinds: frozenset[str] | set[str]) -> frozenset[str]:
    precise = frozenset(kinds) - _GENERIC
    return precise or frozenset(kinds)


@lru_cache(maxsize=16_384)
def _kinds_in(names: str) -> frozenset[str]:
    words = folded(names)
    return frozenset(kind for kind, pattern in _NAME_RULES if pattern.search(words))


def social_economy_of(
    *,
    state: State,
    flag: str,
    legal_form: str,
    family: FamilyGuess,
    activity: ActivityCode | None,
    approvals: frozenset[str],
) -> SocialEconomy:
    """Say whether an enterprise is ESS by the decision table's first matching row, with its explanation key.

    `flag`: INSEE's `O`, `N` or empty. Staff decisions and ESS France's list (rows 1 and 4) are known to the pipeline.
    """
    if state is State.CLOSED:
        return SocialEconomy(False, "ess.closed")
    if flag == "O":
        return SocialEconomy(True, "ess.insee")
    by_code = KIND_OF_LEGAL_FORM.get(legal_form)
    if (by_code and by_code != "association") or (family.is_certain and family.kinds - {"association"}):
        return SocialEconomy(True, "ess.form")
    if by_code == "association" and not (activity and _is_outside(activity)):
        return SocialEconomy(True, "ess.association")
    if approvals & _APPROVALS:
        return SocialEconomy(True, "ess.approval")
    return SocialEconomy(False if flag == "N" else None, "ess.unknown")


def _is_outside(activity: ActivityCode) -> bool:
    return activity.code.startswith("84.") or activity.code in _ASSOCIATIONS_OUTSIDE
