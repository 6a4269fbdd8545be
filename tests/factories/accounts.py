"""People, organizations and roles."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from maillage.accounts import queries, services
from maillage.accounts.models import Membership, NetworkAssignment, Organization, User
from maillage.accounts.types import Actor, NetworkRole, OrganizationRole

PASSWORD = "une pelote bien serrée"


class UserFactory(DjangoModelFactory[User]):
    """A person with a confirmed address; `password=PASSWORD` lets them sign in with one."""

    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"personne{number}@exemple.fr")
    name = factory.Sequence(lambda number: f"Personne {number}")

    @classmethod
    def _create(cls, model_class: type[User], *_args: Any, **kwargs: Any) -> User:
        from maillage.accounts.services.users import confirm_address

        user = model_class.objects.create_user(**kwargs)
        confirm_address(user=user)
        return user


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    name = factory.Sequence(lambda number: f"Coopérative {number}")
    slug = factory.LazyAttribute(lambda row: services.free_slug(name=row.name))


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    organization = factory.SubFactory(OrganizationFactory)
    user = factory.SubFactory(UserFactory)
    role = OrganizationRole.MEMBER.value


class NetworkAssignmentFactory(DjangoModelFactory[NetworkAssignment]):
    class Meta:
        model = NetworkAssignment

    user = factory.SubFactory(UserFactory)
    role = NetworkRole.FACILITATOR.value


def acting(user: User | None) -> Actor:
    """Give the actor that a person is now: roles are read afresh."""
    return queries.actor_of(user_id=user.pk if user else None)
