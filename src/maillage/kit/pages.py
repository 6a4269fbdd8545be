"""Pagination by key: stable under insertion, as fast on the thousandth page as on the first."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.kit.errors import Invalid

LONGEST_CURSOR = 600


class BadCursor(Invalid):
    message = _("This page address is not valid. Start again from the first page.")
    status = 400
    code = "bad_cursor"


@dataclass(frozen=True, slots=True)
class KeyPage[Row]:
    """Some rows and the cursor of the page that follows, empty on the last."""

    rows: Sequence[Row]
    next_cursor: str

    @property
    def has_next(self) -> bool:
        return bool(self.next_cursor)


def encode_cursor(values: Sequence[Any]) -> str:
    """Pack the last row's key (JSON values) into an opaque URL-safe text."""
    text = json.dumps(list(values), separators=(",", ":"), default=str)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, length: int) -> list[Any]:
    """Unpack a cursor of `length` values.

    Raises: BadCursor.
    """
    if len(cursor) > LONGEST_CURSOR:
        raise BadCursor(field="cursor")
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, UnicodeDecodeError):
        raise BadCursor(field="cursor") from None
    if not isinstance(values, list) or len(values) != length or not all(_is_plain(value) for value in values):
        raise BadCursor(field="cursor")
    return values


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def page_by_key[M: Model](rows: "QuerySet[M]", *, key: Sequence[str], cursor: str = "", size: int = 20) -> KeyPage[M]:
    """Cut `size` rows after `cursor` in the order of `key` (field names, `-` for descending; the last one unique).

    Raises: BadCursor.
    """
    ordered = rows.order_by(*key)
    try:
        if cursor:
            ordered = ordered.filter(_after(key, decode_cursor(cursor, length=len(key))))
        found = list(ordered[: size + 1])
    except (ValueError, TypeError, ValidationError):
        raise BadCursor(field="cursor") from None
    following = ""
    if len(found) > size:
        last = found[size - 1]
        following = encode_cursor([getattr(last, name.lstrip("-")) for name in key])
    return KeyPage(rows=found[:size], next_cursor=following)


def _after(key: Sequence[str], values: Sequence[Any]) -> Q:
    condition, equal_so_far = Q(), Q()
    for name, value in zip(key, values, strict=True):
        field = name.lstrip("-")
        comparison = "lt" if name.startswith("-") else "gt"
        condition |= equal_so_far & Q(**{f"{field}__{comparison}": value})
        equal_so_far &= Q(**{field: value})
    return condition
