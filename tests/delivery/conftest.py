"""La Bobine rides in Monaco: Amina owns it, Bruno dispatches and rides, Chloé rides; Élise orders for the grocery."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from maillage.geodata import Point
from tests.factories.accounts import acting

if TYPE_CHECKING:
    from maillage.accounts.models import Organization, User
    from maillage.delivery.models import Courier, PackageSet, Store
    from maillage.delivery.types import DeliveryActor

CENTRE = Point(7.4246, 43.7384)
NOW = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)


@dataclass
class Bikes:
    """A courier co-operative with one store, its people, and short ways to order."""

    organization: "Organization"
    dispatcher: "DeliveryActor"
    rider: "DeliveryActor"
    courier: "Courier"
    other_courier: "Courier"
    store: "Store"
    shopkeeper: "DeliveryActor"
    stranger: "DeliveryActor"
    packages: "PackageSet"

    def dropoff(self, **given: Any) -> Any:
        from maillage.delivery.types import AddressGiven, TaskGiven, TaskType

        usual = {
            "address": AddressGiven(text="12 avenue de la Costa", latitude=43.7400, longitude=7.4250),
            "before": NOW + timedelta(hours=3),
        }
        return TaskGiven(TaskType.DROPOFF, **{**usual, **given})

    def order(self, *tasks: Any, actor: Any = None, now: datetime = NOW, once_key: str = "") -> Any:
        from maillage.delivery.services.deliveries import order_delivery
        from maillage.delivery.types import DeliveryGiven

        given = DeliveryGiven(tasks or (self.dropoff(),), store_id=self.store.pk)
        return order_delivery(actor=actor or self.shopkeeper, given=given, now=now, once_key=once_key)


@pytest.fixture
def bikes(
    la_bobine: "Organization", amina: "User", bruno: "User", chloe: "User", driss: "User", elise: "User"
) -> Bikes:
    from maillage.delivery.queries import delivery_actor_of
    from maillage.delivery.services import set_up, stores
    from maillage.delivery.types import AddressGiven

    owner = acting(amina)
    where = {"organization_id": la_bobine.pk}
    set_up.open_service(actor=owner, **where, centre=CENTRE, time_zone="Europe/Paris", country="FR", now=NOW)
    courier = set_up.add_courier(actor=owner, **where, user_id=chloe.pk, now=NOW)
    other = set_up.add_courier(actor=owner, **where, user_id=bruno.pk, now=NOW)
    dispatcher = delivery_actor_of(actor=owner, **where)
    packages = stores.save_package_set(actor=dispatcher, name="Cartons", packages=[("S", "S", 1), ("XL", "XL", 3)])
    address = AddressGiven(text="2 rue Grimaldi", latitude=43.7372, longitude=7.4210)
    given = stores.StoreGiven("Épicerie du Canal", address=address, package_set_id=packages.pk)
    store = stores.save_store(actor=dispatcher, given=given, now=NOW)
    stores.add_store_person(actor=dispatcher, store_id=store.pk, user_id=elise.pk, now=NOW)
    return Bikes(
        organization=la_bobine,
        dispatcher=dispatcher,
        rider=delivery_actor_of(actor=acting(chloe), **where),
        courier=courier,
        other_courier=other,
        store=store,
        shopkeeper=delivery_actor_of(actor=acting(elise), **where),
        stranger=delivery_actor_of(actor=acting(driss), **where),
        packages=packages,
    )
