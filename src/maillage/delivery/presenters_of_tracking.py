"""What a recipient's page draws."""

from typing import Any

from maillage.delivery.queries.tracking import Tracked

_AROUND = 0.012


def shown(one: Tracked, /) -> dict[str, Any]:
    """Give where the bike is as JSON for the map, and the bounds that the map shows first."""
    if one.bike is None:
        return {"bike": None}
    longitude, latitude = one.bike
    west, south, east, north = longitude - _AROUND, latitude - _AROUND, longitude + _AROUND, latitude + _AROUND
    return {
        "bike": {"lon": longitude, "lat": latitude},
        "bounds": f"{west:.4f},{south:.4f},{east:.4f},{north:.4f}",
        "no_points": {"points": [], "clusters": []},
    }
