"""Where organizations stand, for sums by territory."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import Count

from maillage.directory.models import Establishment, OrganizationSkill, Profile


def region_codes_of(organization_ids: Collection[UUID], /) -> Mapping[UUID, str]:
    """Give the region of each organization's seat, else of its first place; those without one are left out."""
    rows = Establishment.objects.across_scopes(reason="sums by territory name nobody")
    known = rows.filter(organization_id__in=organization_ids, closed_at=None).exclude(region_code="")
    return dict(known.order_by("is_head_office", "-id").values_list("organization_id", "region_code"))


def holders_of_skills(slugs: Collection[str], /) -> Mapping[str, int]:
    """Give how many listed organizations have each skill; 0 for those that nobody has."""
    rows = OrganizationSkill.objects.across_scopes(reason="counts of listed organizations")
    counted = rows.filter(skill__slug__in=slugs, organization__in=Profile.objects.public().values("organization_id"))
    found = dict(counted.values_list("skill__slug").annotate(count=Count("organization_id", distinct=True)))
    return {slug: found.get(slug, 0) for slug in slugs}
