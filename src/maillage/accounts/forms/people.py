"""What people send about their account, their team and the network."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import ROLE_LABELS
from maillage.accounts.services import SCOPES
from maillage.accounts.types import NetworkRole, OrganizationRole
from maillage.kit.forms import offer_choices

# Those that a route takes: a permission that opens nothing is not offered.
SCOPE_LABELS = {
    "directory:read": _("Read the directory, private parts of my organizations included"),
    "directory:write": _("Change the profiles of my organizations"),
    "briefs:read": _("Read my needs; for the office, all needs and their candidates"),
    "briefs:write": _("Send needs"),
}


class DetailsForm(forms.Form):
    """One's own name, language and theme."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Shown to the people whom you work with here."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the pages and of our messages"),
        required=False,
        choices=[("", _("The network's language")), ("fr", "Français"), ("en", "English")],
    )
    theme = forms.ChoiceField(
        label=_("Appearance"),
        required=False,
        choices=[("", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))],
    )


class TokenForm(forms.Form):
    """A bearer token to be made."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("For instance: the search box of our own site.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it allows"),
        choices=[(scope, SCOPE_LABELS[scope]) for scope in SCOPES if scope in SCOPE_LABELS],
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        empty_value=None,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
    )

    def expires_at(self, now: datetime) -> datetime:
        return now + timedelta(days=self.cleaned_data["days"])


class ErasureForm(forms.Form):
    """The address typed to confirm that an account is to be erased."""

    email = forms.CharField(
        label=_("Type your e-mail address to confirm"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class InvitationForm(forms.Form):
    """An invitation to a team; `roles` are those offered there."""

    email = forms.CharField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: type[OrganizationRole | NetworkRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = roles
        offer_choices(self, "role", [(role.value, ROLE_LABELS[role.value]) for role in roles])

    def chosen_role(self) -> OrganizationRole | NetworkRole:
        return self.roles(self.cleaned_data["role"])


class RoleForm(forms.Form):
    """A role chosen for somebody."""

    role = forms.ChoiceField()

    def __init__(self, *args: Any, roles: type[OrganizationRole | NetworkRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "role", [(role.value, ROLE_LABELS[role.value]) for role in roles])
