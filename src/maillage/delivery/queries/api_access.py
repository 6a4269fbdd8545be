"""Who comes by the compatible API: people by their names, programs by their credentials."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from oauth2_provider.models import get_access_token_model

from maillage.accounts.models import Membership, User
from maillage.accounts.queries import digest_of
from maillage.accounts.types import OrganizationRole
from maillage.delivery.models import ApiPerson, ApiProgram, Courier, DeliveryService, StorePerson
from maillage.delivery.types import DeliveryActor

KEY_PREFIX = "ak_"
_OWN = "one's own parts in co-operatives that deliver"
_NAMED = "who a name of the sign-in form belongs to"
_ROLES_FIRST = (OrganizationRole.OWNER, OrganizationRole.EDITOR, OrganizationRole.MEMBER)


def program_of_key(*, key: str) -> ApiProgram | None:
    """Give the program that an API key speaks for."""
    return _programs().filter(key_digest=digest_of(key)).first()


def program_of_token(*, token: str, now: datetime) -> tuple[ApiProgram, frozenset[str]] | None:
    """Give the program that an OAuth2 token speaks for, and the scopes that it has."""
    rows = get_access_token_model().objects.select_related("application")
    found = rows.filter(token_checksum=digest_of(token), expires__gt=now).first()
    if found is None or found.application is None:
        return None
    program = _programs().filter(oauth_client_id=found.application.client_id).first()
    return None if program is None else (program, frozenset(found.scope.split()))


def _programs():
    rows = ApiProgram.objects.across_scopes(reason="the program that a credential speaks for")
    return rows.select_related("store").filter(revoked_at=None, store__closed_at=None)


def actor_of_program(*, program: ApiProgram) -> DeliveryActor:
    """Give what a store's program may do: what the store may."""
    return DeliveryActor(
        organization_id=program.organization_id, program_id=program.pk, store_ids=frozenset({program.store_id}),
        name=program.name, client=program.name,
    )  # fmt: skip


def person_by_number(*, number: int) -> ApiPerson | None:
    """Give who a signed-in person is; nobody when the account was closed."""
    rows = ApiPerson.objects.across_scopes(reason="who a signed token speaks for").select_related("user")
    person: ApiPerson | None = rows.filter(pk=number, user__is_active=True, user__erased_at=None).first()
    return person


def places_of(*, user: User) -> list[UUID]:
    """Give the co-operatives in which a person has a part: where they ride, then where they dispatch, then where they order."""
    rides = Courier.objects.across_scopes(reason=_OWN).filter(user=user, left_at=None).order_by("joined_at")
    roles = Membership.objects.across_scopes(reason=_OWN).filter(user=user).order_by("created_at")
    orders = (
        StorePerson.objects.across_scopes(reason=_OWN).filter(user=user, store__closed_at=None).order_by("added_at")
    )
    teams = sorted(
        roles.values_list("organization_id", "role"), key=lambda row: _ROLES_FIRST.index(OrganizationRole(row[1]))
    )
    staff = [place for place, role in teams if role != OrganizationRole.MEMBER.value]
    members = [place for place, role in teams if role == OrganizationRole.MEMBER.value]
    named = [*rides.values_list("organization_id", flat=True), *staff]
    named += [*orders.values_list("organization_id", flat=True), *members]
    return _that_deliver(named)


def _that_deliver(places: Iterable[UUID]) -> list[UUID]:
    rows = DeliveryService.objects.across_scopes(reason="whether an organization delivers is known to all")
    wanted = list(dict.fromkeys(places))
    open_ones = set(rows.filter(organization_id__in=wanted, closed_at=None).values_list("organization_id", flat=True))
    return [place for place in wanted if place in open_ones]


def named_person(*, name: str) -> tuple[User, UUID | None] | None:
    """Give who is called so: a courier or a known person by the short name, with the co-operative; else by e-mail."""
    for rows in (
        Courier.objects.across_scopes(reason=_NAMED).filter(left_at=None),
        ApiPerson.objects.across_scopes(reason=_NAMED),
    ):
        found = rows.select_related("user").filter(username=name.lower()[:40]).first()
        if found is not None:
            return found.user, found.organization_id
    user = User.objects.filter(email__iexact=name).first()
    return None if user is None else (user, None)


def first_service() -> DeliveryService | None:
    """Give the co-operative that an instance with only one is for; with several, the one that opened first."""
    rows = DeliveryService.objects.across_scopes(reason="whether an organization delivers is known to all")
    found: DeliveryService | None = (
        rows.select_related("organization").filter(closed_at=None).order_by("opened_at", "pk").first()
    )
    return found


def service_count() -> int:
    rows = DeliveryService.objects.across_scopes(reason="whether an organization delivers is known to all")
    return int(rows.filter(closed_at=None).count())
