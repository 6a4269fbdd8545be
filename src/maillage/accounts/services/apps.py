"""Signing up and choosing a new password from an app, by keys that are mailed. What is answered never tells who has an account."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.services.users import choose_password
from maillage.kit.errors import Invalid

MAIL_TASK = "maillage.accounts.jobs.mail_key"
SIGN_UP_LIFE = timedelta(days=3)
_SALT = "maillage.accounts.sign_up"
_LONGEST_KEY = 500


class KeyWrong(Invalid):
    message = _("This key does not hold, or not any more: ask for another one.")
    code = "key_wrong"


@transaction.atomic
def sign_up_from_app(*, email: str, password: str, name: str, language: str, now: datetime) -> None:
    """Add a person whose address is to be confirmed by a key that is mailed; who has an account is told so, by mail alone.

    Raises: Invalid (`email`, `password`), each by its own rules and never for what is known of somebody.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    _enqueue(email=email, is_sign_up=True, language=language, proof=_added(email, password, name, now))


def _added(email: str, password: str, name: str, now: datetime) -> str:
    """Add who has no account, and give the proof of the password; nothing for who has a confirmed address.

    An account that nobody has confirmed takes the password given last: who made it first may be anybody.
    """
    from allauth.account.models import EmailAddress

    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is not None and (not user.is_active or EmailAddress.objects.filter(user=user, verified=True).exists()):
        make_password(password)  # as long as making one
        return ""
    if user is None:
        user = User.objects.create_user(email=email, date_joined=now)
        EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    user.name = " ".join(name.split())[:120]
    user.set_password(password)
    user.save(update_fields=["name", "password"])
    return _proof(user)


@transaction.atomic
def confirm_sign_up(*, key: str) -> User:
    """Confirm the address that a key was mailed to, once. Raises: KeyWrong."""
    from allauth.account.models import EmailAddress

    try:
        found = signing.loads(key[:_LONGEST_KEY], salt=_SALT, max_age=SIGN_UP_LIFE)
        user_id, email, proof = UUID(found["user"]), str(found["email"]), str(found["proof"])
    except (signing.BadSignature, ValueError, KeyError, TypeError):
        raise KeyWrong from None
    rows = EmailAddress.objects.select_for_update(of=("self",)).select_related("user")
    address = rows.filter(user_id=user_id, email=email, verified=False, user__is_active=True).first()
    if address is None or not hmac.compare_digest(proof, _proof(address.user)):
        raise KeyWrong
    address.verified = True
    address.save(update_fields=["verified"])
    user: User = address.user
    return user


def ask_new_password(*, email: str, language: str) -> None:
    """Mail a key for a new password to who has an account with a confirmed address; nobody else, and nothing is said of it."""
    _enqueue(email=email, is_sign_up=False, language=language)


@transaction.atomic
def choose_password_by_key(*, key: str, password: str) -> User:
    """Give the person that a mailed key is of another password, once. Raises: KeyWrong, Invalid (`password`)."""
    number, _dash, token = key[:_LONGEST_KEY].partition("-")
    try:
        user = User.objects.select_for_update().filter(pk=UUID(number), is_active=True, erased_at=None).first()
    except ValueError:
        raise KeyWrong from None
    if user is None or not PasswordResetTokenGenerator().check_token(user, token):
        raise KeyWrong
    choose_password(user=user, password=password)
    return user


def mail_key(*, email: str, is_sign_up: bool, language: str, proof: str) -> None:
    """Send what the worker was told to send. `proof`: of the password that a key of a sign-up is for."""
    from allauth.account.models import EmailAddress

    user = User.objects.filter(email__iexact=email, is_active=True, erased_at=None).first()
    if user is None:
        return
    is_confirmed = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
    language = user.language or language
    if is_sign_up and is_confirmed:
        send_mail_in_language(template="accounts/mail/account_already_exists.txt", to=user, language=language)
    elif is_sign_up and proof == _proof(user):
        key = signing.dumps({"user": str(user.pk), "email": user.email, "proof": proof}, salt=_SALT)
        send_mail_in_language(
            template="accounts/mail/sign_up_key.txt", to=user, context={"key": key}, language=language
        )
    elif is_confirmed and not is_sign_up:
        key = f"{user.pk.hex}-{PasswordResetTokenGenerator().make_token(user)}"
        send_mail_in_language(
            template="accounts/mail/password_key.txt", to=user, context={"key": key}, language=language
        )


def _proof(user: User) -> str:
    return hashlib.sha256(user.password.encode()).hexdigest()[:24]


def _enqueue(*, email: str, is_sign_up: bool, language: str, proof: str = "") -> None:
    # By a job in every case: neither the answer nor its time says whether somebody has an account.
    from procrastinate.contrib.django import app

    app.configure_task(MAIL_TASK).defer(
        email=email.strip()[:254], is_sign_up=is_sign_up, language=language, proof=proof
    )
