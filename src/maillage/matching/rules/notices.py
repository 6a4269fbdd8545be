"""Notices as JSON, and what one of them changed in its call."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from maillage.matching.rules.opportunities import Bulletin, Call, NoticeKind, Opportunity
from maillage.matching.types import NoticeRejection, OpportunityState

_MOMENTS = ("published", "deadline")
_LISTS = ("departments", "cpv", "keywords", "amends", "winners", "skills")
_TEXTS = ("title", "buyer", "url", "description")
# What readers of a correction want to know, in this order.
TOLD = ("deadline", "title", "buyer", "departments", "amount_cents", "cpv", "description", "url")


def to_document(notice: Opportunity, /) -> dict[str, Any]:
    """Give a notice as JSON values; `from_document` gives it back."""
    moments = {name: _written(getattr(notice, name)) for name in _MOMENTS}
    lists = {name: list(getattr(notice, name)) for name in _LISTS}
    texts = {name: getattr(notice, name) for name in _TEXTS}
    named = {"key": notice.key, "bulletin": notice.bulletin.value, "kind": notice.kind.value}
    return {**named, **texts, **moments, **lists, "amount_cents": notice.amount_cents}


def from_document(document: Mapping[str, Any], /) -> Opportunity:
    """Give the notice that a document holds."""
    values: dict[str, Any] = {name: str(document[name]) for name in _TEXTS}
    values |= {name: datetime.fromisoformat(document[name]) if document[name] else None for name in _MOMENTS}
    values |= {name: tuple(document[name]) for name in _LISTS}
    return Opportunity(
        key=document["key"], bulletin=Bulletin(document["bulletin"]), kind=NoticeKind(document["kind"]),
        amount_cents=document["amount_cents"], **values,
    )  # fmt: skip


def digest_of(document: Mapping[str, Any], /) -> str:
    """Tell two versions of one notice apart."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def changes(before: Opportunity, after: Opportunity, /) -> dict[str, list[Any]]:
    """Give what differs between two states of a call: field → before and after, as JSON values."""
    one, other = to_document(before), to_document(after)
    return {name: [one[name], other[name]] for name in TOLD if one[name] != other[name]}


def state_of(call: Call, /, *, is_corrected: bool, now: datetime) -> OpportunityState:
    """Give where a call stands: what ended it counts more than its deadline."""
    if call.closed_by is NoticeKind.CANCELLATION:
        return OpportunityState.CANCELLED
    if call.closed_by is NoticeKind.AWARD:
        return OpportunityState.AWARDED
    if call.opportunity.deadline is None or call.opportunity.deadline <= now:
        return OpportunityState.EXPIRED
    return OpportunityState.CORRECTED if is_corrected else OpportunityState.OPEN


def rejection_of(notice: Opportunity, /, *, now: datetime) -> NoticeRejection | None:
    """Say why a notice about no known call opens none; None when it does."""
    if notice.closes:
        return NoticeRejection.CALL_UNKNOWN
    if notice.kind is NoticeKind.OTHER:
        return NoticeRejection.NOT_A_CALL
    if not notice.title:
        return NoticeRejection.NO_TITLE
    if notice.deadline is None:
        return NoticeRejection.NO_DEADLINE
    return NoticeRejection.DEADLINE_PASSED if notice.deadline <= now else None


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
