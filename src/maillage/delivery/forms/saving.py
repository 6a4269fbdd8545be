"""A refusal of a service, written on the field that it names: the form keeps what was typed."""

from collections.abc import Callable

from django import forms

from maillage.kit.errors import DomainError

_OF_WHO_ASKS = {403, 404}


def saved[Made](
    form: forms.BaseForm, action: Callable[[], Made], *, rename: dict[str, str] | None = None
) -> Made | None:
    """Run a service when a form was sent and is valid; None when it was not, or was refused: the form then says why.

    `rename`: the form's name for a field of the service. Raises: NotFound, NotAllowed.
    """
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return action()
    except DomainError as refusal:
        if refusal.status in _OF_WHO_ASKS:
            raise
        field = (rename or {}).get(refusal.field, refusal.field)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None
