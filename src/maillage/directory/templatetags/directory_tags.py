"""What the directory's templates ask besides the shell's tags."""

from typing import Any

from django import template
from django.core.files.storage import default_storage

from maillage.accounts.types import AccessLevel

register = template.Library()


@register.simple_tag(takes_context=True)
def is_editor(context: template.Context, organization: Any) -> bool:
    """Say whether the reader may edit an organization's page."""
    actor = context.get("actor")
    return actor is not None and actor.may(AccessLevel.EDITOR, organization_id=organization.pk)


@register.simple_tag
def media_url(name: str) -> str:
    """Give the address of a kept file."""
    return default_storage.url(name) if name else ""


@register.simple_tag
def photo_of(photos: dict[str, Any], form: Any) -> dict[str, Any] | None:
    """Give the picture that a row's form is about, with its address."""
    photo = photos.get(str(form["key"].value() or ""))
    return {**photo, "url": default_storage.url(photo["file"])} if photo else None
