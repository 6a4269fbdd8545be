"""People and their role in the network's office."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import NetworkAssignment, User
from maillage.accounts.types import AccessLevel, Actor, NetworkRole
from maillage.kit.errors import Invalid, NotAllowed


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
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid(" ".join(error.messages), field="password") from None
        user.set_password(password)
        user.save(update_fields=["password"])
    confirm_address(user=user)
    return user


def confirm_address(*, user: User) -> None:
    """Mark the person's address as confirmed for the sign-in library."""
    from allauth.account.models import EmailAddress

    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


@transaction.atomic
def assign_network_role(*, actor: Actor, user_id: UUID, role: NetworkRole | None) -> None:
    """Give a person a role in the network's office, or take it away; the last administrator stays.

    Raises: NotAllowed, Invalid.
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    if role is not NetworkRole.ADMINISTRATOR:
        administrators = NetworkAssignment.objects.select_for_update().filter(role=NetworkRole.ADMINISTRATOR)
        if {row.user_id for row in administrators} == {user_id}:
            raise Invalid(_("The network needs at least one administrator."), field="role")
    if role is None:
        NetworkAssignment.objects.filter(user_id=user_id).delete()
    else:
        NetworkAssignment.objects.update_or_create(user_id=user_id, defaults={"role": role.value})
