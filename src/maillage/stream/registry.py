"""Who listens to what. Filled by `maillage.config.wiring` alone."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from maillage.stream.types import Event

type Handler = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    name: str
    event: type[Event]
    handler: Handler


class Registry:
    """Subscribers by name and by verb."""

    def __init__(self) -> None:
        self._by_name: dict[str, Subscriber] = {}
        self._by_verb: dict[str, list[Subscriber]] = defaultdict(list)

    def subscribe(self, *, event: type[Event], handler: Handler, name: str = "") -> None:
        """Have `handler` called with each `event` after commit, in its own transaction, effectively once.

        `name` identifies the subscriber for ever: what it has handled is remembered under it.
        Raises: ValueError (subscribed already, or another event bears the same verb: each would get the other's facts).
        """
        namesake = next((one.event for one in self._by_verb.get(event.verb, ()) if one.event is not event), None)
        if namesake is not None:
            raise ValueError(f"{event.__qualname__} and {namesake.__qualname__} bear the same verb, {event.verb}")
        known_as = name or f"{handler.__module__.removeprefix('maillage.')}.{handler.__name__}:{event.verb}"
        if known_as in self._by_name:
            raise ValueError(f"{known_as} is subscribed already")
        subscriber = Subscriber(name=known_as, event=event, handler=handler)
        self._by_name[known_as] = subscriber
        self._by_verb[event.verb].append(subscriber)

    def unsubscribe(self, *, name: str) -> None:
        subscriber = self._by_name.pop(name)
        self._by_verb[subscriber.event.verb].remove(subscriber)

    def named(self, name: str) -> Subscriber | None:
        return self._by_name.get(name)

    def listening_to(self, verb: str) -> list[Subscriber]:
        return list(self._by_verb.get(verb, ()))

    def all(self) -> list[Subscriber]:
        return list(self._by_name.values())


registry = Registry()
