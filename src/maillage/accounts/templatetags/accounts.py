"""What pages show of roles, and the sign-in library's fields made ours."""

from django import forms, template
from django.utils.translation import gettext

from maillage.accounts.models import ROLE_LABELS

register = template.Library()


@register.filter
def role_label(role: str) -> str:
    """Name a role as people say it."""
    return str(ROLE_LABELS.get(role, gettext("No role")))


@register.filter
def plain(bound: forms.BoundField) -> forms.BoundField:
    """Take the placeholder off a field of the sign-in library: it repeats the label. Codes get their own look."""
    attrs = bound.field.widget.attrs
    attrs.pop("placeholder", None)
    if bound.name == "code":
        attrs["class"] = "input--code"
    return bound
