"""Passkeys: the library's forms, in our words."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _

_NAME = _("Name of this passkey")
_NAME_HELP = _("To know it again among others: “My phone”, “The office's key”.")


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, which is enough to sign in unless its holder wants otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, alone = self.fields["name"], self.fields["passwordless"]
        name.label, name.help_text, name.max_length = _NAME, _NAME_HELP, 80
        alone.label, alone.initial = _("Sign in with this passkey alone"), True
        alone.help_text = _(
            "In place of the code or password, your device asks for your fingerprint, your face or its PIN. Untick it "
            "for a key that has none of these: it will be your second step."
        )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = _NAME, _NAME_HELP
