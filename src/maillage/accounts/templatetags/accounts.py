"""What pages show of roles."""

from django import template
from django.utils.translation import gettext

from maillage.accounts.models import ROLE_LABELS

register = template.Library()


@register.filter
def role_label(role: str) -> str:
    """Name a role as people say it."""
    return str(ROLE_LABELS.get(role, gettext("No role")))
