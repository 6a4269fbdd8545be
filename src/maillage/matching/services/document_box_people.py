"""What the document box knows of a person: what they added, shared and read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from maillage.matching.models import Paper, PaperReading, PaperShare

_REASON = "one's own data"


def export_person(user_id: UUID) -> dict[str, Any]:
    """Give what was done in a person's name; the papers are the organization's. Source: GDPR, articles 15 and 20."""
    papers = Paper.objects.across_scopes(reason=_REASON).filter(uploaded_by_id=user_id).order_by("uploaded_at")
    shares = PaperShare.objects.across_scopes(reason=_REASON).filter(consented_by_id=user_id).order_by("consented_at")
    readings = PaperReading.objects.across_scopes(reason=_REASON).filter(person_id=user_id).order_by("at")
    return {
        "papers_added": [
            {"organization": row.organization_id, "kind": row.kind, "name": row.name, "at": row.uploaded_at}
            for row in papers
        ],
        "papers_shared": [{"paper": row.paper_id, "answer": row.answer_id, "at": row.consented_at} for row in shares],
        "papers_read": [{"share": row.share_id, "at": row.at} for row in readings],
    }


@transaction.atomic
def erase_person(user_id: UUID, now: datetime) -> None:
    """Take a person's name off the papers and their shares, which stay their organization's. Source: GDPR, article 17."""
    papers, shares = Paper.objects.across_scopes(reason=_REASON), PaperShare.objects.across_scopes(reason=_REASON)
    papers.filter(uploaded_by_id=user_id).update(uploaded_by=None)
    papers.filter(removed_by_id=user_id).update(removed_by=None)
    shares.filter(consented_by_id=user_id).update(consented_by=None)
    shares.filter(revoked_by_id=user_id).update(revoked_by=None)
    PaperReading.objects.across_scopes(reason=_REASON).filter(person_id=user_id).update(person=None)
