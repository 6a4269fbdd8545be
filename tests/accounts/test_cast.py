import pytest

from maillage.accounts.types import NetworkRole, OrganizationRole
from tests.factories import acting

pytestmark = pytest.mark.django_db


def test_each_of_the_cast_has_the_role_that_readers_expect(
    amina, bruno, chloe, driss, elise, facilitator, administrator, la_bobine, le_fournil
):
    people = (amina, bruno, chloe, driss, elise)
    roles = {person.name.split()[0]: acting(person).organization_roles for person in people}
    office = [acting(person).network_role for person in (elise, facilitator, administrator)]

    assert roles == {
        "Amina": {la_bobine.pk: OrganizationRole.OWNER},
        "Bruno": {la_bobine.pk: OrganizationRole.EDITOR},
        "Chloé": {la_bobine.pk: OrganizationRole.MEMBER},
        "Driss": {le_fournil.pk: OrganizationRole.OWNER},
        "Élise": {},
    }
    assert office == [None, NetworkRole.FACILITATOR, NetworkRole.ADMINISTRATOR]
