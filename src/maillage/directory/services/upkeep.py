"""What follows every change of a profile: provenance, completeness, version, index."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from maillage.directory.models import Profile
from maillage.directory.queries.completeness import facts_of_profile
from maillage.directory.rules.completeness import completeness_of
from maillage.directory.services.indexing import index
from maillage.directory.types import Source


def refresh(*, organization_id: UUID, said: Iterable[str], source: Source, now: datetime) -> None:
    """Note who said the fields `said`, then recompute what depends on them; the profile's version grows by one."""
    profile = Profile.objects.across_scopes(reason="upkeep after a checked change").get(pk=organization_id)
    profile.provenance = marked(profile.provenance, said=said, source=source, now=now)
    profile.completeness = completeness_of(facts_of_profile(organization_id=organization_id)).score
    profile.updated_at = now
    profile.version += 1
    profile.save(update_fields=["provenance", "completeness", "updated_at", "version"])
    index([organization_id])


def marked(provenance: dict[str, Any], *, said: Iterable[str], source: Source, now: datetime) -> dict[str, Any]:
    """Give the provenance with the fields `said` by a source today."""
    return {
        **provenance,
        **{field: {"source": source.value, "at": now.date().isoformat(), "run": None} for field in said},
    }
