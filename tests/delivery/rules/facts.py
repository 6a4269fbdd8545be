"""A delivery to ask expressions about."""

from datetime import UTC, datetime, timedelta

from maillage.delivery.rules.expressions import (
    OrderFacts,
    PackageCount,
    Packages,
    Place,
    Scope,
    Surroundings,
    TaskFacts,
)
from maillage.delivery.rules.zones import zone_of

NOW = datetime(2031, 5, 6, 8, 0, tzinfo=UTC)
CENTRE = {"type": "Polygon", "coordinates": [[[4.8, 45.7], [4.9, 45.7], [4.9, 45.8], [4.8, 45.8], [4.8, 45.7]]]}
HILL = {"type": "Polygon", "coordinates": [[[5.0, 45.7], [5.1, 45.7], [5.1, 45.8], [5.0, 45.8], [5.0, 45.7]]]}
ZONES = {"centre": zone_of(CENTRE), "hill": zone_of(HILL)}
IN_CENTRE, ON_HILL = Place(point=(4.85, 45.75), postal_code="69002"), Place(point=(5.05, 45.75), postal_code="69005")
PACKAGES = Packages((PackageCount("XL", 2, 3), PackageCount("S", 1, 1)))


def task(kind, address, *, hours, length=1, **changes):
    before = NOW + timedelta(hours=hours)
    return TaskFacts(kind=kind, address=address, after=before - timedelta(hours=length), before=before, **changes)


PICKUP = task("PICKUP", IN_CENTRE, hours=3)
DROPOFF = task("DROPOFF", ON_HILL, hours=4, length=1.5, weight_g=6_000, packages=PACKAGES, doorstep=True)
VARIABLES = {
    "distance": 2_310, "weight": 6_000, "vehicle": "cargo_bike", "pickup": PICKUP, "dropoff": DROPOFF, "packages": PACKAGES,
    "order": OrderFacts(2_500), "task": TaskFacts(), "time_slot": "/api/time_slots/1",
}  # fmt: skip


def asked_about(**changes):
    return Scope({**VARIABLES, **changes}, Surroundings(zones=ZONES, now=NOW))
