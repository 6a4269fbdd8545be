import pytest

from maillage.accounts import queries, services
from maillage.accounts.services.memberships import LastOwner
from maillage.accounts.services.office import LastAdministrator
from maillage.accounts.types import NetworkRole, OrganizationRole
from maillage.kit.errors import NotAllowed, NotFound
from tests.factories import acting

pytestmark = pytest.mark.django_db
OWNER, EDITOR, MEMBER = OrganizationRole.OWNER, OrganizationRole.EDITOR, OrganizationRole.MEMBER


def role_of(person, organization):
    return acting(person).role_in(organization.pk)


def test_an_owner_changes_a_role(amina, chloe, la_bobine, now, verbs):
    services.change_role(actor=acting(amina), organization_id=la_bobine.pk, user_id=chloe.pk, role=EDITOR, now=now)

    assert (role_of(chloe, la_bobine), verbs()) == (EDITOR, ["membership.granted"])


@pytest.mark.parametrize("who", ["bruno", "chloe", "driss", "elise", "facilitator"])
def test_others_do_not_change_roles(request, who, amina, chloe, la_bobine, now, verbs):
    actor = acting(request.getfixturevalue(who))

    with pytest.raises(NotAllowed):
        services.change_role(actor=actor, organization_id=la_bobine.pk, user_id=chloe.pk, role=OWNER, now=now)

    assert (role_of(chloe, la_bobine), verbs()) == (MEMBER, [])


def test_a_stranger_is_not_brought_in_by_a_change_of_role(amina, elise, la_bobine, now):
    with pytest.raises(NotFound):
        services.change_role(actor=acting(amina), organization_id=la_bobine.pk, user_id=elise.pk, role=OWNER, now=now)

    assert role_of(elise, la_bobine) is None


def test_the_last_owner_neither_steps_down_nor_leaves(amina, bruno, la_bobine, now):
    amina_acts = acting(amina)

    with pytest.raises(LastOwner):
        services.change_role(actor=amina_acts, organization_id=la_bobine.pk, user_id=amina.pk, role=EDITOR, now=now)
    with pytest.raises(LastOwner):
        services.end_membership(actor=amina_acts, organization_id=la_bobine.pk, user_id=amina.pk, now=now)

    assert role_of(amina, la_bobine) is OWNER


def test_an_owner_leaves_once_there_is_another(amina, bruno, la_bobine, now):
    services.change_role(actor=acting(amina), organization_id=la_bobine.pk, user_id=bruno.pk, role=OWNER, now=now)
    services.end_membership(actor=acting(amina), organization_id=la_bobine.pk, user_id=amina.pk, now=now)

    assert (role_of(amina, la_bobine), role_of(bruno, la_bobine)) == (None, OWNER)


def test_anybody_may_leave_but_not_have_another_leave(amina, bruno, chloe, la_bobine, now):
    with pytest.raises(NotAllowed):
        services.end_membership(actor=acting(bruno), organization_id=la_bobine.pk, user_id=chloe.pk, now=now)
    services.end_membership(actor=acting(chloe), organization_id=la_bobine.pk, user_id=chloe.pk, now=now)

    assert role_of(chloe, la_bobine) is None


def test_the_last_administrator_stays(administrator, facilitator, now):
    acts = acting(administrator)

    with pytest.raises(LastAdministrator):
        services.assign_network_role(actor=acts, user_id=administrator.pk, role=None, now=now)
    with pytest.raises(LastAdministrator):
        services.assign_network_role(actor=acts, user_id=administrator.pk, role=NetworkRole.FACILITATOR, now=now)

    assert acting(administrator).is_administrator


def test_a_facilitator_leaves_the_office_but_does_not_rise(administrator, facilitator, now):
    acts = acting(facilitator)

    with pytest.raises(NotAllowed):
        services.assign_network_role(actor=acts, user_id=facilitator.pk, role=NetworkRole.ADMINISTRATOR, now=now)
    services.assign_network_role(actor=acts, user_id=facilitator.pk, role=None, now=now)

    assert acting(facilitator).network_role is None


def test_the_team_is_shown_owners_first(amina, bruno, chloe, driss, la_bobine):
    actor = acting(amina)

    team = queries.team_of(scope=actor.scope, organization_id=la_bobine.pk, actor=actor)

    assert [(person.name.split()[0], person.role, person.is_last) for person in team] == [
        ("Amina", "owner", True),
        ("Bruno", "editor", False),
        ("Chloé", "member", False),
    ]


def test_the_team_of_others_is_empty(amina, driss, la_bobine):
    actor = acting(driss)

    assert queries.team_of(scope=actor.scope, organization_id=la_bobine.pk, actor=actor) == []


def test_the_teams_page_asks_as_many_questions_for_one_as_for_three(
    client_as, amina, la_bobine, bruno, chloe, django_assert_max_num_queries
):
    client = client_as(amina)
    client.get("/o/la-bobine/equipe/")

    with django_assert_max_num_queries(12):
        client.get("/o/la-bobine/equipe/")


def test_pages_change_role_and_remove(client_as, amina, bruno, chloe, la_bobine):
    client = client_as(amina)

    client.post(f"/o/la-bobine/equipe/{chloe.pk}/role/", {"role": "editor"})
    client.post(f"/o/la-bobine/equipe/{bruno.pk}/retrait/")
    refused = client.post(f"/o/la-bobine/equipe/{chloe.pk}/role/", {"role": "administrator"})
    last = client.post(f"/o/la-bobine/equipe/{amina.pk}/retrait/")

    assert (role_of(chloe, la_bobine), role_of(bruno, la_bobine)) == (EDITOR, None)
    assert (refused.status_code, last.status_code, role_of(amina, la_bobine)) == (422, 409, OWNER)


def test_leaving_through_the_page(client_as, amina, chloe, la_bobine):
    client = client_as(chloe)

    asked = client.get("/o/la-bobine/depart/").content.decode()
    client.post("/o/la-bobine/depart/")

    assert ("Quitter La Bobine" in asked, role_of(chloe, la_bobine)) == (True, None)
