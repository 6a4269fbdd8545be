"""A shop's software that is let order."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ProgramForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the software"),
        max_length=120,
        help_text=_("Such as “Online shop”: the plug-in shows it in its settings."),
    )
