"""A value for each name of argument in our addresses, so that every route can be visited without code of its own.

An argument gets, in this order: the id of a row of La Bobine when the leak tests made one (`Places.rows`), what
`ARGUMENTS` says of its name, else something of its type (`<uuid:…>`, `<int:…>`, `<slug:…>`) that names no row.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

SOME_ID = UUID("01890000-0000-7000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Places:
    """What addresses may name: La Bobine, and the ids of rows of hers by argument name."""

    organization_slug: str = "la-bobine"
    rows: Mapping[str, Any] = field(default_factory=dict)


ARGUMENTS: dict[str, Callable[[Places], Any]] = {
    "organization_slug": lambda places: places.organization_slug,
    "path": lambda _places: "something.webp",
    "slug": lambda places: places.organization_slug,
    "organization": lambda places: places.organization_slug,
    "brief_id": lambda _places: SOME_ID,
    "language": lambda _places: "fr",
}


BY_TYPE: dict[str, Any] = {
    "IntConverter": 1,
    "UUIDConverter": SOME_ID,
    "SlugConverter": "something",
    "StringConverter": "something",
    "PathConverter": "some/thing",
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the platform: its name as the permission table has it, and the arguments it takes."""

    name: str
    types: tuple[tuple[str, str], ...]

    @property
    def arguments(self) -> tuple[str, ...]:
        return tuple(name for name, _type in self.types)

    def url(self, places: Places) -> str:
        """Give an address of this route."""
        return reverse(self.name, kwargs={name: _value(self, name, kind, places) for name, kind in self.types})


def _value(route: Route, name: str, kind: str, places: Places) -> Any:
    if name in places.rows:
        return places.rows[name]
    if name in ARGUMENTS:
        return ARGUMENTS[name](places)
    if kind not in BY_TYPE:
        raise LookupError(f"{route.name}: say in tests/architecture/route_arguments.py what “{name}” may be")
    return BY_TYPE[kind]


def routes() -> list[Route]:
    """List every address that the platform answers at, by name."""
    return sorted(set(_walk(get_resolver().url_patterns, namespace="")), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], *, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            outer = _types(pattern)
            for route in _walk(pattern.url_patterns, namespace=inner):
                yield Route(name=route.name, types=outer + route.types)
        else:
            name = f"{namespace}{pattern.name or f'<unnamed {pattern.pattern}>'}"
            yield Route(name=name, types=_types(pattern))


def _types(pattern: URLPattern | URLResolver) -> tuple[tuple[str, str], ...]:
    converters = pattern.pattern.converters
    return tuple(
        (name, type(converters[name]).__name__ if name in converters else "")
        for name in pattern.pattern.regex.groupindex
    )
