from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.kit.forms import offer_choices


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


# What each fact is called on the page; the code beside it is what the program receives.
_FACTS = {
    "brief.received": _("A need has come in"),
    "brief.assigned": _("A need is taken in hand"),
    "brief.moved": _("A need changes its state"),
    "brief.shortlist_changed": _("An organization is kept or set aside"),
    "brief_invitation.sent": _("An organization is invited"),
    "brief_invitation.answered": _("An organization accepts or declines"),
    "brief_invitation.expired": _("An invitation stays without an answer"),
    "consortium.formed": _("A consortium is formed"),
    "consortium.dissolved": _("A consortium is dissolved"),
    "answer.sent": _("An answer is sent to the buyer"),
    "answer.awarded": _("An answer is chosen"),
    "answer.declined": _("An answer is not chosen"),
}


def fact_label(verb: str, /) -> str:
    """Say what a fact is, with its code; the code alone for one that has no words."""
    return f"{_FACTS[verb]} ({verb})" if verb in _FACTS else verb


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
        offer_choices(
            self,
            "verbs",
            [
                (verb, fact_label(verb))
                for verb in sorted(verbs, key=lambda verb: list(_FACTS).index(verb) if verb in _FACTS else len(_FACTS))
            ],
        )
