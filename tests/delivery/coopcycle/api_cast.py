"""Who calls the compatible API in tests: the grocery's shop software, people with a token, and nobody."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from maillage.geodata import Point
from tests.factories import OrganizationFactory, UserFactory, acting
from tests.factories.accounts import PASSWORD, MembershipFactory

JSON_LD = "application/ld+json"
SLOT_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
# The map of tests is empty: a street is known by its point, a town by its name.
HERE = {"streetAddress": "12 avenue de la Costa, 98000 Monaco", "latLng": [43.7400, 7.4250]}


@dataclass
class Api:
    """A program that calls: JSON-LD both ways unless told otherwise."""

    token: str = ""
    accept: str = JSON_LD
    client: Client = field(default_factory=Client)

    def headers(self, **more: str) -> dict[str, str]:
        known = {"Accept": self.accept, **({"Authorization": f"Bearer {self.token}"} if self.token else {})}
        return {**known, **more}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(path, headers=self.headers(**headers))

    def send(self, method: str, path: str, body: Any = None, *, content_type: str = JSON_LD, **headers: str) -> Any:
        text = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        return self.client.generic(method, path, text, content_type, headers=self.headers(**headers))

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any = None, **more: Any) -> Any:
        return self.send("PUT", path, body, **more)

    def delete(self, path: str) -> Any:
        return self.send("DELETE", path)


def basic(client_id: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def oauth_token(credentials: Any, *, scope: str = "deliveries") -> str:
    answer = Client().post(
        "/oauth2/token",
        f"grant_type=client_credentials&scope={scope.replace(' ', '+')}",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": basic(credentials.client_id, credentials.client_secret)},
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["access_token"]


def person_token(user: Any) -> str:
    """Give what an app holds after somebody has signed in."""
    user.set_password(PASSWORD)
    user.save()
    answer = Client().post("/api/login_check", {"_username": user.email, "_password": PASSWORD})
    assert answer.status_code == 200, answer.content
    return answer.json()["token"]


@pytest.fixture
def slot(bikes):
    """The mornings that the grocery offers."""
    from maillage.delivery.services.stores import save_time_slot

    openings = [{"opens": "10:00", "closes": "11:00", "dayOfWeek": SLOT_DAYS}]
    slot = save_time_slot(
        actor=bikes.dispatcher, name="Matin", interval="2 days", openings=openings, prior_notice="1 hour"
    )
    bikes.store.time_slot = slot
    bikes.store.time_slots = [slot.pk]
    bikes.store.save()
    return slot


@pytest.fixture
def credentials(bikes, now):
    """What Amina gave to the grocery's shop software."""
    from maillage.delivery.services.programs import create_program

    return create_program(actor=bikes.dispatcher, store_id=bikes.store.pk, name="Boutique en ligne", now=now)


@pytest.fixture
def shop(credentials):
    """The grocery's shop software, with a token for deliveries."""
    return Api(oauth_token(credentials))


@pytest.fixture
def sdk(credentials):
    """The grocery's own script: deliveries and tasks."""
    return Api(oauth_token(credentials, scope="tasks deliveries"))


@pytest.fixture
def other_shop(bikes, now):
    """The software of another store of the same co-operative."""
    from maillage.delivery.services.programs import create_program
    from maillage.delivery.services.stores import StoreGiven, save_store
    from maillage.delivery.types import AddressGiven

    address = AddressGiven(text="1 place d'Armes", latitude=43.7316, longitude=7.4197)
    store = save_store(actor=bikes.dispatcher, given=StoreGiven("Librairie", address=address), now=now)
    made = create_program(actor=bikes.dispatcher, store_id=store.pk, name="Livres", now=now)
    return Api(oauth_token(made, scope="tasks deliveries"))


@pytest.fixture
def elsewhere(now):
    """The software of a store of another co-operative."""
    from maillage.delivery.queries import delivery_actor_of
    from maillage.delivery.services import programs, set_up, stores
    from maillage.delivery.types import AddressGiven

    owner = UserFactory()
    place = OrganizationFactory(name="Les Rayons")
    MembershipFactory(organization=place, user=owner, role="owner")
    where = {"organization_id": place.pk}
    set_up.open_service(
        actor=acting(owner), **where, centre=Point(7.4246, 43.7384), time_zone="Europe/Paris", country="FR", now=now
    )
    boss = delivery_actor_of(actor=acting(owner), **where)
    address = AddressGiven(text="3 rue Suffren", latitude=43.7330, longitude=7.4170)
    store = stores.save_store(actor=boss, given=stores.StoreGiven("Fleurs", address=address), now=now)
    made = programs.create_program(actor=boss, store_id=store.pk, name="Fleurs en ligne", now=now)
    return Api(oauth_token(made, scope="tasks deliveries"))


@pytest.fixture
def office(bikes, amina):
    return Api(person_token(amina))


@pytest.fixture
def app(bikes, chloe):
    return Api(person_token(chloe))


@pytest.fixture
def grocer(bikes, elise):
    """Élise, who orders for the grocery."""
    return Api(person_token(elise))
