"""Titles of references, to name them as proofs of skills."""

from uuid import UUID

from maillage.directory.models import Reference


def reference_titles(*, organization_id: UUID) -> list[str]:
    """Give the titles of an organization's references."""
    rows = Reference.objects.across_scopes(reason="titles shown to those who may edit the profile")
    return list(rows.filter(organization_id=organization_id).order_by("position").values_list("title", flat=True))
