"""A value for each name of argument in our addresses, so that every route can be visited without code of its own.

A new argument name needs one line in `ARGUMENTS`: a function that gets the fixed cast's `Places` and gives a value
of the right type. Where a row of La Bobine exists in `rows`, give its id: the leak tests visit it as a stranger.
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
    "user_id": lambda places: places.rows.get("user_id", SOME_ID),
    "token_id": lambda places: places.rows.get("token_id", SOME_ID),
    "invitation_id": lambda places: places.rows.get("invitation_id", SOME_ID),
    "notification_id": lambda places: places.rows.get("notification_id", SOME_ID),
    "parked_id": lambda places: places.rows.get("parked_id", 1),
    "key": lambda places: places.rows.get("key", "unknown-key"),
    "name": lambda _places: "something",
    "path": lambda _places: "something.webp",
    "slug": lambda places: places.organization_slug,
    "organization": lambda places: places.organization_slug,
    "pk": lambda _places: 1,
}


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the platform: its name as the permission table has it, and the arguments it takes."""

    name: str
    arguments: tuple[str, ...]

    def url(self, places: Places) -> str:
        """Give an address of this route."""
        return reverse(self.name, kwargs={name: _value(self, name, places) for name in self.arguments})


def _value(route: Route, name: str, places: Places) -> Any:
    if name not in ARGUMENTS and name.endswith("_id"):
        return places.rows.get(name, SOME_ID)
    if name not in ARGUMENTS:
        raise LookupError(f"{route.name}: say in tests/architecture/route_arguments.py what “{name}” may be")
    return ARGUMENTS[name](places)


def routes() -> list[Route]:
    """List every address that the platform answers at, by name."""
    return sorted(set(_walk(get_resolver().url_patterns, namespace="")), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], *, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            outer = tuple(pattern.pattern.regex.groupindex)
            for route in _walk(pattern.url_patterns, namespace=inner):
                yield Route(name=route.name, arguments=outer + route.arguments)
        else:
            yield Route(
                name=f"{namespace}{pattern.name or f'<unnamed {pattern.pattern}>'}",
                arguments=tuple(pattern.pattern.regex.groupindex),
            )
