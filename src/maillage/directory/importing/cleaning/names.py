"""Names to show, made from the capitals without accents of registers; the raw name is kept beside."""

from __future__ import annotations

import re
from functools import lru_cache

from maillage.directory.importing.cleaning.text import clean_line, folded

_KEPT_CAPITALS = frozenset(
    """SCOP SCIC SAS SASU SARL EURL SA SNC SCI SCA SCEA GAEC GIE SICA CUMA CAE ESS ESAT EA EI ACI AI ETTI EATT GEIQ SIAE PTCE ADAPEI
    APAJH AMAP CCAS CIAS CIDFF CPIE CRESS MJC FJT ADMR ASBL AFPA APF IME RH BTP TP TPE PME PMI RSE IT TIC IA SI SSII ESN UDAF URSCOP
    CSE CFA GRETA UFR CNRS INRAE UNESCO ONG FNE LPO WWF TV FM USA UE FR II III IV VI VII VIII IX XI XII NTIC PMR SDIS SMS 2I""".split()
)
_SMALL_WORDS = frozenset(
    "de la le les du des et en au aux à a sur sous pour par dans un une ou où chez entre avec the of and".split()
)
_ELISION = re.compile(r"^([ldcjmnstLDCJMNST]|[qQ][uU])['’](.+)$")
_VOWEL = re.compile(r"[AEIOUYÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ]", re.IGNORECASE)
_LOWER = re.compile(r"[a-zà-öø-ÿœ]")
_LOST_APOSTROPHE = re.compile(r"\b([LD]) (?=[AEIOUYHÀÂÉÈÊÎÔ](?!T\b|N\b|\b))")
_EDGES = re.compile(r"^([^\w]*)(.*?)([^\w]*)$", re.DOTALL)


@lru_cache(maxsize=16_384)
def display_name(text: str, /) -> str:
    """Give the name to show: as typed when it has lower-case letters, else with capitals at the words that deserve them."""
    name = clean_line(text)
    if not name or _LOWER.search(name):
        return name
    words = _LOST_APOSTROPHE.sub(r"\1'", name).split(" ")
    return " ".join(_shown(word, is_first=not position) for position, word in enumerate(words))


def _shown(word: str, *, is_first: bool) -> str:
    if "-" in word and len(word) > 1:
        first, *others = word.split("-")
        return "-".join([_shown_part(first, is_first), *(_shown_part(other, False) for other in others)])
    return _shown_part(word, is_first)


@lru_cache(maxsize=32_768)
def _shown_part(word: str, is_first: bool) -> str:
    if not word.isalpha():
        return _shown_with_marks(word, is_first)
    if word in _KEPT_CAPITALS:
        return word
    lower = word.lower()
    if lower in _SMALL_WORDS:
        return lower.capitalize() if is_first else lower
    if len(word) > 1 and not _VOWEL.search(word):
        return word  # initials: TTS, BTP
    return lower.capitalize()


def _shown_with_marks(word: str, is_first: bool) -> str:
    elided = _ELISION.match(word)
    if elided:
        article = elided[1].capitalize() if is_first else elided[1].lower()
        return f"{article}'{_shown_part(elided[2], True)}"
    before, core, after = _EDGES.match(word).groups()  # type: ignore[union-attr]  # matches any text
    if core and core != word:
        return f"{before}{_shown_part(core, is_first or bool(before))}{after}"
    if any(character.isdigit() for character in word) or "." in word:
        return word  # 3ID, 2A, S.A.S
    return re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word)


_LEGAL_WORDS = frozenset(
    "scop scic sarl sas sasu sa association asso assoc ass societe cooperative les la le l".split()
)


@lru_cache(maxsize=16_384)
def comparable_name(text: str, /) -> str:
    """Give a name without accents, punctuation nor legal words: what near-duplicates have in common."""
    words = folded(text).split(" ")
    return " ".join(word for word in words if word not in _LEGAL_WORDS) or " ".join(words)
