"""People and their own choices."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Invalid, NotAllowed, NotFound


@transaction.atomic
def add_user(*, actor: Actor, email: str, password: str | None, now: datetime, name: str = "") -> User:
    """Add a person with a confirmed address, or give the one who has it; a password given replaces theirs.

    Raises: NotAllowed, Invalid (address or password).
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name, date_joined=now)
    if password is not None:
        choose_password(user=user, password=password)
    confirm_address(user=user)
    return user


def choose_password(*, user: User, password: str) -> None:
    """Give a person another password.

    Raises: Invalid (too weak).
    """
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages), field="password") from None
    user.set_password(password)
    user.save(update_fields=["password"])


def confirm_address(*, user: User) -> None:
    """Mark the person's address as confirmed for the sign-in library."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def change_own_details(*, actor: Actor, name: str, language: str, theme: str) -> User:
    """Keep one's own name, language and theme; an empty language or theme means "as usual".

    Raises: NotFound (visitors), Invalid.
    """
    if actor.user_id is None:
        raise NotFound
    person = User.objects.select_for_update().get(pk=actor.user_id)
    if language and language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the languages offered."), field="language")
    if theme not in {"", "light", "dark"}:
        raise Invalid(_("Choose one of the themes offered."), field="theme")
    cleaned = " ".join(name.split())
    if len(cleaned) > 120:
        raise Invalid(_("A name has at most 120 characters."), field="name")
    person.name, person.language, person.theme = cleaned, language, theme
    person.save(update_fields=["name", "language", "theme"])
    return person


def remember_language(*, actor: Actor, language: str) -> None:
    """Keep the language that a signed-in person has just chosen in the shell; visitors have a cookie."""
    if actor.user_id is not None and language in dict(settings.LANGUAGES):
        User.objects.filter(pk=actor.user_id).update(language=language)
