"""What a courier's page sends: one action of a plain form, or several of a queue; pieces of pictures; points."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from maillage.delivery.rules.phone_clock import true_time
from maillage.delivery.services.photo_uploads import LARGEST_PIECE, Piece
from maillage.delivery.services.positions import PositionGiven
from maillage.delivery.services.riding import MOST_TASKS, Action
from maillage.delivery.types import ProofKind
from maillage.kit.errors import Invalid

MOST_ACTIONS = 200
_TEXTS = {"recipient": 140, "notes": 4000, "reason": 140, "code": 200}


class NotUnderstood(Invalid):
    message = _("This was not understood: load the page again. What waits on this phone is kept.")
    status = 400
    code = "not_understood"


def action_of_form(data: QueryDict, files: MultiValueDict[str, Any], *, now: datetime) -> Action:
    """Read what a plain form sent: it happened now, by the server's clock.

    Raises: NotUnderstood.
    """
    texts: dict[str, Any] = {name: data.get(name, "")[:longest] for name, longest in _TEXTS.items()}
    return Action(
        key=_key(data.get("key")), kind=data.get("kind", "")[:10], at=now, said_at=now,
        task_numbers=_numbers(data.getlist("tasks")), photo=files.get("photo"), is_live=True,
        **texts,
    )  # fmt: skip


def actions_of_queue(document: Any, *, now: datetime) -> list[Action]:
    """Read what a phone has kept, in the order in which it happened; times are set right by the phone's own clock.

    Raises: NotUnderstood.
    """
    sent = _instant(document.get("sent_at")) if isinstance(document, Mapping) else None
    listed = document.get("actions") if isinstance(document, Mapping) else None
    if sent is None or not isinstance(listed, list) or not 0 < len(listed) <= MOST_ACTIONS:
        raise NotUnderstood
    found = [_queued(one, sent=sent, now=now) for one in listed]
    # The phone counts its actions: two of one second stay in their order.
    order = {action.key: _count(one.get("order")) for one, action in zip(listed, found, strict=True)}
    return sorted(found, key=lambda action: (order[action.key], action.said_at))


def _queued(one: Any, *, sent: datetime, now: datetime) -> Action:
    if not isinstance(one, Mapping):
        raise NotUnderstood
    said = _instant(one.get("at"))
    if said is None:
        raise NotUnderstood
    at = true_time(said=said, sent=sent, heard=now)
    texts: dict[str, Any] = {name: str(one.get(name) or "")[:longest] for name, longest in _TEXTS.items()}
    place = _place(one)
    return Action(
        key=_key(one.get("id")), kind=str(one.get("kind", ""))[:10], at=at.at, said_at=said, offset_s=at.offset_s,
        task_numbers=_numbers(one.get("tasks") or []), latitude=place[0] if place else None,
        longitude=place[1] if place else None, **texts,
    )  # fmt: skip


def json_of(request: HttpRequest) -> Any:
    """Raises: NotUnderstood."""
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise NotUnderstood from None


def piece_of(request: HttpRequest) -> Piece:
    """Read bytes of a picture and where they belong.

    Raises: NotUnderstood.
    """
    asked = request.GET
    texts = (asked.get("offset", ""), asked.get("length", ""))
    if not all(text.isdecimal() and len(text) < 9 for text in texts):
        raise NotUnderstood
    if int(request.headers.get("Content-Length") or 0) > LARGEST_PIECE:
        raise NotUnderstood
    kind = ProofKind.SIGNATURE if asked.get("kind") == ProofKind.SIGNATURE.value else ProofKind.PHOTO
    incident_of = _key(asked["incident"]) if asked.get("incident") else None
    return Piece(int(texts[0]), int(texts[1]), request.body, kind, _numbers(asked.getlist("tasks")), incident_of)


def points_of(document: Any, *, now: datetime) -> list[PositionGiven]:
    """Read where a phone was.

    Raises: NotUnderstood.
    """
    sent = _instant(document.get("sent_at")) if isinstance(document, Mapping) else None
    said = _instant(document.get("at")) if isinstance(document, Mapping) else None
    place = _place(document) if isinstance(document, Mapping) else None
    if sent is None or said is None or place is None:
        raise NotUnderstood
    return [PositionGiven(place[0], place[1], true_time(said=said, sent=sent, heard=now).at)]


def _key(text: Any) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise NotUnderstood from None


def _numbers(sent: Any) -> tuple[int, ...]:
    if not isinstance(sent, list):
        raise NotUnderstood
    texts = [str(one) for one in sent[:MOST_TASKS]]
    return tuple(dict.fromkeys(int(text) for text in texts if text.isdecimal() and len(text) < 18))


def _count(sent: Any) -> int:
    return sent if isinstance(sent, int) else 0


def _instant(sent: Any) -> datetime | None:
    """Read milliseconds since 1970; a clock that is centuries off says nothing."""
    if isinstance(sent, bool) or not isinstance(sent, int | float):
        return None
    try:
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=sent)
    except (ValueError, OverflowError):
        return None


def _place(sent: Mapping[str, Any]) -> tuple[float, float] | None:
    pair = [sent.get("latitude"), sent.get("longitude")]
    numbers = [float(one) for one in pair if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) != 2 or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        return None
    return numbers[0], numbers[1]
