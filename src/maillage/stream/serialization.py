"""Events as JSON and back, by the annotations of their dataclass."""

import types
from dataclasses import fields
from datetime import date, datetime
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from maillage.stream.types import Event

_ENVELOPE = frozenset(field.name for field in fields(Event))


def event_data(event: Event) -> dict[str, Any]:
    """Give the event's own fields as JSON values; the envelope has columns of its own."""
    return {field.name: _to_json(getattr(event, field.name)) for field in fields(event) if field.name not in _ENVELOPE}


def _to_json(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    if value is None or isinstance(value, str | int | float | bool):
        return value
    raise TypeError(f"An event cannot hold a {type(value).__name__}")


def build_event[E: Event](
    kind: type[E],
    *,
    data: dict[str, Any],
    at: datetime,
    actor_id: UUID | None,
    object_id: UUID | None,
    organization_id: UUID | None,
) -> E:
    """Rebuild an event; fields that it has lost since are dropped, new ones need a default."""
    hints = get_type_hints(kind)
    known = {field.name for field in fields(kind)} - _ENVELOPE
    own = {name: _from_json(value, hints[name]) for name, value in data.items() if name in known}
    return kind(at=at, actor_id=actor_id, object_id=object_id, organization_id=organization_id, **own)


def _from_json(value: Any, hint: Any) -> Any:
    origin = get_origin(hint)
    if origin in {Union, types.UnionType}:
        if value is None:
            return None
        return _from_json(value, next(option for option in get_args(hint) if option is not types.NoneType))
    if origin is tuple:
        return tuple(_from_json(item, get_args(hint)[0]) for item in value)
    if hint is UUID:
        return UUID(value)
    if hint in {datetime, date}:
        return hint.fromisoformat(value)
    return value
