"""A need, in the words of the one who has it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.directory.forms.messages import MessageForm


class NeedForm(MessageForm):
    """The text comes first: people know what they need before they know whom to ask."""

    place = forms.CharField(label=_("Where?"), max_length=120, required=False)
    field_order = ["text", "place", "subject", "sender_name", "sender_email", "sender_phone", "website"]

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)
        self.fields["text"].label = _("Describe your need in a few sentences")
        self.fields["text"].help_text = _("What, for when, for whom, with what budget if you know it.")
        self.fields["subject"].label = _("In a few words")
