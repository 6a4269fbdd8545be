"""Geography of France without Django: gazetteer of communes, address search, Lambert-93.

Everything that other packages use is named here.
"""

from maillage.geodata.address_index import (
    BUNDLED_EXTRACT,
    AddressCounts,
    NotAnExtract,
    build_address_index,
    check_extract,
)
from maillage.geodata.addresses import reverse_address, search_addresses
from maillage.geodata.commune_match import match_commune
from maillage.geodata.exact_points_file import (
    BadPointsFile,
    ExactPointsReport,
    RejectedBecause,
    RejectedPoint,
    write_exact_points,
)
from maillage.geodata.lambert import lambert93_to_wgs84, plausible_box, projected_to_wgs84, utm_to_wgs84
from maillage.geodata.lookups import (
    commune,
    communes,
    communes_of_postal_code,
    department,
    departments,
    departments_of,
    epci,
    place,
    region,
    regions,
    territories_across,
)
from maillage.geodata.mentions import places_in_text
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
    Address,
    AddressKind,
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
    "BUNDLED_EXTRACT",
    "Address",
    "AddressCounts",
    "AddressKind",
    "BadPointsFile",
    "BoundingBox",
    "Commune",
    "CommuneMatch",
    "Department",
    "Epci",
    "ExactPointsReport",
    "MatchedBy",
    "NotAnExtract",
    "Place",
    "PlaceKind",
    "PlaceMention",
    "Point",
    "Region",
    "RejectedBecause",
    "RejectedPoint",
    "bounding_box",
    "build_address_index",
    "check_extract",
    "commune",
    "communes",
    "communes_of_postal_code",
    "communes_of_territory",
    "department",
    "departments",
    "departments_of",
    "distance_m",
    "epci",
    "fold",
    "lambert93_to_wgs84",
    "match_commune",
    "neighbours",
    "normalise",
    "place",
    "places_in_text",
    "plausible_box",
    "projected_to_wgs84",
    "region",
    "regions",
    "reverse",
    "reverse_address",
    "search_addresses",
    "suggest_places",
    "territories_across",
    "territory_contains",
    "utm_to_wgs84",
    "write_exact_points",
]
