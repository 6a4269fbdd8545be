"""Claiming a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from maillage.directory.services.claims import ClaimWays
from maillage.directory.types import ClaimMethod
from maillage.kit.forms import offer_choices


class ClaimForm(forms.Form):
    """The ways that are open, the quickest first."""

    method = forms.ChoiceField(label=_("How do you show that you belong to it?"), widget=forms.RadioSelect)
    message = forms.CharField(
        label=_("Who are you in this organization?"),
        help_text=_("For the office’s approval: your role, and how to check it."),
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, ways: ClaimWays) -> None:
        super().__init__(data)
        choices: list[tuple[str, str]] = []
        if ways.domain:
            choices.append(
                (
                    ClaimMethod.EMAIL_DOMAIN.value,
                    _("By my e-mail address at %(domain)s: at once") % {"domain": ways.domain},
                )
            )
        if ways.address:
            choices.append(
                (ClaimMethod.CODE.value, gettext("By a code sent to %(address)s") % {"address": ways.address})
            )
        choices.append((ClaimMethod.APPROVAL.value, gettext("By the network’s office, which checks and answers me")))
        offer_choices(self, "method", choices)
        self.fields["method"].initial = choices[0][0]
        if len(choices) == 1:  # the office alone: it needs to know who asks
            self.fields["message"].required = True


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code received"), max_length=20,
        widget=forms.TextInput(attrs={"class": "input--code", "autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )  # fmt: skip
