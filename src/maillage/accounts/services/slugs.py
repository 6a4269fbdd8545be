"""Slugs of organizations: readable, and never a word that an address already gives a meaning."""

import re
from collections.abc import Collection, Iterator
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.text import slugify

from maillage.accounts.models import Organization
from maillage.kit.ids import new_id

_NAMES_ONE = re.compile(r"^(?P<before>.*?)<slug:(?:organization_)?slug>")
_SLUG = re.compile(r"[-\w]+")
_PLENTY = 1000


@cache
def reserved_slugs() -> frozenset[str]:
    """Give the words that stand, in some address of the platform, where another has the slug of an organization.

    An organization called “Carte” cannot live at /annuaire/carte/, which is the map.
    """
    addresses = list(_addresses(get_resolver().url_patterns))
    places = {found["before"] for address in addresses if (found := _NAMES_ONE.match(address))}
    words = {
        address.removeprefix(place).split("/")[0]
        for place in places
        for address in addresses
        if address.startswith(place)
    }
    return frozenset(word for word in words if _SLUG.fullmatch(word))


def _addresses(patterns: Collection[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        address = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, address)
        else:
            yield address


def free_slug(*, name: str) -> str:
    """Give a readable slug that no organization has; after a few tries a piece of a random id settles it."""
    base = slugify(name)[:60].strip("-") or "structure"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True)[:_PLENTY])
    taken |= reserved_slugs()
    for number in ["", *(f"-{count}" for count in range(2, 50))]:
        if f"{base}{number}" not in taken:
            return f"{base}{number}"
    return f"{base}-{new_id().hex[-8:]}"
