"""What the directory's templates ask besides the shell's tags."""

from typing import Any

from django import template
from django.core.files.storage import default_storage

from maillage.accounts.types import AccessLevel
from maillage.directory.labels import LIKENESS_LABELS, field_label, value_label
from maillage.directory.rules.phones import spoken_number

register = template.Library()


@register.simple_tag(takes_context=True)
def is_editor(context: template.Context, organization: Any) -> bool:
    """Say whether the reader may edit an organization's page."""
    actor = context.get("actor")
    return actor is not None and actor.may(AccessLevel.EDITOR, organization_id=organization.pk)


@register.simple_tag(takes_context=True)
def is_owner(context: template.Context, organization: Any) -> bool:
    """Say whether the reader may choose an organization's people."""
    actor = context.get("actor")
    return actor is not None and actor.may(AccessLevel.OWNER, organization_id=organization.pk)


@register.filter
def field_name(field: str) -> str:
    """Name a field of a profile."""
    return field_label(field)


@register.filter
def say_value(text: str, field: str) -> str:
    """Say a field's stored value in words where it is a code; a picture's name is told by its last part."""
    return text.rpartition("/")[2] if field == "logo" else value_label(field, text)


@register.filter
def likeness_reason(reason: str) -> Any:
    """Say why two organizations look alike."""
    return LIKENESS_LABELS.get(reason, reason)


@register.simple_tag
def media_url(name: str) -> str:
    """Give the address of a kept file."""
    return default_storage.url(name) if name else ""


@register.simple_tag
def proof_of(page: Any, skill: Any) -> Any:
    """Give the reference on the page that proves a skill."""
    return page.proof_of(skill)


@register.simple_tag
def photo_of(photos: dict[str, Any], form: Any) -> dict[str, Any] | None:
    """Give the picture that a row's form is about, with its address."""
    photo = photos.get(str(form["key"].value() or ""))
    return {**photo, "url": default_storage.url(photo["file"])} if photo else None


@register.filter
def phone(number: str) -> str:
    """Write a French number as it is read aloud, in pairs; others stay as they were given."""
    return spoken_number(number)


@register.filter
def site_name(url: str) -> str:
    """Write a website's address as people say it."""
    return url.strip().removeprefix("https://").removeprefix("http://").removeprefix("www.").removesuffix("/")
