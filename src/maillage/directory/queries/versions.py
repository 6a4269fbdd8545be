"""Which version of the public directory this is: it changes whenever something that the public may see does."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Sum

from maillage.directory.models import PublicChange


@dataclass(frozen=True, slots=True)
class DirectoryVersion:
    """`changed_at`: when the last change was written, None when nothing ever changed."""

    number: int
    changed_at: datetime | None


def directory_version() -> DirectoryVersion:
    """Give the version. Read it before what it stands for: then an answer may be newer than its version, never older."""
    found = PublicChange.objects.aggregate(number=Sum("count"), changed_at=Max("at"))
    return DirectoryVersion(number=int(found["number"] or 0), changed_at=found["changed_at"])
