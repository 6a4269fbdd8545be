"""Refusals shown beside the field at fault."""

from collections.abc import Callable

from django import forms

from maillage.kit.errors import Conflict, Invalid


def attempt[Result](form: forms.BaseForm, action: Callable[[], Result]) -> Result | None:
    """Run a service for a valid form; its refusal becomes the form's error and nothing is given."""
    try:
        return action()
    except (Invalid, Conflict) as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
