"""The fixed cast: readers know at once who must be refused.

Amina owns La Bobine, Bruno edits for it, Chloé is its member; Driss owns another co-operative of the network;
Élise has an account and nothing else. The office has one facilitator and one administrator.
Each fixture gives a `User`; `tests.factories.acting(amina)` gives the actor, `client_as(amina)` a browser.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from maillage.accounts.models import Organization, User

type ClientAs = Callable[["User | None"], "Client"]


def _person(name: str, email: str) -> "User":
    from tests.factories.accounts import UserFactory

    return UserFactory(name=name, email=email, language="fr")


def _member(name: str, email: str, organization: "Organization", role: str) -> "User":
    from tests.factories.accounts import MembershipFactory

    person = _person(name, email)
    MembershipFactory(organization=organization, user=person, role=role)
    return person


@pytest.fixture
def la_bobine(db: None) -> "Organization":
    from tests.factories.accounts import OrganizationFactory

    return OrganizationFactory(name="La Bobine", slug="la-bobine", family="scop")


@pytest.fixture
def le_fournil(db: None) -> "Organization":
    """Driss's co-operative."""
    from tests.factories.accounts import OrganizationFactory

    return OrganizationFactory(name="Le Fournil", slug="le-fournil", family="scic")


@pytest.fixture
def amina(la_bobine: "Organization") -> "User":
    return _member("Amina Belkacem", "amina@la-bobine.example", la_bobine, "owner")


@pytest.fixture
def bruno(la_bobine: "Organization") -> "User":
    return _member("Bruno Castel", "bruno@la-bobine.example", la_bobine, "editor")


@pytest.fixture
def chloe(la_bobine: "Organization") -> "User":
    return _member("Chloé Duval", "chloe@la-bobine.example", la_bobine, "member")


@pytest.fixture
def driss(le_fournil: "Organization") -> "User":
    return _member("Driss Essaïdi", "driss@le-fournil.example", le_fournil, "owner")


@pytest.fixture
def elise(db: None) -> "User":
    return _person("Élise Faure", "elise@ailleurs.example")


@pytest.fixture
def facilitator(db: None) -> "User":
    from tests.factories.accounts import NetworkAssignmentFactory

    return NetworkAssignmentFactory(user=_person("Fanny Garnier", "fanny@reseau.example"), role="facilitator").user


@pytest.fixture
def administrator(db: None) -> "User":
    from tests.factories.accounts import NetworkAssignmentFactory

    return NetworkAssignmentFactory(user=_person("Hugo Imbert", "hugo@reseau.example"), role="administrator").user


@pytest.fixture
def client_as() -> ClientAs:
    """Give a browser signed in as a person; as a visitor for `None`."""
    from django.test import Client

    def signed_in(user: "User | None") -> "Client":
        client = Client()
        if user is not None:
            client.force_login(user)
        return client

    return signed_in
