from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class GalleryForm(forms.Form):
    """A form of the style gallery, with each kind of field."""

    name = forms.CharField(label=_("Name of the co-operative"), max_length=80)
    siren = forms.RegexField(
        r"^\d{9}$",
        label="SIREN",
        help_text=_("Nine digits, as on your registration certificate."),
        error_messages={"invalid": _("This number has spaces: write nine digits, such as 732829320.")},
    )
    kind = forms.ChoiceField(label=_("Legal form"), choices=[("scop", "Scop"), ("scic", "Scic"), ("cae", "CAE")])
    about = forms.CharField(label=_("What you do"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.BooleanField(
        label=_("Show the phone number"), help_text=_("Everybody will be able to read it."), required=False
    )
    contact = forms.ChoiceField(
        label=_("Reach us by"), choices=[("mail", _("E-mail")), ("phone", _("Phone"))], widget=forms.RadioSelect
    )


class WebhookForm(forms.Form):
    """A program that is to be told what happens on the path."""

    name = forms.CharField(label=_("Name of the program"), max_length=80)
    url = forms.URLField(
        label=_("Address"), max_length=500, assume_scheme="https",
        help_text=_("It starts with https:// and answers from the public network."),
    )  # fmt: skip
    verbs = forms.MultipleChoiceField(
        label=_("What it is told"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen means everything."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, verbs: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["verbs"].choices = [(verb, verb) for verb in verbs]  # type: ignore[attr-defined]
