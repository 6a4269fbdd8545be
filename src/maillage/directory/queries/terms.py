"""What programs look up before they search: skills, labels, the slug behind an id."""

from collections.abc import Sequence
from uuid import UUID

from maillage.accounts.models import Organization
from maillage.directory.models import Label, Skill
from maillage.kit.errors import NotFound


def living_skills(*, sector_slug: str = "") -> Sequence[Skill]:
    """Give the skills in use, in the order of the taxonomy; of one sector when it is named."""
    rows = Skill.objects.filter(retired_at__isnull=True, sector__retired_at__isnull=True).select_related("sector")
    if sector_slug:
        rows = rows.filter(sector__slug=sector_slug)
    return list(rows.order_by("sector__position", "position", "slug"))


def living_labels() -> Sequence[Label]:
    """Give the labels in use."""
    return list(Label.objects.filter(retired_at__isnull=True).order_by("slug"))


def slug_of_organization(*, organization_id: UUID) -> str:
    """Give the slug of an id; whether its page may be seen is decided where it is shown.

    Raises: NotFound.
    """
    slug = Organization.objects.filter(pk=organization_id).values_list("slug", flat=True).first()
    if slug is None:
        raise NotFound
    return slug
