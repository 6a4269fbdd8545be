"""Two organizations that were one all along are made one; it can be undone."""

from maillage.directory.services.merging.merge import AlreadyDecided, merge_organizations
from maillage.directory.services.merging.undo import UNDOABLE_FOR, ChangedSince, forget_old_merges, undo_merge

__all__ = [
    "UNDOABLE_FOR",
    "AlreadyDecided",
    "ChangedSince",
    "forget_old_merges",
    "merge_organizations",
    "undo_merge",
]
