"""When two names, sites or addresses may be those of one organization."""

import re
from functools import lru_cache
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from maillage.directory.importing.cleaning.text import folded

_LEGAL = re.compile(
    r"\b(?:scop|scic|cae|sarl|sasu|sas|sa|eurl|snc|gie|association|asso|societe|ste|cooperatives?|loi 1901|"
    r"cooperatif d interet collectif|interet collectif|et participative|ouvriere de production|a responsabilite limitee|"
    r"anonyme|par actions simplifiee|a capital variable)\b"
)
_SMALL = re.compile(r"\b(?:l|d|le|la|les|de|du|des|et|en|a|au|aux|the|of)\b")
_FREE_MAIL = frozenset(
    "gmail.com googlemail.com orange.fr wanadoo.fr free.fr laposte.net hotmail.com hotmail.fr outlook.com outlook.fr "
    "yahoo.fr yahoo.com live.fr sfr.fr neuf.fr numericable.fr bbox.fr aol.com icloud.com me.com protonmail.com proton.me "
    "riseup.net mailo.com zaclys.net posteo.net gmx.fr gmx.com msn.com club-internet.fr aliceadsl.fr cegetel.net".split()
)
_SHARED_SITES = (
    "facebook.com instagram.com linkedin.com twitter.com x.com youtube.com helloasso.com wixsite.com wordpress.com "
    "blogspot.com jimdo.com jimdofree.com e-monsite.com over-blog.com google.com sites.google.com free.fr orange.fr "
    "weebly.com canalblog.com pagesjaunes.fr societe.com fb.com linktr.ee framasite.org gogocarto.fr wixsite.fr"
).split()
NAME_KEY_LENGTH = 120
ENOUGH_LIKENESS = 0.6
_SPECIFIC_LENGTH = 5
_SAME_NAME = 60.0


@lru_cache(maxsize=8_192)
def name_key(name: str, /) -> str:
    """Give a name without accents, case, signs, legal words and articles; a name made of these only is kept whole."""
    words = folded(name)
    bare = " ".join(_SMALL.sub(" ", _LEGAL.sub(" ", words)).split())
    return (bare or words)[:NAME_KEY_LENGTH]


def is_specific(key: str, /) -> bool:
    """Say whether a name key, equal in one commune, tells one organization: "amap" or "2d" does not."""
    return len(key.replace(" ", "")) >= _SPECIFIC_LENGTH


def blocks(key: str, /, *, area: str) -> tuple[str, str]:
    """Give the two drawers where names alike are looked for: by their first word, and by their longest.

    `area`: a département, or a country. Alike names share a drawer unless both words are misspelt at their beginning.
    """
    words = key.split()
    if not words:
        return "", ""
    return f"{area}:{words[0][:5]}", f"{area}:{max(words, key=len)[:6]}"


def is_another_name(first: str, second: str, /) -> bool:
    """Say whether two names have too little in common to be spellings of one."""
    return fuzz.token_set_ratio(name_key(first), name_key(second)) < _SAME_NAME


def own_host(url: str, /) -> str:
    """Give the host of a site that belongs to one organization; empty for pages on sites shared by many."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return "" if any(host == shared or host.endswith(f".{shared}") for shared in _SHARED_SITES) else host[:100]


def own_mail_domain(email: str, /) -> str:
    """Give the domain of an e-mail address, unless anybody may have an address there."""
    domain = email.rpartition("@")[2].strip().lower()
    return "" if domain in _FREE_MAIL or domain in _SHARED_SITES else domain[:100]


@lru_cache(maxsize=4_096)
def street_key(street: str, /) -> str:
    """Give a street so that spellings of one are equal: "12, rue de l'Église" and "12 RUE EGLISE"."""
    words = folded(street)
    for written, known in (("avenue", "av"), ("boulevard", "bd"), ("place", "pl"), ("saint", "st"), ("sainte", "ste")):
        words = re.sub(rf"\b{written}\b", known, words)
    return " ".join(_SMALL.sub(" ", words).split())
