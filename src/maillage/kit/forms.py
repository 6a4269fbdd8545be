"""Forms whose choices are known only when they are made."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def offer_choices(form: forms.BaseForm, name: str, choices: Iterable[Any], /) -> None:
    """Have a field of choices offer these: pairs of a value and its words, or groups of them."""
    cast("forms.ChoiceField", form.fields[name]).choices = choices
