"""Two people, or two clicks, at the same moment: real transactions in two threads."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from maillage.accounts import services
from maillage.accounts.models import Invitation, Membership, NetworkAssignment
from maillage.accounts.types import NetworkRole, OrganizationRole
from maillage.kit.errors import Conflict
from maillage.stream.models import Fact
from tests.factories import MembershipFactory, NetworkAssignmentFactory, OrganizationFactory, UserFactory, acting

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions):
    """Start every action at the same moment, each on its own connection; give what each returned or refused with."""
    start = Barrier(len(actions))

    def run(action):
        try:
            start.wait(timeout=10)
            return action()
        except Conflict as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def refusals(answers):
    return sum(isinstance(answer, Conflict) for answer in answers)


def test_two_owners_who_leave_at_once_one_stays():
    organization, now = OrganizationFactory(), timezone.now()
    owners = [MembershipFactory(organization=organization, role="owner").user for _owner in range(2)]

    def leave(person):
        actor = acting(person)
        return lambda: services.end_membership(actor=actor, organization_id=organization.pk, user_id=person.pk, now=now)

    answers = at_once(*(leave(person) for person in owners))

    left = Membership.objects.across_scopes(reason="a test").count()
    assert (refusals(answers), left) == (1, 1)


def test_two_administrators_who_step_down_at_once_one_stays():
    now = timezone.now()
    people = [NetworkAssignmentFactory(role=NetworkRole.ADMINISTRATOR.value).user for _person in range(2)]

    def step_down(person):
        actor = acting(person)
        return lambda: services.assign_network_role(actor=actor, user_id=person.pk, role=None, now=now)

    answers = at_once(*(step_down(person) for person in people))

    assert (refusals(answers), NetworkAssignment.objects.count()) == (1, 1)


def test_two_owners_who_erase_themselves_at_once_one_stays():
    organization, now = OrganizationFactory(), timezone.now()
    owners = [MembershipFactory(organization=organization, role="owner").user for _owner in range(2)]

    def erase(person):
        actor = acting(person)
        return lambda: services.erase_own_account(actor=actor, typed_email=person.email, now=now)

    answers = at_once(*(erase(person) for person in owners))

    assert (refusals(answers), Membership.objects.across_scopes(reason="a test").count()) == (1, 1)


def test_an_invitation_asked_for_twice_at_once_is_one():
    organization, now = OrganizationFactory(), timezone.now()
    actor = acting(MembershipFactory(organization=organization, role="owner").user)

    def invite():
        return services.invite(
            actor=actor, email="nour@exemple.fr", role=OrganizationRole.MEMBER, organization_id=organization.pk, now=now
        ).pk

    answers = at_once(invite, invite)

    assert (Invitation.objects.count(), Fact.objects.count(), len(set(answers))) == (1, 1, 1)


def test_an_invitation_accepted_twice_at_once_is_accepted_once():
    organization, now = OrganizationFactory(), timezone.now()
    owner = acting(MembershipFactory(organization=organization, role="owner").user)
    nour = UserFactory()
    invitation = services.invite(
        actor=owner, email=nour.email, role=OrganizationRole.MEMBER, organization_id=organization.pk, now=now
    )
    key, actor = services.key_of(invitation=invitation), acting(nour)

    def accept():
        return services.accept_invitation(actor=actor, key=key, now=now).pk

    at_once(accept, accept)

    verbs = sorted(Fact.objects.values_list("verb", flat=True))
    assert verbs == ["invitation.accepted", "invitation.sent", "membership.granted"]
