"""Where former addresses lead."""

from maillage.directory.models import FormerSlug


def present_slug(*, slug: str) -> str:
    """Give the slug of the organization that took in the one known by `slug`; empty when there is none."""
    return FormerSlug.objects.filter(slug=slug).values_list("organization__slug", flat=True).first() or ""
