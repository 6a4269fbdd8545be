"""How the sign-in library speaks to our people."""

import io
import time
from pathlib import PurePosixPath
from typing import Any

import segno
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from maillage.accounts import queries, services
from maillage.accounts.models import User

_CHANGES = {
    "email_changed": _("The e-mail address of your account has changed"),
    "email_confirm": _("The e-mail address of your account has been confirmed"),
    "email_deleted": _("An e-mail address has been removed from your account"),
    "password_changed": _("The password of your account has changed"),
    "password_reset": _("The password of your account has been replaced"),
    "password_set": _("Your account now has a password"),
    "recovery_codes_generated": _("New recovery codes have been made for your account"),
    "totp_activated": _("An authenticator app now protects your account"),
    "totp_deactivated": _("The authenticator app no longer protects your account"),
    "webauthn_added": _("A passkey has been added to your account"),
    "webauthn_removed": _("A passkey has been removed from your account"),
}
_SAME_AS = {"email_confirmation_signup": "email_confirmation"}


class AccountAdapter(DefaultAccountAdapter):
    """Our e-mails, our words, our way back."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not go together."),
        "incorrect_code": _("This is not the code that we sent."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes, or sign in with a code by e-mail."),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again."),
        "same_as_current": _("This is the address that you have already."),
        "email_taken": _("This address cannot be used. Take another one."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of the library's messages with our template, in the person's language or the visitor's."""
        name = PurePosixPath(template_prefix).name
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        action_url = self._action_url(name)
        template, known = f"accounts/mail/{_SAME_AS.get(name, name)}.txt", dict(context)
        if name in _CHANGES:
            template, known["change"] = "accounts/mail/account_changed.txt", _CHANGES[name]
        language = (person.language if person else "") or translation.get_language() or ""
        recipient = person if person is not None and person.email.lower() == email.lower() else email
        services.send_mail_in_language(
            template=template, to=recipient, context=known, language=language, action_url=action_url
        )

    @staticmethod
    def _action_url(name: str) -> str:
        route = {"account_already_exists": "account_login", "unknown_account": "account_signup"}.get(name)
        if name in _CHANGES:
            route = "accounts:account"
        return f"{settings.MAILLAGE_BASE_URL}{reverse(route)}" if route else ""

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again only those who signed in some time ago: whoever has just come in has just shown who they are."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        latest = max((record.get("at", 0.0) for record in records), default=0.0)
        if time.time() - latest < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        # Coming and going needs no message: the page shows it.
        if message_template and PurePosixPath(message_template).stem in {"logged_in", "logged_out", "login_code_sent"}:
            return
        super().add_message(request, level, message_template, *args, **kwargs)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names the network, rather than the host, in authenticator apps and passkeys."""

    def _get_site_name(self) -> str:
        return queries.network().name

    def build_totp_svg(self, url: str) -> str:
        """Draw the code black on white: a reader needs the light margin, on dark pages too."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=5, border=4, dark="#000000", light="#FFFFFF")
        return drawn.getvalue().decode()
