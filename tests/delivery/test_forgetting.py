from datetime import timedelta

import pytest

from maillage.delivery.models import Address
from maillage.delivery.services.forgetting import forget_telephones
from maillage.delivery.types import AddressGiven
from tests.delivery.conftest import NOW

pytestmark = pytest.mark.django_db


def test_telephones_go_after_the_set_time(bikes):
    place = AddressGiven(text="Port", latitude=43.735, longitude=7.425, telephone="+33639980001")
    bikes.order(bikes.dropoff(address=place))
    Address.objects.across_scopes(reason="a test").filter(pk=bikes.store.address_id).update(telephone="+33639980002")

    early = forget_telephones(now=NOW + timedelta(days=59))
    counts = [forget_telephones(now=NOW + timedelta(days=61)) for _time in range(2)]

    left = set(Address.objects.across_scopes(reason="a test").values_list("telephone", flat=True))
    assert (early, counts, left) == (0, [1, 0], {"", "+33639980002"})
