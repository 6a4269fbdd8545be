"""What follows a merge of two organizations, after commit."""

from django.utils import timezone

from maillage.directory.events import MergeUndone, OrganizationsMerged
from maillage.matching.services import merges


def move_rows(event: OrganizationsMerged) -> None:
    """What was of the absorbed organization is of the kept one."""
    if event.organization_id is not None:
        merges.move_rows(
            kept_id=event.organization_id, absorbed_id=event.absorbed_id, merge_id=event.merge_id, now=timezone.now()
        )


def move_rows_back(event: MergeUndone) -> None:
    """Both have again what they had."""
    merges.move_rows_back(merge_id=event.merge_id)
