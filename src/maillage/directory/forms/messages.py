"""What a visitor writes to an organization or to the office."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.directory.services.messages import Message


class MessageForm(forms.Form):
    """A message. The field `website` is a trap: people do not see it, programs fill it in."""

    sender_name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    sender_email = forms.EmailField(
        label=_("Your e-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    sender_phone = forms.CharField(
        label=_("Your phone number"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    subject = forms.CharField(label=_("Subject"), max_length=160, required=False)
    text = forms.CharField(
        label=_("Your message"), max_length=5000, min_length=10, widget=forms.Textarea(attrs={"rows": 8})
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, user: Any = None, **options: Any) -> None:
        if user is not None and user.is_authenticated:
            options.setdefault("initial", {"sender_name": user.name, "sender_email": user.email})
        super().__init__(data, **options)

    def message(self) -> Message:
        """Give what was typed."""
        given = self.cleaned_data
        return Message(
            sender_name=given["sender_name"],
            sender_email=given["sender_email"],
            sender_phone=given["sender_phone"],
            subject=given["subject"],
            text=given["text"],
            is_trap_sprung=bool(given["website"]),
        )
