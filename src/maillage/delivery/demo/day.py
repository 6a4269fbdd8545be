"""A day of orders, the same for a seed: from which store, to whom, and when in the day."""

from dataclasses import dataclass
from importlib.resources import files
from random import Random

from maillage.delivery.demo.house import STORES

SEED = 1861
ORDERS = 180
_GIVEN = "Agnès Bruno Carla Denis Elsa Franck Gaëlle Hugo Irène Jules Karim Louise Marc Nadia Omar Prune Quentin Rita".split()
_FAMILY = "Albini Bosio Crovetto Dalmas Etchart Fissore Giordan Lanteri Médecin Notari Olivié Pastor Rinaldi Sosso Vigna".split()
_NOTES = ("", "", "", "Sonner à l’interphone", "Laisser au gardien", "Fragile", "Code 24B7", "Appeler en arrivant")


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """`at`: where in the day its window ends, from 0 to 1; `fate`: from 0 to 1, what becomes of it."""

    store: int
    address: str
    latitude: float
    longitude: float
    recipient: str
    telephone: str
    quantity: int
    weight_g: int
    note: str
    at: float
    length_min: int
    fate: float


def day_of_orders(*, seed: int = SEED) -> list[DemoOrder]:
    """Draw the orders of a day, the earliest first."""
    random = Random(seed)  # noqa: S311 - a fictional day needs a seed, not secrecy
    places = _places()
    orders = [_order(random, places) for _number in range(ORDERS)]
    return sorted(orders, key=lambda order: order.at)


def _order(random: Random, places: list[tuple[str, float, float]]) -> DemoOrder:
    # A few shops order much, most order little.
    is_of_few = random.random() < 0.6
    store = min(int(random.paretovariate(0.9)) - 1, len(STORES) - 1) if is_of_few else random.randrange(len(STORES))
    address, latitude, longitude = random.choice(places)
    quantity = random.choice((1, 1, 1, 2, 3))
    return DemoOrder(
        store=store, address=f"{address}, 98000 Monaco", latitude=latitude, longitude=longitude,
        recipient=f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}",
        telephone=f"+33639980{random.randrange(200, 1000):03}", quantity=quantity,
        weight_g=int(STORES[store].weight_g * quantity * random.uniform(0.6, 1.4) // 100 * 100), note=random.choice(_NOTES),
        at=random.betavariate(1.6, 1.6), length_min=random.choice((30, 45, 60, 60, 90)), fate=random.random(),
    )  # fmt: skip


def _places() -> list[tuple[str, float, float]]:
    text = (files("maillage.delivery.demo") / "content" / "addresses.txt").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in text.splitlines() if line]
    return [(street, float(latitude), float(longitude)) for street, latitude, longitude in rows]
