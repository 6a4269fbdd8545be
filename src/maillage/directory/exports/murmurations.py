"""A profile for the Murmurations network: written, and checked before anything is posted.

Source: Murmurations library, organizations_schema-v1.0.0.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from maillage.directory.exports.columns import rounded
from maillage.directory.exports.types import ExportedOrganization

SCHEMA = "organizations_schema-v1.0.0"
MOST_TAGS = 100
_STATUSES = {"active", "completed", "cancelled", "on_hold", "in_planning"}
_SCOPES = {"local", "regional", "national", "international"}
_SCHEMA_NAME = re.compile(r"[a-z][a-z0-9_]{7,97}-v[0-9]+\.[0-9]+\.[0-9]+")
_WEB = re.compile(r"https?://.*")


def murmurations_profile(one: ExportedOrganization, *, home: str) -> dict[str, Any]:
    """Give the profile; keys without a value are left out. `home`: address of the network's site."""
    address = ", ".join(filter(None, (one.street, f"{one.postal_code} {one.commune}".strip())))
    has_point = one.longitude is not None and one.latitude is not None
    founded = one.founded_on
    document = {
        "linked_schemas": [SCHEMA],
        "name": one.name[:200],
        "nickname": one.trade_names[0] if one.trade_names else "",
        "primary_url": one.website or one.url,
        "tags": list(dict.fromkeys(term.name[:100] for term in one.skills))[:MOST_TAGS],
        "urls": [{"name": "Maillage", "url": one.url}],
        "description": one.description or one.pitch,
        "mission": one.pitch if one.description else "",
        "status": "active",
        "full_address": address,
        "locality": one.commune,
        "region": one.region,
        "country_name": "France" if one.country_code == "FR" else "",
        "country_iso_3166": one.country_code,
        "geolocation": {"lat": rounded(one.latitude), "lon": rounded(one.longitude)} if has_point else {},
        "image": one.logo_url,
        "relationships": [{"predicate_url": "https://schema.org/memberOf", "object_url": home}]
        if one.is_member
        else [],
        "starts_at": datetime(founded.year, founded.month, founded.day, tzinfo=UTC).timestamp() if founded else "",
        "contact_details": {"contact_form": one.contact_url},
        "unique_id": one.siren,
    }
    return {key: value for key, value in document.items() if value not in ("", [], {})}


def mistakes_of(document: Mapping[str, Any]) -> list[str]:
    """Name the fields that the schema would refuse; none when the profile is fit to be posted."""
    missing = [name for name in ("linked_schemas", "name") if not document.get(name)]
    wrong = [name for name, check in _CHECKS.items() if name in document and not check(document[name])]
    return sorted({*missing, *wrong})


def _text(limit: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= limit


def _web(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 2000 and _WEB.fullmatch(value) is not None


def _number(value: Any, largest: float = math.inf) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= largest


def _unique(value: Any, fits: Callable[[Any], bool], *, most: int = 10_000) -> bool:
    is_list = isinstance(value, list) and 1 <= len(value) <= most
    return is_list and all(map(fits, value)) and all(value.index(one) == place for place, one in enumerate(value))


def _has(names: tuple[str, ...], fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, Mapping) and all(name in value and fits(value[name]) for name in names)


_ANY = _text(1_000_000)
_CHECKS: dict[str, Callable[[Any], bool]] = {
    "linked_schemas": lambda value: _unique(
        value, lambda one: isinstance(one, str) and _SCHEMA_NAME.fullmatch(one) is not None
    ),
    "name": _text(200),
    "nickname": _ANY,
    "primary_url": _web,
    "tags": lambda value: _unique(value, _text(100), most=MOST_TAGS),
    "urls": lambda value: _unique(value, _has(("url",), _web)),
    "description": _ANY,
    "mission": _ANY,
    "status": _STATUSES.__contains__,
    "full_address": _ANY,
    "country_iso_3166": lambda value: isinstance(value, str) and re.fullmatch("[A-Z]{2}", value) is not None,
    "geolocation": lambda value: (
        isinstance(value, Mapping) and _number(value.get("lat"), 90) and _number(value.get("lon"), 180)
    ),
    "image": _web,
    "header_image": _web,
    "rss": _web,
    "images": lambda value: isinstance(value, list) and all(map(_has(("url",), _web), value)),
    "relationships": lambda value: (
        isinstance(value, list) and all(map(_has(("predicate_url", "object_url"), _web), value))
    ),
    "starts_at": _number,
    "ends_at": _number,
    "contact_details": lambda value: isinstance(value, Mapping) and bool({"email", "contact_form"} & set(value)),
    "telephone": _text(40),
    "geographic_scope": _SCOPES.__contains__,
    "unique_id": _ANY,
}
