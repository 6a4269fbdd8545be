"""A fictional network for demonstrations: identities written in sets, without the mails and notices of real life."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from django.db import connection, transaction

from maillage.accounts.events import NetworkChanged
from maillage.accounts.models import Affiliation, Membership, Network, NetworkAssignment, Organization, User
from maillage.accounts.queries import NETWORK_CACHE_KEY
from maillage.accounts.types import AccessLevel, Actor, Family, NetworkRole, OrganizationRole
from maillage.kit.errors import Conflict, NotAllowed
from maillage.stream.services import publish


@dataclass(frozen=True, slots=True)
class FictionalOrganization:
    """An organization to write; `affiliated_on` is None for one that is not a member of the network."""

    slug: str
    name: str
    siren: str
    legal_form_code: str
    family: Family
    affiliated_on: date | None


@dataclass(frozen=True, slots=True)
class FictionalPerson:
    """A person to write, with a confirmed address."""

    email: str
    name: str
    language: str
    network_role: NetworkRole | None
    roles: Mapping[str, OrganizationRole]


@transaction.atomic
def present_fictional_network(
    *, actor: Actor, name: str, sentence: str, presentation: str, charter: str, contact_email: str, now: datetime
) -> None:
    """Give the instance the identity of a fictional network, which every page then says. Publishes `NetworkChanged`.

    Raises: NotAllowed.
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    values = {
        "name": name, "sentence": sentence, "presentation": presentation, "charter": charter,
        "contact_email": contact_email, "is_fictional": True,
    }  # fmt: skip
    host, _created = Network.objects.get_or_create(pk=1)
    Network.objects.filter(pk=1).update(**values, version=host.version + 1)
    cache.delete(NETWORK_CACHE_KEY)
    transaction.on_commit(lambda: cache.delete(NETWORK_CACHE_KEY))
    publish(NetworkChanged(at=now, actor_id=actor.user_id, object_id=None, organization_id=None, fields=tuple(values)))


@transaction.atomic
def add_fictional_organizations(
    *, actor: Actor, organizations: Sequence[FictionalOrganization], now: datetime
) -> dict[str, UUID]:
    """Add the organizations whose slug and SIREN are free, and their affiliations; gives the ids of those added by slug.

    Raises: NotAllowed.
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    slugs = set(Organization.objects.values_list("slug", flat=True))
    sirens = set(Organization.objects.values_list("siren", flat=True))
    fresh = [each for each in organizations if each.slug not in slugs and each.siren not in sirens]
    rows = Organization.objects.bulk_create(
        Organization(
            slug=each.slug, name=each.name, legal_name=each.name, siren=each.siren or None,
            legal_form_code=each.legal_form_code, family=each.family.value, is_fictional=True,
        )
        for each in fresh
    )  # fmt: skip
    ids = {row.slug: row.pk for row in rows}
    Affiliation.objects.bulk_create(
        Affiliation(
            organization_id=ids[each.slug], state=Affiliation.State.AFFILIATED, requested_at=now, decided_at=now,
            since=each.affiliated_on,
        )
        for each in fresh
        if each.affiliated_on is not None
    )  # fmt: skip
    return ids


@transaction.atomic
def add_fictional_people(
    *, actor: Actor, people: Sequence[FictionalPerson], password: str | None, now: datetime
) -> dict[str, UUID]:
    """Add people who share one password, or without one sign in by e-mail code; gives ids by address.

    Those whose address is known are left as they are. Raises: NotAllowed.
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    known = set(User.objects.filter(email__in=[each.email for each in people]).values_list("email", flat=True))
    fresh = [each for each in people if each.email not in known]
    # One digest for all: a slow one for each would take minutes, and the password is printed anyway.
    digest = make_password(password)
    users = User.objects.bulk_create(
        User(email=each.email, name=each.name, language=each.language, password=digest, date_joined=now)
        for each in fresh
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
    )
    ids = {user.email: user.pk for user in users}
    _give_roles(fresh, ids)
    return dict(User.objects.filter(email__in=[each.email for each in people]).values_list("email", "pk"))


def _give_roles(people: Iterable[FictionalPerson], ids: Mapping[str, UUID]) -> None:
    people = list(people)
    named = {slug for each in people for slug in each.roles}
    organizations = dict(Organization.objects.filter(slug__in=named).values_list("slug", "pk"))
    Membership.objects.bulk_create(
        Membership(organization_id=organizations[slug], user_id=ids[each.email], role=role.value)
        for each in people
        for slug, role in each.roles.items()
        if slug in organizations
    )
    NetworkAssignment.objects.bulk_create(
        NetworkAssignment(user_id=ids[each.email], role=each.network_role.value) for each in people if each.network_role
    )


@transaction.atomic
def forget_fictional_network(*, actor: Actor) -> None:
    """Empty an instance that holds a fictional network and nothing else; recorded facts stay, as facts do.

    Raises: NotAllowed, Conflict (something in it is not fictional).
    """
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed
    if (
        not Network.objects.filter(is_fictional=True).exists()
        or Organization.objects.filter(is_fictional=False).exists()
    ):
        raise Conflict("This instance holds organizations that are not fictional: nothing was removed.")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")  # a table with checks to come cannot be emptied
        cursor.execute("truncate accounts_organization, accounts_user, accounts_network cascade")
    transaction.on_commit(lambda: cache.delete(NETWORK_CACHE_KEY))
