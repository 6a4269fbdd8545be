"""The one door from the profile services to the search index."""

from collections.abc import Iterable
from itertools import batched
from uuid import UUID

from maillage.directory.models import OrganizationSkill, ReferencePartner
from maillage.directory.search.index import index_organizations
from maillage.stream.jobs_queue import defer_job

REINDEX_TASK = "maillage.directory.jobs.reindex_skill"
BATCH = 500


def index(organization_ids: Iterable[UUID]) -> None:
    """Bring the index up to date in the caller's transaction; those that are not listed leave it."""
    index_organizations(list(organization_ids))


def index_with_those_who_name(organization_id: UUID, /) -> None:
    """Bring the index up to date for an organization that comes or leaves, and for those whose references name it."""
    rows = ReferencePartner.objects.across_scopes(reason="who withdrew is found nowhere, by no reference of others")
    named_by = rows.filter(partner_id=organization_id).values_list("organization_id", flat=True).distinct()
    index([organization_id, *named_by])


def reindex_skill_later(*, skill_id: int) -> None:
    defer_job(task=REINDEX_TASK, skill_id=skill_id, lock=f"reindex-skill-{skill_id}")


def reindex_skill(*, skill_id: int) -> None:
    """Index again all who have a skill."""
    rows = OrganizationSkill.objects.across_scopes(reason="a renamed skill is found under its new name")
    ids = rows.filter(skill_id=skill_id).order_by("organization_id").values_list("organization_id", flat=True)
    for batch in batched(ids.iterator(chunk_size=BATCH), BATCH):
        index(batch)
