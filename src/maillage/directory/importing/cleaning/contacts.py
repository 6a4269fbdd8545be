"""Telephones, e-mail addresses and web addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import phonenumbers

from maillage.directory.importing.cleaning.text import clean_line, is_null
from maillage.directory.importing.types import Cleaned, Reason, reason

CELL_MAX, URL_MAX, EMAIL_MAX = 2_000, 500, 254
_PHONE_SEPARATORS = re.compile(r"\s*(?:/|;|\bou\b|\bor\b|\|)\s*", re.IGNORECASE)
_PHONE_DIGITS_MIN = 8
_FRENCH_PHONE = re.compile(r"0([1-79]\d{8})")
_PHONE_MARKS = dict.fromkeys(map(ord, " .-_/\u00a0\u202f\u2009\t"), None)
_SPECIAL_PHONE = re.compile(r"(?:(?:\+33|0033|33)?\(?0?\)?)?8\d{8}|[13]\d{3}|\d{3}")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_EMAIL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:[^\W_](?:[\w-]{{0,61}}[^\W_])?\.)+[^\W\d_]{{2,24}}")
_HOST_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"(?:{_HOST_LABEL}\.)+(?:[^\W\d_]{{2,24}}|xn--[a-z0-9-]{{2,59}})\.?", re.IGNORECASE)
_LINK_SEPARATORS = re.compile(
    r"[\s;|<>\"]+|,(?=\s|https?:|www\.|[\w.+-]+@)|(?<=[a-z/]),(?=[a-z0-9-]+\.[a-z]{2,})", re.IGNORECASE
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)

_SOCIAL_HOSTS = frozenset((
    "facebook.com", "fb.com", "fb.me", "twitter.com", "x.com", "instagram.com", "linkedin.com", "youtube.com", "youtu.be",
    "tiktok.com", "vimeo.com", "mastodon.social", "piaille.fr", "framapiaf.org", "bsky.app", "mamot.fr", "pinterest.com",
    "pinterest.fr", "soundcloud.com", "t.me", "discord.gg", "flickr.com", "dailymotion.com", "github.com", "peertube.fr",
))  # fmt: skip


class Links(NamedTuple):
    """What a cell meant for a web site really held."""

    websites: tuple[str, ...] = ()
    social: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@lru_cache(maxsize=2_048)
def clean_phone(text: str, country: str = "FR", /) -> Cleaned[str]:
    """Give the first number of a cell in international form; French 08 and short numbers stay as typed."""
    if is_null(text):
        return "", ()
    first = _PHONE_SEPARATORS.split(text.strip())[0]
    if sum(map(str.isdigit, first)) < _PHONE_DIGITS_MIN:
        first = text  # the separator stood between two digits: 04/78/00/00/00
    compact = first.translate(_PHONE_MARKS)
    if french := _FRENCH_PHONE.fullmatch(compact):
        return f"+33{french[1]}", ()
    if _SPECIAL_PHONE.fullmatch(compact):
        return clean_line(first), ()
    return _parsed_phone(first, compact, country) or ("", (reason("phone.malformed", field="phone", value=text),))


def _parsed_phone(first: str, compact: str, country: str) -> Cleaned[str] | None:
    candidates = [first.replace("(0)", "")]
    if re.fullmatch(r"33[1-9]\d{8}", compact):
        candidates.append("+" + compact)
    if country in ("", "FR") and re.fullmatch(r"[1-79]\d{8}", compact):
        candidates.append("0" + compact)  # the leading zero that a spreadsheet ate
    for candidate in candidates:
        try:
            number = phonenumbers.parse(candidate[:60], country or "FR")
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ()
    return None


@lru_cache(maxsize=2_048)
def clean_email(text: str, /) -> Cleaned[str]:
    """Give the first e-mail address of a cell, its domain in lower case."""
    line = clean_line(text)
    if not line:
        return "", ()
    for piece in re.split(r"[\s;,<>|]+|mailto:", line, flags=re.IGNORECASE):
        if address := _email(piece):
            return address, ()
    return "", (reason("email.malformed", field="email", value=text),)


def _email(piece: str) -> str:
    piece = piece.strip(".()[]'\":").removeprefix("mailto:")
    if len(piece) > EMAIL_MAX or not _EMAIL.fullmatch(piece):
        return ""
    local, _, domain = piece.rpartition("@")
    return f"{local}@{domain.lower()}" if len(local) <= 64 else ""


@lru_cache(maxsize=4_096)
def clean_links(text: str, /) -> Cleaned[Links]:
    """Sort the addresses of a cell into web sites, social pages and e-mails; `https://` is added where missing."""
    line = clean_line(text[:CELL_MAX])
    if not line:
        return Links(), ()
    websites: list[str] = []
    social: list[str] = []
    emails: list[str] = []
    refused: list[Reason] = []
    for piece in filter(None, _LINK_SEPARATORS.split(line)):
        if is_null(piece) or not re.search(r"\w", piece):
            continue
        if address := _email(piece):
            emails.append(address)
        elif url := _url(piece):
            (social if is_social(url) else websites).append(url)
        else:
            refused.append(reason("url.malformed", field="website", value=piece))
    if refused and (websites or social or emails) and not any("." in item.value for item in refused):
        refused = []  # words around an address ("Site : www.x.fr") are no second address
    return Links(*(tuple(dict.fromkeys(found)) for found in (websites, social, emails))), tuple(refused[:3])


def clean_url(text: str, /) -> Cleaned[str]:
    """Give the first web or social address of a cell."""
    links, warnings = clean_links(text)
    found = links.websites or links.social
    return (found[0] if found else ""), warnings


def is_social(url: str, /) -> bool:
    """Say whether an address is a page of a social network."""
    labels = (urlsplit(url).hostname or "").split(".")
    return ".".join(labels[-2:]) in _SOCIAL_HOSTS


def _url(piece: str) -> str:
    piece = re.sub(r"^(?:https?:/*)+(?=https?:/)", "", piece.strip(".,()[]'"), flags=re.IGNORECASE)
    piece = re.sub(r"^(https?)(?::/*|;//|//)(?=\w)", r"\1://", piece, flags=re.IGNORECASE)
    scheme = _SCHEME.match(piece)
    if scheme and scheme[1].lower() not in ("http", "https") and "." not in scheme[1]:
        return ""
    address = piece if scheme and scheme[1].lower() in ("http", "https") else "https://" + piece.lstrip("/")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.username or len(host) > 253 or not _HOST.fullmatch(host):
        return ""
    place = host if port is None else f"{host}:{port}"
    url = urlunsplit((parts.scheme.lower(), place, parts.path, parts.query, parts.fragment))
    return url if len(url) <= URL_MAX else ""
