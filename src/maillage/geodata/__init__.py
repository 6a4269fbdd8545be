"""Geography of France without Django: gazetteer of communes, address search, Lambert-93.

Everything that other packages use is named here.
"""

from maillage.geodata.lookups import (
    commune,
    communes,
    communes_of_postal_code,
    department,
    departments,
    epci,
    place,
    region,
    regions,
)
from maillage.geodata.names import fold, normalise
from maillage.geodata.space import (
    bounding_box,
    communes_of_territory,
    distance_m,
    neighbours,
    reverse,
    territory_contains,
)
from maillage.geodata.suggestions import suggest_places
from maillage.geodata.types import (
    BoundingBox,
    Commune,
    CommuneMatch,
    Department,
    Epci,
    MatchedBy,
    Place,
    PlaceKind,
    PlaceMention,
    Point,
    Region,
)

__all__ = [
    "BoundingBox",
    "Commune",
    "CommuneMatch",
    "Department",
    "Epci",
    "MatchedBy",
    "Place",
    "PlaceKind",
    "PlaceMention",
    "Point",
    "Region",
    "bounding_box",
    "commune",
    "communes",
    "communes_of_postal_code",
    "communes_of_territory",
    "department",
    "departments",
    "distance_m",
    "epci",
    "fold",
    "neighbours",
    "normalise",
    "place",
    "region",
    "regions",
    "reverse",
    "suggest_places",
    "territory_contains",
]
