"""People who sign in through the compatible API: an app on a phone, a script of theirs."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.accounts.queries import digest_of
from maillage.delivery.models import ApiPerson, ApiRefreshToken, Courier
from maillage.delivery.queries.api_access import named_person, places_of
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotAllowed, Unauthenticated

REFRESH_LIFE = timedelta(days=30)
_CODE_DIGITS = 6
_NAMES = "short names are one for each person of the instance"


class CredentialsWrong(Unauthenticated):
    message = _("Invalid credentials.")
    code = "invalid_credentials"


class SecondFactorNeeded(Unauthenticated):
    message = _("Done. Sign in with your password followed by the six digits of your authenticator app.")
    code = "second_factor_needed"


class PartNeeded(Unauthenticated):
    message = _("Done. You have no part in a co-operative that delivers yet: it must add you first.")
    code = "part_needed"


class RefreshTokenWrong(Unauthenticated):
    message = _("Invalid refresh token.")
    code = "invalid_refresh_token"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`refresh_token`: shown to the app once, kept as a digest."""

    person: ApiPerson
    refresh_token: str


def sign_in(*, name: str, password: str, now: datetime) -> SignedIn:
    """Sign a person in by short name or e-mail. Who has an authenticator app writes its six digits after the password.

    Raises: CredentialsWrong: an unknown name takes as long as a wrong password and reads the same.
    """
    found = named_person(name=name.strip())
    if found is None:
        make_password(password)
        raise CredentialsWrong
    user, place = found
    if not _is_proven(user, password):
        raise CredentialsWrong
    return _signed_in(user, place, now)


def sign_in_confirmed(*, user: User, now: datetime) -> SignedIn:
    """Sign somebody in who has just proven the mailbox; who has a second factor signs in with it instead.

    Raises: PartNeeded (in no co-operative that delivers), SecondFactorNeeded.
    """
    if Authenticator.objects.filter(user=user).exists():
        raise SecondFactorNeeded
    try:
        return _signed_in(user, None, now)
    except CredentialsWrong:
        raise PartNeeded from None


def _signed_in(user: User, place: UUID | None, now: datetime) -> SignedIn:
    places = places_of(user=user)
    if not places:
        raise CredentialsWrong
    if place is None or place not in places:
        place = places[0]
    with transaction.atomic():
        person = person_in(user=user, organization_id=place)
        token = secrets.token_hex(32)
        ApiRefreshToken.objects.create(
            organization_id=person.organization_id, person=person, digest=digest_of(token), created_at=now,
            expires_at=now + REFRESH_LIFE, password_mark=user.get_session_auth_hash(),
        )  # fmt: skip
    return SignedIn(person, token)


def _is_proven(user: User, password: str) -> bool:
    factors = list(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES))
    if factors:
        app = next((factor for factor in factors if factor.type == Authenticator.Type.TOTP), None)
        code, password = password[-_CODE_DIGITS:], password[:-_CODE_DIGITS]
        if app is None or not code.isdecimal() or not user.check_password(password):
            return False
        if not TOTP(app).validate_code(code):
            return False
    elif not user.check_password(password):
        return False
    return user.is_active and EmailAddress.objects.filter(user=user, verified=True).exists()


def person_in(*, user: User, organization_id: UUID) -> ApiPerson:
    """Give the number and name of a person in a co-operative, made at first sight; a courier keeps the courier's name."""
    rows = ApiPerson.objects.across_scopes(reason="the number of a person in a co-operative").select_related("user")
    courier = Courier.objects.across_scopes(reason="the short name of a courier").filter(
        user=user, organization_id=organization_id
    )
    username = courier.values_list("username", flat=True).first()
    person: ApiPerson | None = rows.filter(user=user, organization_id=organization_id).first()
    if person is None:
        person, _is_new = rows.get_or_create(
            user=user, organization_id=organization_id, defaults={"username": username or _free_name(user)}
        )
    elif username and person.username != username:
        person.username = username
        person.save(update_fields=["username"])
    return person


def _free_name(user: User) -> str:
    words = user.display_name.split()
    base = slugify(words[0] if words else "")[:30] or "membre"
    taken = set(ApiPerson.objects.across_scopes(reason=_NAMES).values_list("username", flat=True))
    taken |= set(Courier.objects.across_scopes(reason=_NAMES).values_list("username", flat=True))
    return next(name for name in (base, *(f"{base}{number}" for number in range(2, 10_000))) if name not in taken)


@transaction.atomic
def renew(*, refresh_token: str, now: datetime) -> ApiPerson:
    """Lengthen a sign-in; the same token serves again.

    Raises: RefreshTokenWrong (unknown, too old, made before the password was changed, or the person has no part in the
    co-operative any more).
    """
    rows = ApiRefreshToken.objects.across_scopes(reason="who a refresh token speaks for").select_for_update(
        of=("self",)
    )
    kept = rows.select_related("person__user").filter(digest=digest_of(refresh_token), expires_at__gt=now).first()
    if kept is None or not kept.person.user.is_active:
        raise RefreshTokenWrong
    # Whoever chooses a new password, on the site too, ends all sign-ins made with the former one.
    if not constant_time_compare(kept.password_mark, kept.person.user.get_session_auth_hash()):
        raise RefreshTokenWrong
    if kept.organization_id not in places_of(user=kept.person.user):
        raise RefreshTokenWrong
    kept.expires_at = now + REFRESH_LIFE
    kept.save(update_fields=["expires_at"])
    person: ApiPerson = kept.person
    return person


def forget_old_sign_ins(*, now: datetime) -> int:
    """Delete refresh tokens that serve no more; gives how many."""
    rows = ApiRefreshToken.objects.across_scopes(reason="sign-ins that have ended")
    deleted, _by_model = rows.filter(expires_at__lt=now).delete()
    return int(deleted)


def riders(*, actor: DeliveryActor) -> list[tuple[Courier, ApiPerson]]:
    """Give those who ride for the co-operative, each with a number for programs, made for those who never signed in.

    Raises: NotAllowed (dispatchers only).
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    rows = Courier.objects.within(actor.scope).select_related("user").filter(left_at=None)
    couriers = list(rows.order_by("username"))
    known = {row.user_id: row for row in ApiPerson.objects.within(actor.scope)}
    found = []
    for courier in couriers:
        person = known.get(courier.user_id)
        if person is None:
            person = person_in(user=courier.user, organization_id=courier.organization_id)
        found.append((courier, person))
    return found
