"""What the mesh knows of a person: what they declared, confirmed or proposed in the name of an organization or the office."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from maillage.links.models import Declaration, Introduction

_REASON = "one's own data"


def export_person(user_id: UUID) -> dict[str, Any]:
    """Give what was done in a person's name; what was said is their organization's. Source: GDPR, articles 15 and 20."""
    said = Declaration.objects.across_scopes(reason=_REASON)
    proposed = Introduction.objects.across_scopes(reason=_REASON).filter(proposed_by_id=user_id)
    return {
        "links_declared": [
            _told(row) | {"sentence": row.sentence, "since": row.day, "at": row.declared_at}
            for row in said.filter(declared_by_id=user_id).order_by("declared_at", "id")
        ],
        "links_answered": [
            _told(row) | {"state": row.state, "at": row.answered_at}
            for row in said.filter(answered_by_id=user_id).order_by("answered_at", "id")
        ],
        "introductions_proposed": [
            {"organizations": [row.left_id, row.right_id], "note": row.note, "at": row.proposed_at}
            for row in proposed.order_by("proposed_at", "id")
        ],
    }


def _told(row: Declaration) -> dict[str, Any]:
    other_id = row.right_id if row.origin_id == row.left_id else row.left_id
    return {"organization": row.origin_id, "other": other_id, "kind": row.kind}


@transaction.atomic
def erase_person(user_id: UUID, now: datetime) -> None:
    """Take a person's name off what was declared and proposed, which stays their organization's. Source: GDPR, article 17."""
    said = Declaration.objects.across_scopes(reason="erasing a name")
    said.filter(declared_by_id=user_id).update(declared_by=None)
    said.filter(answered_by_id=user_id).update(answered_by=None)
    Introduction.objects.across_scopes(reason="erasing a name").filter(proposed_by_id=user_id).update(proposed_by=None)
